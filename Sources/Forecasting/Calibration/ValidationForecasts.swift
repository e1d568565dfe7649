/// Forecasts of the end of the training time, beside what came: what calibration and the dependence between steps are learnt from.
///
/// The model that made them has not been trained on the values they are compared with, although these may have chosen its settings and
/// when its training stopped.
public struct ValidationForecasts: Sendable {
    /// Where the forecasts begin; the values behind them are known to us, not to the model.
    public let origins: [History]
    /// One forecast an origin, all of the same horizon and levels.
    public let forecasts: [QuantileForecast]
    /// Whether the model that answers was trained again, these values included: then it is somewhat better than these forecasts say.
    public let isRefitted: Bool

    /// Forecasts at origins; those with less than half of their truth are left out.
    /// - Parameters:
    ///   - model: the model that has not seen what comes behind the origins.
    ///   - origins: histories within longer series.
    ///   - horizon: steps of every forecast.
    ///   - isRefitted: whether another model, trained again on everything, will answer.
    ///   - most: most forecasts, evenly spaced among the origins; `nil` for all.
    /// - Throws: ``ForecastError`` of the model.
    public init(
        of model: some FittedForecaster, at origins: [History], horizon: Int, isRefitted: Bool = false, most: Int? = nil
    ) throws(ForecastError) {
        let usable = origins.filter { origin in
            origin.series.count >= origin.count + horizon
                && 2 * origin.series.values[origin.count..<origin.count + horizon].count { !$0.isNaN } >= horizon
        }
        self.origins = Self.spaced(usable.count, most: most).map { usable[$0] }
        forecasts = self.origins.isEmpty ? [] : try model.forecast(from: self.origins, horizon: horizon)
        self.isRefitted = isRefitted
    }

    private init(origins: [History], forecasts: [QuantileForecast], isRefitted: Bool) {
        (self.origins, self.forecasts, self.isRefitted) = (origins, forecasts, isRefitted)
    }

    /// The forecasts that begin where others do, in the order of those.
    package func limited(to others: [History]) -> ValidationForecasts {
        struct Place: Hashable { var id: String, count: Int }
        let places = Dictionary(zip(origins.map { Place(id: $0.id, count: $0.count) }, origins.indices)) { first, _ in first }
        let kept = others.compactMap { places[Place(id: $0.id, count: $0.count)] }
        return ValidationForecasts(origins: kept.map { origins[$0] }, forecasts: kept.map { forecasts[$0] }, isRefitted: isRefitted)
    }

    /// The same, said to be of a model that is trained again, or not.
    package func marked(isRefitted: Bool) -> ValidationForecasts {
        ValidationForecasts(origins: origins, forecasts: forecasts, isRefitted: isRefitted)
    }

    /// Mean quantile loss over levels and known targets, each in units of the mean size of its series; `nil` where all of these are zeros.
    package var meanScaledLoss: Double? {
        var (sum, count) = (0.0, 0)
        var sizes = SeriesWeights()
        for (index, (origin, forecast)) in zip(origins, forecasts).enumerated() {
            let weight = sizes.weight(of: origin)
            let truth = (0..<forecast.horizon).map { actual(index, step: $0) }, known = truth.count { !$0.isNaN }
            guard weight > 0, let loss = QuantileLoss.mean(actual: truth, quantiles: forecast.values, levels: forecast.levels.values) else {
                continue
            }
            sum += Double(weight) * loss * Double(known)
            count += known
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// The same origins with other forecasts of them.
    /// - Parameter change: from the origin and its forecast to another one of the same shape.
    public func map(_ change: (History, QuantileForecast) throws(ForecastError) -> QuantileForecast) throws(ForecastError) -> Self {
        var changed: [QuantileForecast] = []
        changed.reserveCapacity(forecasts.count)
        for (origin, forecast) in zip(origins, forecasts) { changed.append(try change(origin, forecast)) }
        return ValidationForecasts(origins: origins, forecasts: changed, isRefitted: isRefitted)
    }

    /// Number of forecasts.
    public var count: Int { forecasts.count }

    /// Evenly spaced ones of so many indices; all of them where there are no more than that.
    static func spaced(_ count: Int, most: Int?) -> [Int] {
        guard let most, count > most else { return Array(0..<count) }
        return (0..<most).map { $0 * count / most }
    }

    /// Where the origins of one series lie.
    struct Span {
        /// Known values at the first and the last origin, and how many origins there are.
        var first: Int, last: Int, count: Int

        /// How many forecasts whose targets do not overlap there is room for: the number of independent cases, at the most cautious.
        func windowsWithoutOverlap(horizon: Int) -> Int { min(count, (last - first) / horizon + 1) }
    }

    /// Where the origins of every series lie.
    var spans: [String: Span] {
        var spans: [String: Span] = [:]
        for origin in origins {
            let span = spans[origin.id] ?? Span(first: origin.count, last: origin.count, count: 0)
            spans[origin.id] = Span(first: min(span.first, origin.count), last: max(span.last, origin.count), count: span.count + 1)
        }
        return spans
    }

    /// How many forecasts whose targets do not overlap there is room for in all series.
    var windowsWithoutOverlap: Int {
        let horizon = forecasts.first?.horizon ?? 1
        return spans.values.reduce(0) { $0 + $1.windowsWithoutOverlap(horizon: horizon) }
    }

    /// The value behind an origin, NaN where it is missing.
    func actual(_ index: Int, step: Int) -> Float { origins[index].series.values[origins[index].count + step] }
}
