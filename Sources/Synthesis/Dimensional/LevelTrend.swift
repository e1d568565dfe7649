import Tensors
import Traces

/// How the level changes over months: a factor that is 1 at the start of the data set.
public enum LevelTrend: Hashable, Sendable {
    /// No trend.
    case none
    /// A constant amount a year, as a share of the base; never below 0.
    case linear(perYear: Double)
    /// A constant share a year, `(1 + r)^years`, up to a limit if there is one: a logistic curve towards `limit`.
    case exponential(perYear: Double, limit: Double?)
    /// Straight lines between points in time (days since 1970 and factor), level outside them.
    case points([Point])

    /// A point of a piecewise trend.
    public struct Point: Hashable, Sendable {
        /// The day, at midnight UTC.
        public var date: CalendarDate
        /// The factor.
        public var factor: Double

        /// Makes a point.
        public init(date: CalendarDate, factor: Double) { (self.date, self.factor) = (date, factor) }
    }

    /// Factor at a time.
    /// - Parameters:
    ///   - time: nanoseconds since 1970.
    ///   - start: where the trend is 1.
    func factor(at time: Int64, start: Int64) -> Double {
        let years = Double(time - start) / (365.25 * 86_400e9)
        switch self {
        case .none: return 1
        case .linear(let rate): return max(0, 1 + rate * years)
        case .exponential(let rate, let limit):
            let growth = PortableMath.exp(PortableMath.log(1 + rate) * years)
            guard let limit, limit > 1 else { return growth }
            return limit * growth / (limit - 1 + growth)
        case .points(let points):
            let day = Double(time) / 86_400e9
            guard let after = points.firstIndex(where: { Double($0.date.daysSinceEpoch) > day }) else { return points.last?.factor ?? 1 }
            guard after > 0 else { return points[0].factor }
            let (a, b) = (points[after - 1], points[after])
            let share = (day - Double(a.date.daysSinceEpoch)) / Double(b.date.daysSinceEpoch - a.date.daysSinceEpoch)
            return a.factor + (b.factor - a.factor) * share
        }
    }
}
