/// Random numbers of one point of one stream, without a past: who is asked first, and by which thread, makes no difference.
///
/// Philox4x32-10 with the ``StreamKey`` as key and (point, lane, block) as counter. The point is a time index or an ordinal, the lane says
/// what the numbers are for. Unlike `RandomStream`, which hashes a name when it is made, making one costs nothing: series are
/// made of millions of points with two or three numbers each.
public struct KeyedRandom: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var pending: UInt64 = 0
    private var isPending = false

    /// The numbers at a point.
    /// - Parameters:
    ///   - key: name of the stream.
    ///   - point: time index or ordinal; negative ones are points like any other.
    ///   - lane: what the numbers are for.
    public init(_ key: StreamKey, at point: Int, lane: UInt32 = 0) {
        let position = UInt64(bitPattern: Int64(point))
        self.key = SIMD2(UInt32(truncatingIfNeeded: key.bits), UInt32(truncatingIfNeeded: key.bits >> 32))
        counter = SIMD4(UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32), lane, 0)
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        if isPending {
            isPending = false
            return pending
        }
        let words = Philox.block(counter: counter, key: key)
        counter.w &+= 1
        (pending, isPending) = (UInt64(words.z) | UInt64(words.w) << 32, true)
        return UInt64(words.x) | UInt64(words.y) << 32
    }

    /// A number uniform on `(0, 1)`: the middles of 2⁵² equal bins, so that neither end occurs.
    public mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

    /// A number uniform on a range.
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// A number whose logarithm is uniform on a range: every doubling is equally likely.
    /// - Precondition: the range is positive.
    public mutating func logUniform(in range: ClosedRange<Double>) -> Double {
        precondition(range.lowerBound > 0, "a logarithm of \(range.lowerBound)")
        let low = PortableMath.log(range.lowerBound)
        let drawn = PortableMath.exp(low + (PortableMath.log(range.upperBound) - low) * uniform())
        return min(max(drawn, range.lowerBound), range.upperBound)
    }

    /// A standard normal number, by inversion.
    public mutating func normal() -> Double { NormalQuantile.value(uniform()) }

    /// An exponential number of this mean, by inversion.
    public mutating func exponential(mean: Double) -> Double { -PortableMath.log(uniform()) * mean }

    /// A log-normal number: the logarithm has mean `location` and standard deviation `scale`.
    public mutating func logNormal(location: Double, scale: Double) -> Double { PortableMath.exp(location + scale * normal()) }

    /// An integer uniform on `0..<bound`.
    /// - Precondition: `bound ≥ 1`.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound >= 1, "an integer below \(bound)")
        return Int.random(in: 0..<bound, using: &self)
    }
}
