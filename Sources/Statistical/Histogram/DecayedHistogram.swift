#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A histogram that forgets: the weight of a sample halves with every half-life that passes.
///
/// A sample of weight w at time t adds `w·2^((t − t_ref)/halfLife)` to its bucket. Only ratios of weights matter, so that nothing has to
/// decay as time goes by; the reference time moves, to a multiple of the half-life, when an exponent would pass 100. As in the recommender
/// of the Kubernetes Vertical Pod Autoscaler, whose margins and confidence multipliers are a policy's business.
///
/// Times are plain numbers in the unit of the half-life: steps, seconds, days.
public struct DecayedHistogram: Sendable, Hashable {
    /// The buckets.
    public let buckets: ExponentialBuckets
    /// Time in which a weight halves.
    public let halfLife: Double
    /// Time of a sample that would count with its own weight, a multiple of the half-life.
    public private(set) var referenceTime: Double
    /// Weight in each bucket, relative to ``referenceTime``.
    public private(set) var weights: [Double]
    /// Sum of the weights.
    public private(set) var totalWeight = 0.0

    /// Exponent beyond which the reference time moves.
    private static let largestExponent = 100.0
    /// Weights below it count as none, or buckets that rounding left over would never be empty.
    private static let smallestWeight = 1e-4

    /// Makes an empty histogram.
    /// - Parameters:
    ///   - buckets: where values are told apart.
    ///   - halfLife: time in which a weight halves.
    ///   - referenceTime: first reference time; rounded to a multiple of the half-life.
    /// - Precondition: `halfLife` is positive and finite, `referenceTime` finite.
    public init(buckets: ExponentialBuckets, halfLife: Double, referenceTime: Double = 0) {
        precondition(halfLife > 0 && halfLife.isFinite && referenceTime.isFinite, "a half-life of \(halfLife) from \(referenceTime)")
        (self.buckets, self.halfLife) = (buckets, halfLife)
        self.referenceTime = (referenceTime / halfLife).rounded() * halfLife
        weights = [Double](repeating: 0, count: buckets.count)
    }

    /// Whether no sample of a weight that counts is left.
    public var isEmpty: Bool { !weights.contains { $0 >= Self.smallestWeight } }

    /// Adds a sample.
    /// - Parameters:
    ///   - value: any number but NaN; outside of the buckets it counts in the outermost one.
    ///   - weight: what it counts; 0 adds nothing.
    ///   - time: when it was taken. Samples may come in any order.
    /// - Precondition: `value` is not NaN, `weight` finite and not negative, `time` finite.
    public mutating func add(_ value: Double, weight: Double = 1, at time: Double) {
        precondition(!value.isNaN && weight >= 0 && weight.isFinite && time.isFinite, "value \(value), weight \(weight), time \(time)")
        if (time - referenceTime) / halfLife > Self.largestExponent { moveReference(to: time) }
        let decayed = weight * exp2((time - referenceTime) / halfLife)
        weights[buckets.index(of: value)] += decayed
        totalWeight += decayed
    }

    /// The upper edge of the bucket in which the share of the weight reaches a level; of the last bucket, which has no end, where it
    /// begins; 0 when the histogram is empty.
    ///
    /// - Parameter level: 0 to 1.
    /// - Precondition: `0 ≤ level ≤ 1`.
    public func percentile(_ level: Double) -> Double {
        precondition((0...1).contains(level), "a level lies between 0 and 1, found \(level)")
        guard let lowest = weights.firstIndex(where: { $0 >= Self.smallestWeight }),
            let highest = weights.lastIndex(where: { $0 >= Self.smallestWeight })
        else { return 0 }
        var (bucket, sum) = (lowest, weights[lowest])
        while bucket < highest && sum < level * totalWeight {
            bucket += 1
            sum += weights[bucket]
        }
        return buckets.start(of: min(bucket + 1, buckets.count - 1))
    }

    /// Scales all weights so that they are relative to a later time.
    private mutating func moveReference(to time: Double) {
        let moved = (time / halfLife).rounded() * halfLife
        let factor = exp2(((referenceTime - moved) / halfLife).rounded())
        for bucket in weights.indices { weights[bucket] *= factor }
        totalWeight *= factor
        referenceTime = moved
    }
}
