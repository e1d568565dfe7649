/// A rule for incidents: one at a given time, or many at random times.
public struct IncidentRule: Hashable, Sendable {
    /// When.
    public enum Schedule: Hashable, Sendable {
        /// One, beginning at this time in nanoseconds since 1970.
        case at(Int64)
        /// A Poisson process of this many a week.
        case random(perWeek: Double)
    }

    /// What happens.
    public var kind: IncidentKind
    /// When.
    public var schedule: Schedule
    /// How long, in nanoseconds; `nil` lasts to the end (level, variance and phase shifts).
    public var duration: Int64?
    /// How much: a factor on the rate, a limit in multiples of the base, hours or buckets, as the kind says.
    public var size: Double
    /// Whether the size counts standard deviations of the local noise, added to the rate, instead of a factor.
    public var isInDeviations: Bool
    /// Metrics it touches; `nil` is all.
    public var metrics: [String]?
    /// Cells it touches.
    public var filter: CellFilter
    /// Dimensions of which every incident hits one random value of those the filter lets through.
    public var oneOf: [String]

    /// Makes a rule.
    public init(
        _ kind: IncidentKind, _ schedule: Schedule, duration: Int64?, size: Double, isInDeviations: Bool = false,
        metrics: [String]? = nil, filter: CellFilter = .all, oneOf: [String] = []
    ) {
        (self.kind, self.schedule, self.duration, self.size) = (kind, schedule, duration, size)
        (self.isInDeviations, self.metrics, self.filter, self.oneOf) = (isInDeviations, metrics, filter, oneOf)
    }
}
