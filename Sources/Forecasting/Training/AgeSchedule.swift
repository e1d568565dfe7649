import Tensors

/// Which ages the windows of the training batches have: 0 for most, up to a largest one for a share of them.
public struct AgeSchedule: Sendable, Hashable {
    /// Plain windows only.
    public static let none = AgeSchedule(maximum: 0, share: 0)

    /// Largest age in steps.
    public let maximum: Int
    /// Share of batches with an age of 1 to ``maximum``.
    public let share: Double

    /// Makes a schedule.
    /// - Precondition: `maximum ≥ 0`, `0 ≤ share ≤ 1`.
    public init(maximum: Int, share: Double) {
        precondition(maximum >= 0 && share >= 0 && share <= 1)
        (self.maximum, self.share) = (maximum, share)
    }

    /// The schedule of a streaming configuration; none without one.
    public init(_ streaming: StreamingConfiguration?, context: Int) {
        self = streaming.map { AgeSchedule(maximum: $0.maximumAge(context: context), share: $0.share) } ?? .none
    }

    /// Age of all windows of one batch, from a random stream of its own.
    public func age(seed: UInt64, step: Int) -> Int {
        guard maximum > 0, share > 0 else { return 0 }
        var random = RandomStream(seed: seed, purpose: "ages", index: UInt64(step))
        return random.uniformDouble() < share ? 1 + random.int(below: maximum) : 0
    }
}
