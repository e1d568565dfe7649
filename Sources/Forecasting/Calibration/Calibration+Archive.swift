import Traces

extension Calibration {
    private static let key = "calibration", tensor = "calibration.table"
    private static let mostSteps = 1_000_000

    /// What is kept as text.
    private struct Record: Codable {
        var configuration: CalibrationConfiguration
        var summary: CalibrationSummary
        var levels: QuantileLevels
        var groups: CalibrationGroups
        var quantity: Quantity
    }

    /// Adds the calibration to an archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it cannot be written as text.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        let record = Record(configuration: configuration, summary: summary, levels: levels, groups: groups, quantity: quantity)
        try archive.store(record, under: Self.key)
        switch table {
        case .factors(let factors): archive.tensors[Self.tensor] = ModelArchive.Tensor(factors, shape: [groups.count, 2])
        case .offsets(let offsets):
            archive.tensors[Self.tensor] = ModelArchive.Tensor(offsets, shape: [groups.count, horizon, levels.count])
        }
    }

    /// Reads the calibration of an archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it has none or an unsound one.
    public init(archive: ModelArchive) throws(ForecastError) {
        let record: Record = try archive.value(under: Self.key)
        guard record.groups.isSound, (1...Self.mostSteps).contains(record.summary.horizon) else {
            throw ForecastError.invalidArchive("the calibration has groups or a horizon out of range")
        }
        let groups = record.groups.count
        let isSharp = record.configuration.method == .sharp
        let numbers = try archive.floats(
            Self.tensor, shape: isSharp ? [groups, 2] : [groups, record.summary.horizon, record.levels.count])
        guard numbers.allSatisfy({ $0.isFinite && (!isSharp || $0 > 0) }) else {
            throw ForecastError.invalidArchive("tensor \(Self.tensor) holds numbers that are no corrections")
        }
        self.init(
            configuration: record.configuration, summary: record.summary, levels: record.levels, groups: record.groups,
            table: isSharp ? .factors(numbers) : .offsets(numbers), quantity: record.quantity)
    }
}
