/// A history taken apart as models of intermittent demand do: whether something was asked for in a step, how much, and after how long.
///
/// Missing values are skipped as though time had stood still.
package struct IntermittentDemand {
    /// Known values, oldest first.
    package let values: [Double]
    /// The values above zero.
    package let sizes: [Double]
    /// Steps from one of them to the next; the first one counts from before the history.
    package let intervals: [Double]
    /// Whether all values are whole numbers.
    package let isWhole: Bool

    /// Takes a history apart.
    package init(_ history: some Sequence<Float>) {
        var (values, sizes, intervals, isWhole) = ([Double](), [Double](), [Double](), true)
        var latest = 0
        for value in history where value.isFinite {
            values.append(Double(value))
            isWhole = isWhole && value == value.rounded()
            guard value > 0 else { continue }
            sizes.append(Double(value))
            intervals.append(Double(values.count - latest))
            latest = values.count
        }
        (self.values, self.sizes, self.intervals, self.isWhole) = (values, sizes, intervals, isWhole)
    }

    /// 1 for a step with demand, 0 for one without.
    package var occurrences: [Double] { values.map { $0 > 0 ? 1 : 0 } }

    /// Why these models cannot speak of a history, if so.
    var objection: String? {
        if values.isEmpty { return "no value is known; zero answers" }
        if values.contains(where: { $0 < 0 }) { return "demand below zero is not intermittent; recent quantiles answer" }
        return sizes.isEmpty ? "nothing was ever asked for; zero answers" : nil
    }
}
