/// Distribution of something over a window of steps, such as the maximum or the sum of demand, from sample paths.
public struct WindowDistribution: Sendable, Equatable {
    /// Steps of the window, 0-based.
    public let window: Range<Int>
    /// One value for each path, ascending.
    public let samples: [Float]

    /// Makes a distribution.
    ///
    /// - Parameters:
    ///   - window: steps of the window, at least one.
    ///   - samples: one value for each path, in any order, at least one.
    public init(window: Range<Int>, samples: [Float]) { self.init(window: window, sorted: samples.sorted()) }

    init(window: Range<Int>, sorted: [Float]) {
        precondition(!window.isEmpty && !sorted.isEmpty, "a window has a step and a sample, found \(window) and \(sorted.count)")
        (self.window, samples) = (window, sorted)
    }

    /// The quantile at a level, 0 ≤ level ≤ 1: on lines between the samples, the k-th of which (from 0) lies at (k + ½)/n; beyond them the
    /// outermost one. Type 5 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996.
    public func quantile(_ level: Double) -> Float { samples.withUnsafeBufferPointer { SortedSamples.quantile(level, of: $0) } }

    /// Mean of the samples.
    public var mean: Double { samples.withUnsafeBufferPointer { SortedSamples.mean(of: $0) } }

    /// Share of the paths whose value is greater than `value`.
    public func probability(above value: Float) -> Double {
        samples.withUnsafeBufferPointer { SortedSamples.share(above: value, in: $0) }
    }

    /// The distribution of a maximum, as scores and policies take it.
    public var ceiling: Ceiling { Ceiling(window: window.count, samples: samples) }
}
