/// Turns the values of one counter, in the order of time, into what it grew by; see ``CounterPolicy/increase``.
struct CounterIncrease {
    private var latest: (time: Int64, value: Double)?
    /// Whether a missing value lies behind the latest one.
    private var isBroken = false

    /// What the counter grew by up to a value.
    /// - Returns: the increase, NaN where it is unknown, and whether the counter was reset. The same value at the same time again is
    ///   missing, so that rows that are there twice add nothing.
    mutating func callAsFunction(_ value: Double, at time: Int64) -> (increase: Double, isReset: Bool) {
        guard !value.isNaN else {
            isBroken = true
            return (.nan, false)
        }
        defer { (latest, isBroken) = ((time, value), false) }
        guard let latest, latest != (time, value) else { return (.nan, false) }
        let isReset = value < latest.value
        return (isBroken ? .nan : isReset ? value : value - latest.value, isReset)
    }
}
