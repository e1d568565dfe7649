/// A stream of random numbers that is named, not shared: the same seed, purpose and index give the same numbers for ever.
///
/// Every consumer of randomness makes a stream of its own, `RandomStream(seed: seed, purpose: "dropout", index: epoch)`, so that
/// results depend neither on who draws first nor on the number of threads. Streams are counter-based (``Philox``): the key is the
/// seed, the high half of the counter a hash of purpose and index, the low half the position.
///
/// All numbers are made with exactly rounded operations only, so they have the same bits on every machine. `Codable`, with its
/// position, so that a checkpoint can go on where it stopped.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
    /// Seed of the run.
    public let seed: UInt64
    /// Hash of purpose and index: which of the 2⁶⁴ streams of the seed this is.
    public let stream: UInt64
    /// How many 64-bit numbers were drawn.
    public private(set) var position: UInt64

    /// The second half of the block at an odd position.
    private var pending: UInt64 = 0

    /// Makes a stream at its start.
    ///
    /// - Parameters:
    ///   - seed: seed of the run.
    ///   - purpose: what the numbers are for, such as `"initialisation"`.
    ///   - index: which of many streams for that purpose, such as an epoch or a series.
    public init(seed: UInt64, purpose: String, index: UInt64 = 0) {
        // FNV-1a of the name, then SplitMix64's finaliser, twice, so that near names and indices share nothing.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        self.init(seed: seed, stream: Self.mix(Self.mix(hash) &+ index), position: 0)
    }

    private init(seed: UInt64, stream: UInt64, position: UInt64) {
        (self.seed, self.stream, self.position) = (seed, stream, position)
        if position & 1 == 1 { pending = block(position >> 1).high }
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        defer { position &+= 1 }
        if position & 1 == 1 { return pending }
        let words = block(position >> 1)
        pending = words.high
        return words.low
    }

    private func block(_ number: UInt64) -> (low: UInt64, high: UInt64) {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
        let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        let words = Philox.block(counter: counter, key: key)
        return (UInt64(words.x) | UInt64(words.y) << 32, UInt64(words.z) | UInt64(words.w) << 32)
    }

    /// What SplitMix64 counts in: 2⁶⁴ divided by the golden ratio, odd.
    package static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// One step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) from a state: ``gamma`` is added, then come its finaliser's shifts and products.
    /// A bijection that mixes all bits.
    package static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ gamma
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RandomStream: Codable {
    private enum CodingKeys: String, CodingKey { case seed, stream, position }

    /// Restores a stream at its position.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            seed: try values.decode(UInt64.self, forKey: .seed), stream: try values.decode(UInt64.self, forKey: .stream),
            position: try values.decode(UInt64.self, forKey: .position))
    }

    /// Writes seed, stream and position.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(seed, forKey: .seed)
        try values.encode(stream, forKey: .stream)
        try values.encode(position, forKey: .position)
    }
}
