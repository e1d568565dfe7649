extension RandomStream {
    /// A float uniform on `[0, 1)`, a multiple of 2⁻²⁴. Draws one number.
    public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// A double uniform on `[0, 1)`, a multiple of 2⁻⁵³. Draws one number.
    public mutating func uniformDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A standard normal number, by inversion. Draws one number; symmetric, at most 8.21 in size.
    public mutating func normal() -> Double { NormalQuantile.value((Double(next() >> 12) + 0.5) * 0x1p-52) }

    /// An exponential number of the given rate, by inversion: mean `1 / rate`. Draws one number.
    /// - Precondition: `rate > 0`.
    public mutating func exponential(rate: Double) -> Double {
        precondition(rate > 0, "an exponential distribution of rate \(rate)")
        return -PortableMath.log(1 - uniformDouble()) / rate
    }

    /// An integer uniform on `0..<bound`, unbiased.
    ///
    /// Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019. Draws one number, very rarely more.
    /// - Precondition: `bound ≥ 1`.
    public mutating func int(below bound: Int) -> Int {
        precondition(bound >= 1, "an integer below \(bound)")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let rejected = (0 &- range) % range
            while product.low < rejected { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Puts the elements into a random order, all orders equally likely (Fisher and Yates).
    public mutating func shuffle(_ elements: inout [Int]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, int(below: last + 1)) }
    }
}
