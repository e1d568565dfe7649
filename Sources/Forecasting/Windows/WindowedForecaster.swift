import Tensors
import Traces

/// A fitted neural family: a network over windows and what it was trained with. What such models answer, keep and refuse is the same for all;
/// a family says only what it does differently.
public protocol WindowedForecaster: OccludableForecaster, DropoutForecaster {
    /// The family.
    associatedtype Configuration: Encodable & Sendable
    /// Its network.
    associatedtype Network: WindowNetwork

    /// Kind of the family in archives.
    static var archiveKind: String { get }

    /// Configuration it was trained with.
    var configuration: Configuration { get }
    /// Network, windows and parameters.
    var model: WindowModel<Network> { get }
    /// Losses of every training round.
    var curve: [TrainingState.Round] { get }
}

extension WindowedForecaster {
    /// Name of the family.
    public var name: String { model.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }
    /// Trained horizon.
    public var maximumHorizon: Int? { model.assembler.schema.horizon }
    /// Dependence between steps.
    public var residualPaths: ResidualPaths? { model.residualPaths }
    /// Values that a window looks back to.
    public var reach: Int? { model.assembler.schema.reach }

    /// Direct forecasts for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try model.forecast(from: histories, horizon: horizon)
    }

    /// A stream that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream { try windowedStream(from: history) }

    /// A stream that answers from windows, whatever the family has beside it.
    package func windowedStream(from history: History) throws(ForecastError) -> any ForecastStream {
        try model.check(history)
        return try WindowedStream(self, history: history, keeping: model.assembler.schema.reach)
    }

    /// Mixtures of passes with dropout.
    public func dropoutForecasts(
        from histories: [History], horizon: Int, passes: Int, seed: UInt64
    ) throws(ForecastError) -> [QuantileForecast] {
        try model.dropoutForecasts(from: histories, horizon: horizon, passes: passes, seed: seed)
    }

    /// Which parts of the context drove a forecast.
    public func occlusions(of history: History, horizon: Int, parts: Int, level: Double) throws(ForecastError) -> [Occlusion] {
        try model.occlusions(of: history, horizon: horizon, parts: parts, level: level)
    }

    /// The model as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        try model.archive(kind: Self.archiveKind, configuration: configuration, curve: curve)
    }
}
