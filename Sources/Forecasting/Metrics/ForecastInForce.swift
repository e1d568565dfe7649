/// The forecast in force at every slot: of all that were made, the one made last before the slot.
struct ForecastInForce {
    /// Slots that are looked at: ascending, disjoint ranges.
    let ranges: [Range<Int>]
    private var slots: [Int: (value: Float, known: Int)] = [:]

    /// - Parameters:
    ///   - paths: forecasts of one quantile level, in any order.
    ///   - ranges: ascending, disjoint; slots outside are passed over.
    init(_ paths: [ForecastPath], over ranges: [Range<Int>]) {
        self.ranges = ranges
        for path in paths.sorted(by: { $0.known < $1.known }) {
            for range in ranges {
                for slot in range.clamped(to: path.known..<path.known + path.values.count) {
                    slots[slot] = (path.values[slot - path.known], path.known)
                }
            }
        }
    }

    /// Forecast of a slot, and how many values were known when it was made; `nil` where there is none.
    subscript(_ slot: Int) -> (value: Float, known: Int)? { slots[slot] }
}
