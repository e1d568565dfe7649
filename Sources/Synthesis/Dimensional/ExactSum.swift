/// A sum that keeps what rounding loses (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54,
/// 1974). Whole numbers below 2⁵³ are summed exactly in any order.
struct ExactSum {
    private var sum = 0.0
    private var lost = 0.0
    private(set) var count = 0

    /// Adds a value; NaN, a missing one, is left out.
    mutating func add(_ value: Double) {
        guard !value.isNaN else { return }
        let next = sum + value
        lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
        count += 1
    }

    /// The sum; NaN when nothing was added.
    var value: Double { count == 0 ? .nan : sum + lost }
}
