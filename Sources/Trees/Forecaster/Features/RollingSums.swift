/// Mean and deviation of the known values among the latest `length`, one addition and one subtraction a value.
///
/// Sums are of distances from a pivot, and both are made anew from the window at positions that are multiples of its length on the time axis:
/// rounding cannot build up, a freak value is forgotten when it leaves, and a state begun anywhere at least two lengths back has the
/// same bits.
package struct RollingSums: Sendable {
    /// Values of the window.
    package let length: Int
    /// Known values in the window.
    package private(set) var known = 0

    /// Values until the sums are made anew.
    private var untilRenewal: Int
    private var pivot = 0.0, sum = 0.0, squares = 0.0

    /// The sums of the window that ends with the first `count` values.
    /// - Parameters:
    ///   - phase: number of the first position on the time axis.
    ///   - first: first position that may hold more than NaN.
    ///   - value: value of a position; NaN is skipped.
    package init(length: Int, phase: Int, count: Int, first: Int = .min, value: (Int) -> Float) {
        let passed = Self.remainder(phase + count, length)
        (self.length, untilRenewal) = (length, length - passed)
        let anchor = count - passed
        renew(end: anchor, first: first, value)
        for position in min(max(anchor, first), count)..<count { shift(position, value) }
    }

    /// Takes the value of a position, the next one.
    @inline(__always)
    package mutating func advance(_ position: Int, _ value: (Int) -> Float) {
        shift(position, value)
        untilRenewal -= 1
        if untilRenewal == 0 {
            renew(end: position + 1, first: .min, value)
            untilRenewal = length
        }
    }

    /// Mean of the known values; NaN when there are none.
    package var mean: Double { known > 0 ? pivot + sum / Double(known) : .nan }

    /// Standard deviation (of the values as a population); NaN when there are none.
    package var deviation: Double {
        guard known > 0 else { return .nan }
        let shift = sum / Double(known)
        return max(0, squares / Double(known) - shift * shift).squareRoot()
    }

    @inline(__always)
    private mutating func shift(_ position: Int, _ value: (Int) -> Float) {
        let (entering, leaving) = (value(position), value(position - length))
        if !entering.isNaN {
            let distance = Double(entering) - pivot
            (sum, squares, known) = (sum + distance, squares + distance * distance, known + 1)
        }
        if !leaving.isNaN {
            let distance = Double(leaving) - pivot
            (sum, squares, known) = (sum - distance, squares - distance * distance, known - 1)
        }
    }

    private mutating func renew(end: Int, first: Int, _ value: (Int) -> Float) {
        (pivot, sum, squares, known) = (0, 0, 0, 0)
        let window = min(max(end - length, first), end)..<end
        for position in window {
            let next = value(position)
            if !next.isNaN { (pivot, known) = (pivot + Double(next), known + 1) }
        }
        guard known > 0 else { return }
        pivot /= Double(known)
        for position in window {
            let next = value(position)
            guard !next.isNaN else { continue }
            let distance = Double(next) - pivot
            (sum, squares) = (sum + distance, squares + distance * distance)
        }
    }

    /// Remainder of a division, never negative.
    static func remainder(_ number: Int, _ divisor: Int) -> Int {
        let rest = number % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
