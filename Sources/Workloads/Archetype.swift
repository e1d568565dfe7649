/// What a workload does over the minutes and days: the four classes of AAPA (arXiv 2507.05653).
public enum Archetype: String, Sendable, Hashable, CaseIterable, Codable {
    /// A low base with sudden bursts.
    case spike
    /// Regular cycles, of minutes to a day.
    case periodic
    /// Gradual rises and falls.
    case ramp
    /// A stable level with noise.
    case stationary

    /// Place in `allCases`, in which order probabilities are written.
    public var index: Int {
        switch self {
        case .spike: 0
        case .periodic: 1
        case .ramp: 2
        case .stationary: 3
        }
    }
}

/// What a window is said to be: an archetype, or idle, when it has too few events to tell.
public enum WindowOutcome: Sendable, Hashable {
    /// Fewer events than the set number.
    case idle
    /// The most probable archetype.
    case archetype(Archetype)

    /// The name in tables.
    public var name: String {
        switch self {
        case .idle: "idle"
        case .archetype(let archetype): archetype.rawValue
        }
    }
}
