public import Forecasting
public import Tensors
import Trees

extension ArchetypeClassifier {
    /// What the metadata key `kind` of its archives says.
    public static let archiveKind = "archetypes"

    /// Version of what features and classes mean.
    public static let schemaVersion = 2

    /// What is read before any tensor is believed.
    private struct Schema: Codable {
        var schema: Int
        var classes: [String]
        var features: [String]
        var window: WindowPlan
        var minimumEvents: Double
        // Classifiers of the first schema had one forest; their archives are to be refused for their schema.
        var busyRate: Double?
    }

    private static let quietPrefix = "quiet"
    private static let busyPrefix = "busy"

    /// The classifier as data: classes and features by name and in order, windows, trees, calibration.
    /// - Throws: `ForecastError.invalidArchive(_:)`.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(
            Schema(
                schema: Self.schemaVersion, classes: Archetype.allCases.map(\.rawValue), features: ArchetypeFeatures.names, window: plan,
                minimumEvents: minimumEvents, busyRate: busyRate), under: "archetypes")
        for (prefix, part) in [(Self.quietPrefix, quiet), (Self.busyPrefix, busy)] {
            ForestTensors(prefix: prefix).store(part.forest, in: &archive)
            let numbers = part.calibrations.flatMap { $0.flatMap { [$0.a, $0.b, $0.c] } }
            archive.tensors[Self.calibrationName(prefix)] = ModelArchive.Tensor(
                type: .float64, shape: Self.calibrationShape, bytes: numbers.withUnsafeBytes { Array($0) })
        }
        return archive
    }

    private static func calibrationName(_ prefix: String) -> String { "\(prefix).calibration" }
    private static var calibrationShape: [Int] { [DemandScale.allCases.count, Archetype.allCases.count, 3] }

    /// Restores a classifier; everything that decides what its numbers mean is compared with what this version means by it.
    /// - Throws: `ForecastError.invalidArchive(_:)` naming what was expected and what was found.
    public init(archive: ModelArchive, kernels: Kernels = .best) throws(ForecastError) {
        func require(_ isFine: Bool, _ text: @autoclosure () -> String) throws(ForecastError) {
            if !isFine { throw .invalidArchive(text()) }
        }
        let kind = archive.metadata["kind"] ?? ""
        try require(kind == Self.archiveKind, "the model is of the kind \(kind), expected \(Self.archiveKind), a classifier of archetypes")
        let schema: Schema = try archive.value(under: "archetypes")
        let classes = Archetype.allCases.map(\.rawValue)
        try require(
            schema.schema == Self.schemaVersion, "the classifier has schema \(schema.schema), this version reads \(Self.schemaVersion)")
        try require(schema.classes == classes, "the classes are \(schema.classes), expected \(classes) in this order")
        let place = zip(schema.features, ArchetypeFeatures.names).enumerated().first { $1.0 != $1.1 }
        try require(
            schema.features == ArchetypeFeatures.names,
            place.map { "feature \($0.offset) is \($0.element.0), expected \($0.element.1)" }
                ?? "there are \(schema.features.count) features, expected \(ArchetypeFeatures.names.count)")
        try require(
            schema.minimumEvents.isFinite && schema.minimumEvents >= 0,
            "fewest events should not be negative, found \(schema.minimumEvents)")
        try require(schema.window.stride >= 1, "windows should be at least a minute apart, found \(schema.window.stride)")
        let busyRate = schema.busyRate ?? .nan
        try require(
            busyRate.isFinite && busyRate >= 0, "the rate from which on windows are busy should not be negative, found \(busyRate)")
        let quiet = try Self.part(Self.quietPrefix, of: archive, kernels: kernels)
        let busy = try Self.part(Self.busyPrefix, of: archive, kernels: kernels)
        do {
            self = try ArchetypeClassifier(
                plan: schema.window, minimumEvents: schema.minimumEvents, busyRate: busyRate, quiet: quiet, busy: busy,
                kernels: kernels)
        } catch {
            throw .invalidArchive(error.description)
        }
    }

    /// The trees and maps under a prefix.
    private static func part(
        _ prefix: String, of archive: ModelArchive, kernels: Kernels
    ) throws(ForecastError) -> CalibratedForest {
        let classes = Archetype.allCases.count
        let forest = try ForestTensors(prefix: prefix).forest(
            in: archive, outputs: classes, width: 1, featureNames: ArchetypeFeatures.names, objective: .multiclass(classes: classes))
        let calibrations = try calibrations(prefix, in: archive)
        do { return try CalibratedForest(forest, calibrations: calibrations, kernels: kernels) } catch {
            throw .invalidArchive(error.description)
        }
    }

    private static func calibrations(_ prefix: String, in archive: ModelArchive) throws(ForecastError) -> [[BetaCalibration]] {
        let name = calibrationName(prefix)
        guard let tensor = archive.tensors[name], tensor.type == .float64, tensor.shape == calibrationShape else {
            throw .invalidArchive("tensor \(name) should be F64 \(calibrationShape)")
        }
        let numbers = tensor.bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
        }
        let maps = stride(from: 0, to: numbers.count, by: 3).map {
            BetaCalibration(a: numbers[$0], b: numbers[$0 + 1], c: numbers[$0 + 2])
        }
        guard maps.allSatisfy({ $0.a >= 0 && $0.b >= 0 && ($0.a + $0.b + $0.c).isFinite }) else {
            throw .invalidArchive(
                "tensor \(name) should hold maps that do not fall: finite numbers, the first two of each not negative")
        }
        let classes = Archetype.allCases.count
        return (0..<DemandScale.allCases.count).map { Array(maps[$0 * classes..<($0 + 1) * classes]) }
    }
}
