import Tensors

/// The tail index of Lomax gaps of mean 1.
package enum LomaxTail {
    /// Lighter tails are exponential. With heavier ones most replays would be empty and a few enormous: the time to the first arrival has the
    /// tail index less 1.
    package static let range = 1.5...200.0

    /// The index of greatest likelihood: golden-section search in `ln(α − 1)` over ``range``; its upper end for no gaps.
    package static func index(of gaps: [Double]) -> Double {
        guard !gaps.isEmpty else { return range.upperBound }
        func likelihood(_ logExcess: Double) -> Double {
            let excess = PortableMath.exp(logExcess), alpha = excess + 1
            var logs = LogSum()
            for gap in gaps { logs.add(1 + gap / excess) }
            return Double(gaps.count) * (PortableMath.log(alpha) - PortableMath.log(excess)) - (alpha + 1) * logs.value
        }
        var (low, high) = (PortableMath.log(range.lowerBound - 1), PortableMath.log(range.upperBound - 1))
        let ratio = 0.618_033_988_749_894_8
        var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atA, atB) = (likelihood(a), likelihood(b))
        while high - low > 1e-5 {
            if atA > atB {
                (high, b, atB) = (b, a, atA)
                a = high - ratio * (high - low)
                atA = likelihood(a)
            } else {
                (low, a, atA) = (a, b, atB)
                b = low + ratio * (high - low)
                atB = likelihood(b)
            }
        }
        return PortableMath.exp((low + high) / 2) + 1
    }
}
