import Traces

extension Backtest {
    /// What answers at a cutoff.
    public enum Source: String, Sendable, Codable, CaseIterable {
        /// The window before the cutoff.
        case windows
        /// A stream that was started earlier and has observed every value since.
        case streams
        /// A stream that was started earlier, forecast and observed every value since, and learnt online from how its forecasts turned out
        /// (``AdaptiveStream``).
        case adaptive
    }

    /// Most steps between the start of a stream and the first cutoff of its series.
    static let longestLead = 1024

    /// Steps before the first cutoff of its series over which an adaptive stream learns, at most; half the history, if that is shorter.
    static let adaptiveLead = 512

    /// Forecasts at every cutoff, series by series, from one adaptive stream per series.
    ///
    /// Values that the model was fitted on are among those that the streams learn from first; they make it look better than it is, for a while.
    func adapted(_ model: any FittedForecaster, on set: SeriesSet) throws(ForecastError) -> [QuantileForecast] {
        var forecasts: [QuantileForecast] = []
        for (series, cutoffs) in zip(set.series, plan.cutoffs) {
            guard let first = cutoffs.first else { continue }
            var stream = try AdaptiveStream(
                model, history: History(series, count: first), horizon: plan.horizon, warmup: min(Self.adaptiveLead, first / 2))
            var known = first
            for cutoff in cutoffs {
                while known < cutoff {
                    _ = try stream.forecast(horizon: plan.horizon)
                    stream.observe(series.values[known])
                    known += 1
                }
                forecasts.append(try stream.forecast(horizon: plan.horizon))
            }
        }
        return forecasts
    }

    /// Forecasts at every cutoff, series by series, from one stream per series.
    ///
    /// The stream of series i is started between a quarter of ``longestLead`` and all of it before the first cutoff (of half the history,
    /// if that is shorter), the fractions of `i · 0.618…` deciding where, so that streams have all ages at the cutoffs, as in a server.
    func streamed(_ model: any FittedForecaster, on set: SeriesSet) throws(ForecastError) -> [QuantileForecast] {
        var forecasts: [QuantileForecast] = []
        for (index, (series, cutoffs)) in zip(set.series, plan.cutoffs).enumerated() {
            guard let first = cutoffs.first else { continue }
            let golden = Double(index + 1) * 0.618_033_988_749_894_8
            let share = 0.25 + 0.75 * (golden - golden.rounded(.down))
            let lead = Int(share * Double(min(Self.longestLead, first / 2)))
            var stream = try model.stream(from: History(series, count: first - lead))
            var known = first - lead
            for cutoff in cutoffs {
                while known < cutoff {
                    stream.observe(series.values[known])
                    known += 1
                }
                forecasts.append(try stream.forecast(horizon: plan.horizon))
            }
        }
        return forecasts
    }
}
