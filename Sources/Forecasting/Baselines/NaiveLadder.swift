/// What answers when a history is too short for the model asked for, or holds nothing that it could take a unit from: seasonal naive if a
/// season is known, else naive, else a flat guess; the forecast carries the reason.
public struct NaiveLadder: Sendable {
    /// Levels of the forecasts.
    public let levels: QuantileLevels
    /// Seasons in steps, most important first.
    public let seasons: [Int]
    /// Smallest possible value.
    public let lowerBound: Float?

    /// Makes a ladder.
    public init(levels: QuantileLevels, seasons: [Int], lowerBound: Float?) {
        (self.levels, self.seasons, self.lowerBound) = (levels, seasons, lowerBound)
    }

    /// A forecast from whatever is known.
    public func forecast(from history: History, horizon: Int, insteadOf model: String, required: Int) -> QuantileForecast {
        let known = history.values.lazy.filter { !$0.isNaN }.count
        let season = seasons.first { history.count >= 2 * $0 } ?? 1
        let rung = known == 0 ? "no value is known: \(lowerBound ?? 0) is assumed" : season > 1 ? "seasonal naive answers" : "naive answers"
        let reason =
            known < required
            ? "\(history.id) has \(known) known values, \(model) needs \(required)"
            : "\(history.id) was missing or 0 for as long as \(model) takes its unit from"
        let note = "\(reason); \(rung)"
        let rule = SeasonalErrors(season: season, lowerBound: lowerBound)
        return QuantileForecast(
            history: history, levels: levels, horizon: horizon, values: rule.quantiles(of: history, horizon: horizon, levels: levels),
            lowerBound: lowerBound, note: note)
    }
}
