/// Adds up values exactly as long as they are whole, and in Double with Neumaier's compensation beside.
struct TotalAccumulator {
    private var integer: Int64 = 0
    private var sum = 0.0
    private var compensation = 0.0
    /// Whether every value was whole and the sum fits.
    private(set) var isExact = true
    /// Whether any value was below zero.
    private(set) var hasNegative = false

    /// Adds a value; NaN is left out.
    @inline(__always)
    mutating func add(_ value: Double) {
        guard value == value else { return }
        if value < 0 { hasNegative = true }
        // Whole numbers up to 2^53 are exact in Double.
        if isExact, value.magnitude <= 0x1p53, value.rounded(.towardZero) == value {
            let (next, overflow) = integer.addingReportingOverflow(Int64(value))
            if overflow { isExact = false } else { integer = next }
        } else {
            isExact = false
        }
        accumulate(value)
    }

    /// Adds a whole number.
    @inline(__always)
    mutating func add(_ value: Int64) {
        if value < 0 { hasNegative = true }
        let (next, overflow) = integer.addingReportingOverflow(value)
        if overflow { isExact = false } else { integer = next }
        accumulate(Double(value))
    }

    /// Adds whole numbers of which only the sum and the sum of their sizes are known: the result is the one of adding them one by one.
    /// - Returns: false, and nothing is added, when that cannot be said.
    @inline(__always)
    mutating func add(whole sum: Int64, magnitude: UInt64, hasNegative isNegative: Bool) -> Bool {
        // All partial sums are then exact in Double.
        guard isExact, integer.magnitude < 1 << 53, magnitude < (1 << 53) - integer.magnitude, self.sum == Double(integer),
            compensation == 0
        else { return false }
        hasNegative = hasNegative || isNegative
        integer += sum
        self.sum += Double(sum)
        return true
    }

    /// Adds another total.
    mutating func add(_ other: TotalAccumulator) {
        hasNegative = hasNegative || other.hasNegative
        let (next, overflow) = integer.addingReportingOverflow(other.integer)
        isExact = isExact && other.isExact && !overflow
        if !overflow { integer = next }
        accumulate(other.sum)
        compensation += other.compensation
    }

    @inline(__always)
    private mutating func accumulate(_ value: Double) {
        let next = sum + value
        compensation += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
        sum = next
    }

    /// The sum.
    var total: TraceTotal { isExact ? .integer(integer) : .real(sum + compensation) }
}
