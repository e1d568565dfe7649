/// What a person wants to know of a model file first.
public struct ModelSummary: Hashable, Sendable, Codable {
    /// The file.
    public var file: String
    /// The model family.
    public var family: String
    /// Longest horizon of a direct forecast in steps; `nil` when any is possible.
    public var horizon: Int?
    /// Quantile levels of its forecasts; none for a classifier of windows.
    public var levels: [Double]
    /// Where it comes from; `nil` when the file does not say.
    public var provenance: Provenance?
    /// How its intervals were calibrated and on what; `nil` for a model that was not.
    public var calibration: CalibrationConfiguration?, calibratedOn: CalibrationSummary?
    /// Its forests, for boosted trees only: usually one.
    public var forests: [ForestSummary]

    /// Reads a model file.
    /// - Throws: `ModelFileError` when the file is no sound model.
    public init(path: String) throws {
        let archive = try ModelStore.load(path)
        if archive.metadata[ModelStore.Key.kind] == ArchetypeClassifier.archiveKind {
            _ = try ArchetypeClassifier.load(path)
            (file, family, levels, forests) = (path, ArchetypeClassifier.archiveKind, [], [])
            provenance = try archive.provenance()
            return
        }
        let model = try ModelStore.restore(archive, name: path, compute: .best)
        (file, family, horizon, levels) = (path, model.name, model.maximumHorizon, model.levels.values)
        provenance = try archive.provenance()
        (calibration, calibratedOn) = (model.calibration?.configuration, model.calibration?.summary)
        forests = (model.uncalibrated as? FittedGBT)?.trees.map { ForestSummary(of: $0) } ?? []
    }
}
