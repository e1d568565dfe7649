/// Learns ``ResidualPaths`` by a backtest on the end of histories.
public struct ResidualPathEstimator: Sendable {
    /// Steps of every path.
    public let horizon: Int
    /// Most paths that are kept, and most windows taken from one history.
    static let mostPaths = 256, mostPerHistory = 24

    /// Makes an estimator.
    public init(horizon: Int) { self.horizon = horizon }

    /// Evenly spaced origins over the last part of every history: what is forecast to learn from where no part was reserved before.
    /// - Returns: none when no history is long enough.
    package func origins(in histories: [History], minimumHistory: Int) -> [History] {
        let usable = histories.filter { $0.count >= minimumHistory + horizon }
        guard !usable.isEmpty else { return [] }
        let perHistory = min(Self.mostPerHistory, max(1, Self.mostPaths / usable.count))
        var origins: [History] = []
        for history in usable {
            // The last fifth of a history, at least one window: recent errors are what the next one looks like.
            let span = min(history.count - minimumHistory - horizon, max(history.count / 5, horizon))
            let count = min(perHistory, span + 1)
            for k in 0..<count {
                let offset = count == 1 ? 0 : k * span / (count - 1)
                origins.append(History(history.series, count: history.count - horizon - offset))
            }
        }
        return origins
    }

    /// Backtests `model` at evenly spaced origins over the last part of every history.
    /// - Returns: `nil` when no history is long enough.
    public func estimate(
        _ model: some FittedForecaster, on histories: [History], minimumHistory: Int
    ) throws(ForecastError) -> ResidualPaths? {
        try estimate(model, at: origins(in: histories, minimumHistory: minimumHistory))
    }

    /// Backtests `model` at origins. Those with less than half of their truth are left out.
    public func estimate(_ model: some FittedForecaster, at origins: [History]) throws(ForecastError) -> ResidualPaths? {
        estimate(from: try ValidationForecasts(of: model, at: origins, horizon: horizon))
    }

    /// Ranks what came among the forecasts. Where a value is missing its rank is put on the line between those of its neighbours.
    /// - Returns: `nil` without any forecast.
    public func estimate(from sample: ValidationForecasts) -> ResidualPaths? {
        guard sample.count > 0 else { return nil }
        let indices = ValidationForecasts.spaced(sample.count, most: Self.mostPaths)
        let kept = indices.map { sample.origins[$0] }
        let forecasts = indices.map { sample.forecasts[$0] }
        var ranks: [Float] = []
        ranks.reserveCapacity(kept.count * horizon)
        // A forecast without any spread ranks everything alike and says nothing about others; it counts only where there is no better.
        let spread = forecasts.map { forecast in (0..<horizon).contains { forecast[$0, 0] < forecast[$0, forecast.levels.count - 1] } }
        let useful = spread.contains(true)
        var paths = 0
        for (index, (origin, forecast)) in zip(kept, forecasts).enumerated() where spread[index] || !useful {
            paths += 1
            ranks += Self.bridged(
                (0..<horizon).map { step in
                    let actual = origin.series.values[origin.count + step]
                    guard !actual.isNaN else { return .nan }
                    let rank = ResidualPaths.rank(of: actual, in: forecast, step: step)
                    return min(max(rank, -ResidualPaths.rankLimit), ResidualPaths.rankLimit)
                })
        }
        return ResidualPaths(count: paths, horizon: horizon, ranks: ranks)
    }

    /// Fills missing ranks: on the line between two known ones, equal to the nearest at the ends.
    private static func bridged(_ ranks: [Float]) -> [Float] {
        let known = ranks.indices.filter { !ranks[$0].isNaN }
        guard known.count < ranks.count, let first = known.first, let last = known.last else { return ranks }
        var out = ranks
        for step in 0..<first { out[step] = ranks[first] }
        for step in last + 1..<ranks.count { out[step] = ranks[last] }
        for (a, b) in zip(known, known.dropFirst()) {
            for step in a + 1..<b { out[step] = ranks[a] + (ranks[b] - ranks[a]) * Float(step - a) / Float(b - a) }
        }
        return out
    }
}
