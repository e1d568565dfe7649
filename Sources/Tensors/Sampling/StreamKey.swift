/// The name of a stream of random numbers, built up from parts: seed, data set, metric, cell.
///
/// The same parts in the same order give the same key for ever; a part more or another order gives an unrelated one. So what a cell is
/// called decides its numbers, not how many other cells there are.
public struct StreamKey: Hashable, Sendable {
    /// The 64 bits of the name.
    public let bits: UInt64

    /// The key of a run.
    /// - Parameter seed: seed of the run.
    public init(seed: UInt64) { bits = RandomStream.mix(seed) }

    package init(bits: UInt64) { self.bits = bits }

    /// The key with a name added: FNV-1a of its bytes, mixed with the bits so far by SplitMix64's finaliser.
    public func appending(_ name: String) -> StreamKey { appending(Self.bits(of: name)) }

    /// The key with a number added.
    public func appending(_ number: UInt64) -> StreamKey { StreamKey(bits: RandomStream.mix(bits ^ RandomStream.mix(number &+ bits))) }

    /// A number uniform on `[0, 1)` that belongs to the name itself.
    public var fraction: Double { Double(RandomStream.mix(bits) >> 11) * 0x1p-53 }
}

extension StreamKey {
    /// The bits that stand for a name, for keys that are extended by the same names millions of times.
    package static func bits(of name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return RandomStream.mix(hash)
    }
}
