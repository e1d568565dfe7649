import Tensors

/// Values that are not reported, at random, cell by cell.
public struct DataGaps: Hashable, Sendable {
    /// Chance that a value is lost by itself.
    public var chance: Double
    /// Chance that a burst of losses begins after a value that was reported.
    public var burstChance: Double
    /// Mean length of a burst in buckets.
    public var burstLength: Double
    /// Whether lost values are reported as 0 instead of missing.
    public var isZero: Bool

    /// Makes gaps.
    public init(chance: Double = 0, burstChance: Double = 0, burstLength: Double = 1, isZero: Bool = false) {
        (self.chance, self.burstChance, self.burstLength, self.isZero) = (chance, burstChance, burstLength, isZero)
    }

    /// No gaps.
    public static let none = DataGaps()

    /// Whether there are any.
    var isNone: Bool { chance <= 0 && burstChance <= 0 }

    /// Whether the value at a point is lost.
    ///
    /// Bursts are a two-state Markov chain. Its state follows from the number drawn at a point alone when that is so small or so large
    /// that both states would go the same way; otherwise from the state before. So the last few points decide, whoever asks.
    func isLost(_ key: StreamKey, at point: Int) -> Bool {
        if chance > 0 {
            var random = KeyedRandom(key, at: point, lane: 6)
            if random.uniform() < chance { return true }
        }
        guard burstChance > 0 else { return false }
        let stays = 1 - 1 / max(1, burstLength)
        let (low, high) = (min(burstChance, stays), max(burstChance, stays))
        var at = point
        while true {
            var random = KeyedRandom(key, at: at, lane: 7)
            let u = random.uniform()
            if u < low { return parity(from: at, to: point, isLost: true, key, stays) }
            if u >= high { return parity(from: at, to: point, isLost: false, key, stays) }
            at -= 1
        }
    }

    /// Between the thresholds a state either keeps or turns; it keeps when staying lost is likelier than getting lost.
    private func parity(from known: Int, to point: Int, isLost: Bool, _ key: StreamKey, _ stays: Double) -> Bool {
        stays >= burstChance ? isLost : ((point - known) % 2 == 0) == isLost
    }
}
