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
