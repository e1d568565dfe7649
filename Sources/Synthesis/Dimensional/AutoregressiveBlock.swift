import Tensors

/// Values of a stationary first-order autoregression at any time, without all the times before.
///
/// `e_t = ρ·e_{t−1} + √(1−ρ²)·ε_t` with ε named by stream and time. A block of 256 times begins from the stationary law so many steps
/// before its first time that `ρ^steps < 10⁻⁶`: it no longer matters from where. All blocks share the same ε, so they join, to 10⁻⁶.
struct AutoregressiveBlock {
    /// Times in a block; the first has an absolute index divisible by it.
    static let length = 256

    /// Standard normal values of one block.
    /// - Parameters:
    ///   - key: name of the stream.
    ///   - block: number of the block, absolute index divided by 256 and rounded down.
    ///   - correlation: of neighbours, `0 ≤ ρ ≤ 0.999`.
    ///   - lane: lane of the stream.
    static func values(_ key: StreamKey, block: Int, correlation: Double, lane: UInt32) -> [Double] {
        let first = block * length
        func shock(_ time: Int) -> Double {
            var random = KeyedRandom(key, at: time, lane: lane)
            return random.normal()
        }
        guard correlation > 0 else { return (0..<length).map { shock(first + $0) } }
        let steps = Int((13.82 / -PortableMath.log(correlation)).rounded(.up))
        let size = (1 - correlation * correlation).squareRoot()
        var state = shock(first - steps)
        for time in (first - steps + 1)..<first { state = correlation * state + size * shock(time) }
        return (0..<length).map { offset in
            state = correlation * state + size * shock(first + offset)
            return state
        }
    }
}
