extension CeilingModel {
    private static let key = "ceilings", tensor = "ceilings.weights"

    /// What is kept as text: the season, and the series that have weights of their own, in the order of their rows.
    private struct Record: Codable { var season: Int, series: [String] }

    /// Adds the model to an archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it cannot be written as text.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        try archive.store(Record(season: season, series: weights.series), under: Self.key)
        archive.tensors[Self.tensor] = weights.tensor
        copula.store(in: &archive)
    }

    /// Reads the model of an archive; `nil` when it has none.
    /// - Parameters:
    ///   - archive: of the fitted forecaster.
    ///   - levels: of the forecasts.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` for an unsound one.
    public init?(archive: ModelArchive, levels: QuantileLevels) throws(ForecastError) {
        guard archive.metadata[Self.key] != nil else { return nil }
        let record: Record = try archive.value(under: Self.key)
        guard (1...100_000_000).contains(record.season) else {
            throw ForecastError.invalidArchive("the ceilings should have a season of 1 to 100,000,000 steps, found \(record.season)")
        }
        let weights = try LossWeights(
            archive: archive, named: Self.tensor, series: record.series, respects: CeilingParts.anchors.count,
            candidates: CeilingParts.count)
        guard let copula = try GaussianCopula(archive: archive) else {
            throw ForecastError.invalidArchive("the ceilings lack the dependence between steps")
        }
        self.init(copula: copula, weights: weights, season: record.season, levels: levels)
    }
}
