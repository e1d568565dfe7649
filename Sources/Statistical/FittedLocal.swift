import Forecasting
import Tensors
import Traces

/// A statistical rule ready to forecast any history.
public struct FittedLocal<Model: LocalModel>: FittedForecaster {
    /// Kind of the family in archives.
    public static var archiveKind: String { Model.name }
    /// Histories that a rule works on side by side.
    public static var batch: Int { 16 }

    /// The rule.
    public let model: Model
    /// What it knows beside the values.
    public let setting: LocalSetting
    /// Dependence between steps.
    public let residualPaths: ResidualPaths?
    private let threads: Int

    init(_ model: Model, setting: LocalSetting, residualPaths: ResidualPaths?, threads: Int) {
        (self.model, self.setting, self.residualPaths, self.threads) = (model, setting, residualPaths, threads)
    }

    /// Name of the rule.
    public var name: String { Model.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { setting.levels }
    /// Any horizon is possible.
    public var maximumHorizon: Int? { nil }
    /// The rule's own.
    public var reach: Int? { model.reach(in: setting) }

    /// Quantiles for every history, however short it is.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        let pieces = (histories.count + Self.batch - 1) / Self.batch
        let answers = Collected<[QuantileForecast]>(count: pieces, empty: [])
        let reach = model.reach(in: setting)
        Parallel.forEach(pieces, threads: threads) { piece in
            let batch = histories[piece * Self.batch..<min(histories.count, (piece + 1) * Self.batch)]
            let found = model.answers(for: batch.map { $0.values.suffix(reach) }, horizon: horizon, in: setting)
            answers.set(piece, zip(batch, found).map { sound($1, of: $0, horizon: horizon, reach: reach) })
        }
        return answers.values.flatMap { $0 }
    }

    /// The answer as a forecast. Exploding trends are held within three times the range of what was seen.
    private func sound(_ answer: LocalAnswer, of history: History, horizon: Int, reach: Int) -> QuantileForecast {
        var (low, high) = (Float.infinity, -Float.infinity)
        for value in history.values.suffix(reach) where !value.isNaN { (low, high) = (min(low, value), max(high, value)) }
        if low > high { (low, high) = (0, 0) }
        let room = 3 * max(high - low, abs(high), abs(low))
        let floor = max(low - room, setting.quantity.lowerBound ?? -.greatestFiniteMagnitude), ceiling = max(high + room, floor)
        var values = answer.values.map { min(max($0.isNaN ? (low + high) / 2 : $0, floor), ceiling) }
        values.withUnsafeMutableBufferPointer { QuantileForecast.order($0, levelCount: levels.count) }
        return QuantileForecast(
            history: history, levels: levels, horizon: horizon, values: values, lowerBound: setting.quantity.lowerBound, note: answer.note)
    }

    private struct Parameters: Codable {
        var model: Model, seasons: [Int], quantity: Quantity, levels: QuantileLevels
    }

    /// The rule as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(
            Parameters(model: model, seasons: setting.seasons, quantity: setting.quantity, levels: levels), under: "configuration")
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a rule.
    /// - Throws: `ForecastError.invalidArchive(_:)`.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        let parameters: Parameters = try archive.value(under: "configuration")
        guard parameters.seasons.count <= 16, parameters.seasons.allSatisfy({ (2...100_000_000).contains($0) }) else {
            throw ForecastError.invalidArchive("there are at most 16 seasons of 2 to 100000000 steps, found \(parameters.seasons)")
        }
        self.init(
            parameters.model,
            setting: LocalSetting(
                seasons: parameters.seasons, quantity: parameters.quantity, levels: parameters.levels,
                instructionSet: compute.instructionSet),
            residualPaths: try ResidualPaths(archive: archive), threads: compute.threads)
    }
}
