/// When demand first exceeds a threshold within a window, from sample paths.
public struct CrossingTimes: Sendable, Equatable {
    /// Steps of the window, 0-based.
    public let window: Range<Int>
    /// Value that is exceeded.
    public let threshold: Float
    /// Number of paths.
    public let count: Int
    /// Number of paths that have exceeded it at a step of the window or before, for every step: ascending.
    private let crossed: [Int]

    /// Counts first crossings.
    ///
    /// - Parameters:
    ///   - window: steps of the window, at least one.
    ///   - threshold: value that is exceeded.
    ///   - passed: for every path, steps of the window that pass before its first value above the threshold, the length of the window or more
    ///     where there is none.
    public init(window: Range<Int>, threshold: Float, passed: some Collection<Int>) {
        precondition(!window.isEmpty && !passed.isEmpty, "a window has a step and a path, found \(window) and \(passed.count)")
        (self.window, self.threshold, count) = (window, threshold, passed.count)
        var crossed = [Int](repeating: 0, count: window.count)
        for steps in passed where steps < window.count { crossed[steps] += 1 }
        for step in crossed.indices.dropFirst() { crossed[step] += crossed[step - 1] }
        self.crossed = crossed
    }

    /// Probability that the threshold has been exceeded at `step`, 0-based in the forecast, or before; 0 before the window.
    public func probability(by step: Int) -> Double {
        step < window.lowerBound ? 0 : Double(crossed[min(step - window.lowerBound, window.count - 1)]) / Double(count)
    }

    /// Probability that the threshold is not exceeded in the window.
    public var probabilityOfNone: Double { Double(count - crossed[window.count - 1]) / Double(count) }

    /// The first step, 0-based in the forecast, by which the threshold has been exceeded with at least this probability, 0 < level ≤ 1;
    /// `nil` when that is not so within the window.
    public func quantile(_ level: Double) -> Int? {
        precondition(level > 0 && level <= 1, "a level lies between 0 and 1, found \(level)")
        return crossed.firstIndex { Double($0) >= level * Double(count) }.map { window.lowerBound + $0 }
    }
}
