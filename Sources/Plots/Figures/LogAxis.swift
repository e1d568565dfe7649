#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A logarithmic axis from one positive number to a greater one.
struct LogAxis {
    let low: Double
    let high: Double

    /// - Precondition: `0 < low < high`.
    init(from low: Double, to high: Double) {
        precondition(low > 0 && high > low && high.isFinite, "a logarithmic axis from \(low) to \(high)")
        (self.low, self.high) = (low, high)
    }

    /// Where a positive value lies: 0 at the low end, 1 at the high end.
    func fraction(_ value: Double) -> Double { log(value / low) / log(high / low) }

    /// Powers of ten on the axis, and where there would be fewer than four of them, 2 and 5 times these as well.
    func ticks(_ label: (Double) -> String) -> [AxisTick] {
        let isShort = high / low < 1e3
        var out: [AxisTick] = []
        for exponent in Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up)) {
            let power = exponent < 0 ? 1 / Self.power(-exponent) : Self.power(exponent)
            for value in isShort ? [power, 2 * power, 5 * power] : [power]
            where value >= low * 0.999999 && value <= high * 1.000001 {
                out.append(AxisTick(position: value, label: label(value)))
            }
        }
        return out
    }

    private static func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1.0) { value, _ in value * 10 } }
}
