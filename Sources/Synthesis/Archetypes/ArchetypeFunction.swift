/// One function of a synthetic set: what it is, and what was drawn for it.
///
/// **Truth.** A function has one class, and by the convention of the set it is the truth of every window of the function, also of an hour
/// of a spike function in which no burst falls. What such a window shows is another question: ``visibleBehaviour(in:)`` answers it from
/// the ``episodes``. Report scores against both, or against the first on windows long enough to show the class.
public struct ArchetypeFunction: Hashable, Sendable, Codable {
    /// Identifier of its series.
    public let id: String
    /// The class.
    public let behaviour: DemandBehaviour
    /// Rate at rest: base of bursts, foot of ramps, mean of the others. Events per minute.
    public let level: Double
    /// Dispersion φ of the noise, variance `λ + φ·λ²`; 0 is Poisson.
    public let dispersion: Double
    /// Length of the cycle in minutes, of periodic functions.
    public let periodMinutes: Double?
    /// Minutes in which the class shows: bursts, and rises and falls (not the rests between them). Empty for classes that always show.
    public let episodes: [Range<Int>]
    /// Minutes in all.
    public let minutes: Int

    /// Makes the truth of a function; what the members mean is said there.
    /// - Precondition: the episodes ascend.
    public init(
        id: String, behaviour: DemandBehaviour, level: Double, dispersion: Double = 0, periodMinutes: Double? = nil,
        episodes: [Range<Int>] = [], minutes: Int
    ) {
        precondition(zip(episodes, episodes.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }, "episodes must ascend")
        (self.id, self.behaviour, self.level, self.dispersion) = (id, behaviour, level, dispersion)
        (self.periodMinutes, self.episodes, self.minutes) = (periodMinutes, episodes, minutes)
    }

    /// The share of a window's minutes that lie in episodes; 1 where the class always shows.
    public func shownShare(of window: Range<Int>) -> Double {
        guard behaviour == .spike || behaviour == .ramp else { return 1 }
        guard !window.isEmpty else { return 0 }
        var low = 0
        var high = episodes.count
        // Episodes ascend: the first that ends after the window begins.
        while low < high {
            let middle = (low + high) / 2
            if episodes[middle].upperBound <= window.lowerBound { low = middle + 1 } else { high = middle }
        }
        var shown = 0
        while low < episodes.count, episodes[low].lowerBound < window.upperBound {
            shown += episodes[low].clamped(to: window).count
            low += 1
        }
        return Double(shown) / Double(window.count)
    }

    /// The class that a window itself can show.
    ///
    /// A spike function without a burst in the window, and a ramp function that rests for most of it, are stationary there; any function at
    /// rest of which fewer than three events are expected in the window is idle there; a periodic function needs two cycles.
    public func visibleBehaviour(in window: Range<Int>) -> DemandBehaviour {
        let resting: DemandBehaviour = level * Double(window.count) < 3 ? .idle : .stationary
        return switch behaviour {
        case .spike: shownShare(of: window) > 0 ? .spike : resting
        case .ramp: shownShare(of: window) >= 0.5 ? .ramp : resting
        case .periodic: (periodMinutes ?? 0) * 2 <= Double(window.count) ? .periodic : resting
        case .stationary, .idle: resting == .idle ? .idle : .stationary
        }
    }
}
