import Forecasting
import Synchronization
import Traces

/// Forecasts of a fitted model for one series: at each step **one** forecast, made from the values known then and from nothing else,
/// which answers every window and level that is asked for until the next value is known.
///
/// Forecasts are made for many origins in one batch, which a model computes much faster than one by one; that is no look into the future,
/// for each of them sees only its own past.
public final class ModelForecastSource: ForecastSource {
    private struct Key: Hashable {
        var known: Int
        var window: Int
        var level: Double
    }

    private struct Cache {
        /// Origin of the first forecast of the current batch.
        var first = 0
        var forecasts: [QuantileForecast] = []
        /// Several levels of the same ceiling are asked for in a row; its samples need not be kept longer.
        var latest: (known: Int, ceiling: Ceiling)?
        var answers: [Key: Float] = [:]
    }

    private let model: any FittedForecaster
    private let series: Series
    private let batch: Int
    private let cache = Mutex(Cache())

    /// Forecasts are made this far, in steps.
    public let horizon: Int

    /// Makes a source.
    /// - Parameters:
    ///   - model: a fitted model that carries residual paths, the dependence between steps that a maximum needs.
    ///   - series: the whole series; a forecast sees as much of it as is known when it is made.
    ///   - horizon: longest window that will be asked for; see ``PolicyRun/window(covering:)``.
    ///   - batch: number of origins forecast at a time.
    /// - Throws: `ForecastError` without residual paths, or for a horizon below 1 or beyond the model's.
    public init(_ model: any FittedForecaster, series: Series, horizon: Int, batch: Int = 256) throws(ForecastError) {
        precondition(batch > 0, "a batch has at least one forecast")
        guard horizon > 0 else { throw .invalidHorizon(horizon) }
        if let trained = model.maximumHorizon, horizon > trained { throw .horizonTooLong(requested: horizon, trained: trained) }
        guard model.residualPaths != nil else { throw .noResidualPaths(model: model.name) }
        self.model = model
        self.series = series
        self.horizon = horizon
        self.batch = batch
    }

    /// Name of the model.
    public var name: String { model.name }
    /// The horizon.
    public var maximumWindow: Int? { horizon }

    /// Quantile of the maximum over the next `window` steps; `nil` before the first value is known, and where the model finds the known
    /// past too short.
    /// - Throws: `ForecastError` for a level or window outside the model's range, and whatever else the model throws.
    public func ceiling(known: Int, window: Int, level: Double) throws -> CeilingForecast? {
        guard known > 0, known <= series.count else { return nil }
        guard model.levels.covers(level) else { throw ForecastError.levelOutsideRange(level, trained: model.levels.values) }
        guard window <= horizon else { throw ForecastError.horizonTooLong(requested: window, trained: horizon) }
        return try cache.withLock { cache in
            let key = Key(known: known, window: window, level: level)
            if let answer = cache.answers[key] { return CeilingForecast(value: answer, known: known) }
            if cache.latest?.known != known || cache.latest?.ceiling.window != window {
                guard let forecast = try forecast(at: known, in: &cache) else { return nil }
                guard let ceiling = model.ceiling(of: forecast, history: History(series, count: known), over: window) else { return nil }
                cache.latest = (known, ceiling)
            }
            guard let answer = cache.latest?.ceiling.quantile(level) else { return nil }
            cache.answers[key] = answer
            return CeilingForecast(value: answer, known: known)
        }
    }

    /// The forecast from the first `known` values, with all that follow in its batch.
    private func forecast(at known: Int, in cache: inout Cache) throws(ForecastError) -> QuantileForecast? {
        if !cache.forecasts.indices.contains(known - cache.first) {
            let origins = known...min(known + batch - 1, series.count)
            do {
                cache.forecasts = try model.forecast(from: origins.map { History(series, count: $0) }, horizon: horizon)
                cache.first = known
            } catch .tooShort {
                return nil
            }
        }
        return cache.forecasts[known - cache.first]
    }
}
