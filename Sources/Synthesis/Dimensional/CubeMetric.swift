/// A metric whose cells are drawn, and whose aggregates are sums.
public struct CubeMetric: Hashable, Sendable {
    /// What the base is given for.
    public enum Level: Hashable, Sendable {
        /// Rate of a cell whose weights are all 1: a cell more changes no other.
        case base(Double)
        /// Rate of all cells together: it is shared out by the weights.
        case total(Double)
    }

    /// How seasons, trend, events and incidents are put together.
    public enum Composition: String, Hashable, Sendable, CaseIterable {
        /// The product of all factors.
        case multiplicative
        /// One plus the sum of what every factor adds to one; never below 0.
        case additive
    }

    /// How cells are drawn.
    public enum Drawing: String, Hashable, Sendable, CaseIterable {
        /// Every cell from a stream of its own.
        case independent
        /// The total first, then shared out dimension by dimension, so that slices along the order of the dimensions need no cells.
        case split
    }

    /// Where the counts come from.
    public enum Source: Hashable, Sendable {
        /// A rate of their own.
        case rate
        /// A share of another metric's counts succeeds: beta-binomial with this mean, and `a + b` = concentration (`nil` is binomial).
        case share(of: String, probability: Double, concentration: Double?)
    }

    /// Name, a column of the output.
    public var name: String
    /// Base and total.
    public var level: Level
    /// Nanoseconds for which the level is given; `nil` is a bucket.
    public var per: Int64?
    /// Product or sum.
    public var composition: Composition
    /// Independent cells, or shares of a total.
    public var drawing: Drawing
    /// Rate, or share of another metric.
    public var source: Source
    /// Settings of all cells.
    public var settings: CellSettings
    /// Settings of some cells.
    public var overrides: [CellOverride]

    /// Makes a metric: Poisson counts unless the settings say otherwise.
    public init(
        _ name: String, _ level: Level, per: Int64? = nil, composition: Composition = .multiplicative, drawing: Drawing = .independent,
        source: Source = .rate, settings: CellSettings = CellSettings(), overrides: [CellOverride] = []
    ) {
        (self.name, self.level, self.per, self.composition) = (name, level, per, composition)
        (self.drawing, self.source, self.settings, self.overrides) = (drawing, source, settings, overrides)
    }
}
