/// Additive Holt–Winters: level, trend and season of a series, one value at a time.
///
/// With m steps a season, of value y_t:
///
///     level   l_t = α (y_t − s_{t−m}) + (1 − α)(l_{t−1} + b_{t−1})
///     trend   b_t = β (l_t − l_{t−1}) + (1 − β) b_{t−1}
///     season  s_t = γ (y_t − l_t) + (1 − γ) s_{t−m}
///
/// and the forecast of t + h is l_t + h b_t + s_{t−m+1+((h−1) mod m)}. It starts from two seasons: the level is the mean of the first, the trend
/// the difference of their means over m, the season what the first one has beyond its mean; the recursion then runs over all of them. Without
/// a season (m = 1) it is Holt's line, which starts from least squares through the first ten values, as many as there are.
///
/// Winters, "Forecasting sales by exponentially weighted moving averages", Management Science 6(3), 1960; start as in Hyndman &
/// Athanasopoulos, "Forecasting: principles and practice", with the season of γ relative to the new level.
public struct HoltWinters: Hashable, Sendable {
    /// Smoothing of the level, 0…1.
    public let alpha: Double
    /// Smoothing of the trend, 0…1.
    public let beta: Double
    /// Smoothing of the season, 0…1.
    public let gamma: Double
    /// Steps of a season; 1 for none.
    public let period: Int
    /// Present level.
    public private(set) var level: Double
    /// Present change per step.
    public private(set) var trend: Double
    /// Season of the next steps: that of the next one at ``next``.
    private var season: [Double]
    private var next = 0

    /// Starts from what is known.
    ///
    /// - Parameters:
    ///   - values: two seasons at least (two known values without a season), oldest first; NaN is missing.
    ///   - period: steps of a season, 1 for none.
    ///   - alpha: smoothing of the level.
    ///   - beta: smoothing of the trend.
    ///   - gamma: smoothing of the season.
    /// - Returns: `nil` when there are too few known values, or a step of the season is missing in both of the first two.
    public init?(_ values: ArraySlice<Double>, period: Int = 1, alpha: Double = 0.3, beta: Double = 0.01, gamma: Double = 0.1) {
        precondition(period >= 1 && [alpha, beta, gamma].allSatisfy { (0...1).contains($0) }, "smoothing \(alpha), \(beta), \(gamma)")
        guard values.count >= 2 * period else { return nil }
        (self.alpha, self.beta, self.gamma, self.period) = (alpha, beta, gamma, period)
        guard let start = period == 1 ? Self.line(values.prefix(10)) : Self.seasons(values, period) else { return nil }
        (level, trend, season) = start
        for value in values { update(value) }
    }

    private typealias Start = (level: Double, trend: Double, season: [Double])

    /// Two seasons; missing values of one are those of the other.
    private static func seasons(_ values: ArraySlice<Double>, _ period: Int) -> Start? {
        func value(_ place: Int) -> Double {
            let found = values[values.startIndex + place]
            return found.isNaN ? values[values.startIndex + (place + period) % (2 * period)] : found
        }
        let first = (0..<period).reduce(0) { $0 + value($1) } / Double(period)
        let second = (period..<2 * period).reduce(0) { $0 + value($1) } / Double(period)
        guard !first.isNaN, !second.isNaN else { return nil }
        return (first, (second - first) / Double(period), (0..<period).map { value($0) - first })
    }

    /// The line through the known values, one step before the first of all.
    private static func line(_ values: ArraySlice<Double>) -> Start? {
        let known = values.enumerated().filter { !$0.element.isNaN }.map { (place: Double($0.offset), value: $0.element) }
        guard known.count >= 2 else { return nil }
        let place = known.reduce(0) { $0 + $1.place } / Double(known.count)
        let mean = known.reduce(0) { $0 + $1.value } / Double(known.count)
        let square = known.reduce(0) { $0 + ($1.place - place) * ($1.place - place) }
        let slope = known.reduce(0) { $0 + ($1.place - place) * ($1.value - mean) } / square
        return (mean - slope * (place + 1), slope, [0])
    }

    /// Takes the next value; a missing one lets time pass.
    public mutating func update(_ value: Double) {
        let (before, seasonal) = (level, season[next])
        if value.isNaN {
            level += trend
        } else {
            level = alpha * (value - seasonal) + (1 - alpha) * (level + trend)
            trend = beta * (level - before) + (1 - beta) * trend
            if period > 1 { season[next] = gamma * (value - level) + (1 - gamma) * seasonal }
        }
        next = (next + 1) % period
    }

    /// Forecast of a step ahead, from 1 on.
    public func forecast(_ ahead: Int) -> Double { level + Double(ahead) * trend + season[(next + ahead - 1) % period] }

    /// Highest forecast of the next steps.
    public func highest(over steps: Int) -> Double { (1...max(1, steps)).reduce(-Double.infinity) { max($0, forecast($1)) } }

    /// The smoothing that had the smallest squared errors one step ahead on what is known, of a coarse grid.
    /// - Returns: `nil` when there are too few values to start from.
    public static func fitted(to values: ArraySlice<Double>, period: Int = 1) -> HoltWinters? {
        let start = values.prefix(max(2 * period, 10))
        var best: (error: Double, model: HoltWinters)?
        for alpha in [0.05, 0.1, 0.2, 0.4, 0.7] {
            for beta in [0, 0.01, 0.05] {
                for gamma in period > 1 ? [0.05, 0.1, 0.3] : [0.1] {
                    guard var model = HoltWinters(start, period: period, alpha: alpha, beta: beta, gamma: gamma) else { return nil }
                    var error = 0.0
                    for value in values.dropFirst(start.count) {
                        let miss = value - model.forecast(1)
                        if !miss.isNaN { error += miss * miss }
                        model.update(value)
                    }
                    if error < best?.error ?? .infinity { best = (error, model) }
                }
            }
        }
        return best?.model
    }
}
