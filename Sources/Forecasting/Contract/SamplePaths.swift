import Traces

/// Plausible futures of one series: paths whose steps depend on each other as those of the demand do.
///
/// What quantiles of single steps cannot tell (the maximum over a window, sums, how long a peak lasts) is counted over paths.
public struct SamplePaths: Sendable, Equatable {
    /// Series the paths continue.
    public let seriesID: String
    /// Time of the last value the model saw.
    public let origin: Int64
    /// Times of the steps; the first one is one step after ``origin``.
    public let axis: TimeAxis
    /// Number of paths, N, and of their steps, H.
    public let count: Int, horizon: Int
    /// Values `[N, H]`, row-major, in the unit of the series.
    public let values: [Float]
    /// How the paths came about, where that is not as the model promises.
    public let note: String?

    /// Makes paths.
    /// - Precondition: `values.count == count * horizon`, both positive.
    public init(history: History, count: Int, horizon: Int, values: [Float], note: String? = nil) {
        precondition(count > 0 && horizon > 0 && values.count == count * horizon, "\(count) × \(horizon) values needed")
        (seriesID, origin, axis) = (history.id, history.origin, history.targetAxis)
        (self.count, self.horizon, self.values, self.note) = (count, horizon, values, note)
    }

    /// The value of a path at one step, both 0-based.
    public subscript(path: Int, step: Int) -> Float { values[path * horizon + step] }

    /// Distribution of the maximum over all steps.
    public var ceiling: Ceiling {
        Ceiling(window: horizon, samples: (0..<count).map { values[$0 * horizon..<($0 + 1) * horizon].reduce(-.infinity, max) })
    }
}
