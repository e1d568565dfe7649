import Traces

/// Which forecasts a backtest makes: for every series, the numbers of known values at its cutoffs (rolling origin).
public struct BacktestPlan: Sendable, Equatable {
    /// Steps of every forecast.
    public var horizon: Int
    /// Known values at every cutoff, ascending, one list per series; an empty list leaves the series out.
    public var cutoffs: [[Int]]

    /// Makes a plan.
    /// - Throws: ``ForecastError/invalidHorizon(_:)``.
    public init(horizon: Int, cutoffs: [[Int]]) throws(ForecastError) {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        self.horizon = horizon
        self.cutoffs = cutoffs
    }

    /// `windows` cutoffs per series, `step` values apart, the last window ending with the series. A series that is too short for all of
    /// them gets as many as leave it at least `minimumHistory` values before the first; with none left it is left out.
    ///
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for a window count or step below 1,
    ///   ``ForecastError/noTrainingData(reason:)`` when no series has room for a window.
    public static func rolling(
        counts: [Int], horizon: Int, windows: Int, step: Int? = nil, minimumHistory: Int = 1
    ) throws(ForecastError) -> BacktestPlan {
        let step = step ?? horizon
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard windows >= 1, step >= 1 else {
            throw ForecastError.invalidConfiguration(
                "a backtest needs at least 1 window and a step of at least 1, found \(windows) and \(step)")
        }
        let cutoffs = counts.map { count -> [Int] in
            let room = count - horizon - minimumHistory
            guard room >= 0 else { return [] }
            let fitting = min(windows, room / step + 1)
            return (0..<fitting).map { count - horizon - (fitting - 1 - $0) * step }
        }
        guard cutoffs.contains(where: { !$0.isEmpty }) else {
            throw ForecastError.noTrainingData(
                reason: "no series holds \(minimumHistory) values before a window of \(horizon) steps; the longest has \(counts.max() ?? 0)"
            )
        }
        return try BacktestPlan(horizon: horizon, cutoffs: cutoffs)
    }

    /// Known values of every series at its first cutoff, or all of them for a series that is left out: what a model may be fitted on.
    public func firstCutoffs(of set: SeriesSet) -> [Int] {
        zip(set.series, cutoffs).map { $1.first ?? $0.count }
    }

    /// One history per cutoff, series by series.
    public func origins(in set: SeriesSet) -> [History] {
        precondition(cutoffs.count == set.series.count, "a plan for \(cutoffs.count) series meets \(set.series.count)")
        return zip(set.series, cutoffs).flatMap { series, counts in counts.map { History(series, count: $0) } }
    }
}
