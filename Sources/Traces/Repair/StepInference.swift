/// Finds the step of a trace: the most frequent distance between neighbouring times, the smaller one when two are equally frequent.
struct StepInference {
    /// More distinct distances than this mean that there is no step; further ones are not counted.
    private static let maximumDistinct = 1 << 16

    private var counts: [Int64: Int] = [:]
    /// Greatest common divisor of all distances, 0 without any.
    private(set) var divisor: Int64 = 0

    /// Adds the times of one series, ascending without repetition.
    mutating func add(_ times: [Int64]) {
        guard times.count > 1 else { return }
        var (distance, run) = (Int64(0), 0)
        for index in 1..<times.count {
            let next = times[index] &- times[index - 1]
            if next == distance {
                run += 1
            } else {
                count(distance, run)
                (distance, run) = (next, 1)
            }
        }
        count(distance, run)
    }

    private mutating func count(_ distance: Int64, _ run: Int) {
        guard run > 0 else { return }
        if divisor == 0 || distance % divisor != 0 { divisor = Self.greatestCommonDivisor(divisor, distance) }
        if let known = counts[distance] {
            counts[distance] = known + run
        } else if counts.count < Self.maximumDistinct {
            counts[distance] = run
        }
    }

    private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    /// The most frequent distance; `nil` when no series has two times.
    var step: Int64? { counts.min { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }?.key }

    /// Whether every distance is a multiple of ``step``.
    var isRegular: Bool { step.map { divisor % $0 == 0 } ?? true }
}
