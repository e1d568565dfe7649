/// What can happen to a series that its model does not know.
public enum IncidentKind: String, CaseIterable, Hashable, Sendable {
    /// A burst: full size at once, then waning to nothing over the duration.
    case spike
    /// A loss that begins at once and heals over the duration.
    case dip
    /// Another level for the duration, with sharp edges.
    case plateau
    /// A change that grows steadily over the duration and is gone after it.
    case drift
    /// The rate cannot exceed `size` times the base for the duration.
    case saturation
    /// Another level from the onset on; with a duration for that long.
    case levelShift = "level-shift"
    /// A level that changes steadily over the duration and stays.
    case ramp
    /// Noise of another size: `size` times the standard deviation.
    case varianceShift = "variance-shift"
    /// Seasons come `size` hours later.
    case phaseShift = "phase-shift"
    /// Nothing is reported for the duration: values are missing.
    case dropout
    /// The last value before the onset is reported again and again.
    case stuck
    /// Batches are counted twice.
    case duplicated
    /// Values arrive `size` buckets late; they are not changed, only labelled.
    case late
    /// The reporting clock is `size` buckets behind: values stand under a later time.
    case clockShift = "clock-shift"

    /// Whether what happened is changed, rather than the report of it.
    var changesRate: Bool {
        switch self {
        case .spike, .dip, .plateau, .drift, .saturation, .levelShift, .ramp, .varianceShift, .phaseShift: true
        case .dropout, .stuck, .duplicated, .late, .clockShift: false
        }
    }
}

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

/// One incident of a data set: the label of what was injected.
public struct Incident: Hashable, Sendable {
    /// Position in the list of the data set, from 0.
    public let number: Int
    /// What happened.
    public let kind: IncidentKind
    /// First bucket and the one after the last in which it has an effect.
    public let buckets: Range<Int>
    /// Onset and end, nanoseconds since 1970.
    public let span: Range<Int64>
    /// How much, see ``IncidentRule/size``.
    public let size: Double
    /// Whether the size counts standard deviations.
    public let isInDeviations: Bool
    /// Metrics it touches; `nil` is all.
    public let metrics: [String]?
    /// Cells it touches.
    public let filter: CellFilter

    /// Share of the full effect at a time: 0 outside the span.
    func share(at time: Int64) -> Double {
        if kind == .ramp, time >= span.upperBound { return 1 }
        guard span.contains(time) else { return 0 }
        let passed = Double(time - span.lowerBound) / Double(span.upperBound - span.lowerBound)
        return switch kind {
        case .spike, .dip: 1 - passed
        case .drift, .ramp: passed
        default: 1
        }
    }
}
