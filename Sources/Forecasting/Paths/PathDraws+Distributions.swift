import Tensors

extension PathDraws {
    /// Distribution of the maximum of a forecast over a window: the ceiling.
    ///
    /// Many forecasts are faster in a ``PathWorkspace``, which allocates nothing.
    /// - Parameters:
    ///   - forecast: a forecast at the levels of the draws.
    ///   - window: steps of the forecast, 0-based, at least one; `nil` for all.
    public func maximum(of forecast: QuantileForecast, over window: Range<Int>? = nil) -> WindowDistribution {
        var work = PathWorkspace(for: self)
        work.findMaximum(of: forecast, self, over: window)
        return WindowDistribution(window: work.window, sorted: Array(work.samples))
    }

    /// Distribution of the sum of a forecast over a window.
    ///
    /// - Parameters:
    ///   - forecast: a forecast at the levels of the draws.
    ///   - window: steps of the forecast, 0-based, at least one; `nil` for all.
    public func sum(of forecast: QuantileForecast, over window: Range<Int>? = nil) -> WindowDistribution {
        var work = PathWorkspace(for: self)
        work.findSum(of: forecast, self, over: window)
        return WindowDistribution(window: work.window, sorted: Array(work.samples))
    }

    /// When a forecast first exceeds a threshold.
    ///
    /// - Parameters:
    ///   - threshold: value to exceed.
    ///   - forecast: a forecast at the levels of the draws.
    ///   - window: steps of the forecast, 0-based, at least one; `nil` for all.
    public func crossingTimes(of threshold: Float, by forecast: QuantileForecast, over window: Range<Int>? = nil) -> CrossingTimes {
        var work = PathWorkspace(for: self)
        let passed = work.findCrossings(of: threshold, by: forecast, self, over: window).map { Int($0) }
        return CrossingTimes(window: work.window, threshold: threshold, passed: passed)
    }

    /// Values of all paths at all steps of a forecast, `[K, H]`, row-major.
    ///
    /// - Parameters:
    ///   - forecast: a forecast at the levels of the draws.
    ///   - kernels: which instructions to use.
    public func paths(of forecast: QuantileForecast, kernels: Kernels = .best) -> [Float] {
        let values = Matrix(rows: forecast.horizon, columns: stride)
        withPaths(of: forecast) { kernels.pathValues(values.pointer, $0, over: 0..<forecast.horizon) }
        return (0..<count).flatMap { path in (0..<forecast.horizon).map { values[$0, path] } }
    }
}
