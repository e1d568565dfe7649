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

    /// Applies joint draws to a forecast.
    ///
    /// - Parameters:
    ///   - forecast: a forecast at the levels of the draws.
    ///   - draws: draws, one for every path.
    public init(_ forecast: QuantileForecast, draws: PathDraws) {
        (seriesID, origin, axis, note) = (forecast.seriesID, forecast.origin, forecast.axis, forecast.note)
        (count, horizon, values) = (draws.count, forecast.horizon, draws.paths(of: forecast))
    }

    /// The value of a path at one step, both 0-based.
    public subscript(path: Int, step: Int) -> Float { values[path * horizon + step] }

    /// Distribution of the maximum over all steps.
    public var ceiling: Ceiling {
        Ceiling(window: horizon, samples: (0..<count).map { values[$0 * horizon..<($0 + 1) * horizon].reduce(-.infinity, max) })
    }

    /// Distribution of the maximum over a window of steps, 0-based, at least one.
    public func maximum(over window: Range<Int>) -> WindowDistribution {
        WindowDistribution(window: window, samples: (0..<count).map { steps(of: $0, in: window).reduce(-.infinity, max) })
    }

    /// Distribution of the sum over a window of steps, 0-based, at least one.
    public func sum(over window: Range<Int>) -> WindowDistribution {
        WindowDistribution(
            window: window, samples: (0..<count).map { Float(steps(of: $0, in: window).reduce(0.0) { $0 + Double($1) }) })
    }

    /// When a threshold is first exceeded within a window.
    ///
    /// - Parameters:
    ///   - threshold: value to exceed.
    ///   - window: steps, 0-based, at least one.
    public func crossingTimes(of threshold: Float, over window: Range<Int>) -> CrossingTimes {
        CrossingTimes(
            window: window, threshold: threshold,
            passed: (0..<count).map { path in
                let steps = steps(of: path, in: window)
                return steps.firstIndex { $0 > threshold }.map { $0 - steps.startIndex } ?? window.count
            })
    }

    private func steps(of path: Int, in window: Range<Int>) -> ArraySlice<Float> {
        precondition(window.lowerBound >= 0 && window.upperBound <= horizon, "a window of \(window) in paths of \(horizon) steps")
        return values[path * horizon + window.lowerBound..<path * horizon + window.upperBound]
    }
}
