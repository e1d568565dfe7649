public import Forecasting
public import Tensors
import Trees

extension ArchetypeClassifier {
    /// What the metadata key `kind` of its archives says.
    public static let archiveKind = "archetypes"

    /// Version of what features and classes mean.
    public static let schemaVersion = 1

    /// What is read before any tensor is believed.
    private struct Schema: Codable {
        var schema: Int
        var classes: [String]
        var features: [String]
        var window: WindowPlan
        var minimumEvents: Double
    }

    private static let forestPrefix = "forest"
    private static let calibrationName = "calibration"

    /// The classifier as data: classes and features by name and in order, windows, trees, calibration.
    /// - Throws: ``ForecastError/invalidArchive(_:)``.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(
            Schema(
                schema: Self.schemaVersion, classes: Archetype.allCases.map(\.rawValue), features: ArchetypeFeatures.names, window: plan,
                minimumEvents: minimumEvents), under: "archetypes")
        ForestTensors(prefix: Self.forestPrefix).store(forest, in: &archive)
        let numbers = calibrations.flatMap { $0.flatMap { [$0.a, $0.b, $0.c] } }
        archive.tensors[Self.calibrationName] = ModelArchive.Tensor(
            type: .float64, shape: Self.calibrationShape, bytes: numbers.withUnsafeBytes { Array($0) })
        return archive
    }

    private static var calibrationShape: [Int] { [DemandScale.allCases.count, Archetype.allCases.count, 3] }

    /// Restores a classifier; everything that decides what its numbers mean is compared with what this version means by it.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` naming what was expected and what was found.
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
        let forest = try ForestTensors(prefix: Self.forestPrefix).forest(
            in: archive, outputs: classes.count, width: 1, featureNames: schema.features,
            objective: .multiclass(classes: classes.count))
        let calibrations = try Self.calibrations(in: archive)
        do {
            self = try ArchetypeClassifier(
                plan: schema.window, minimumEvents: schema.minimumEvents, forest: forest, calibrations: calibrations, kernels: kernels)
        } catch {
            throw .invalidArchive(error.description)
        }
    }

    private static func calibrations(in archive: ModelArchive) throws(ForecastError) -> [[BetaCalibration]] {
        guard let tensor = archive.tensors[calibrationName], tensor.type == .float64, tensor.shape == calibrationShape else {
            throw .invalidArchive("tensor \(calibrationName) should be F64 \(calibrationShape)")
        }
        let numbers = tensor.bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
        }
        let maps = stride(from: 0, to: numbers.count, by: 3).map {
            BetaCalibration(a: numbers[$0], b: numbers[$0 + 1], c: numbers[$0 + 2])
        }
        guard maps.allSatisfy({ $0.a >= 0 && $0.b >= 0 && ($0.a + $0.b + $0.c).isFinite }) else {
            throw .invalidArchive(
                "tensor \(calibrationName) should hold maps that do not fall: finite numbers, the first two of each not negative")
        }
        let classes = Archetype.allCases.count
        return (0..<DemandScale.allCases.count).map { Array(maps[$0 * classes..<($0 + 1) * classes]) }
    }
}
