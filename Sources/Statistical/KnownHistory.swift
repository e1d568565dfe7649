/// A history as statistical models read it: in double, from its first known value on.
package struct KnownHistory: Sendable {
    /// From the first known value to the last step; NaN is missing.
    package let values: [Double]
    /// Values that are not missing, in their order.
    package let known: [Double]

    /// Reads a history; values that are not finite count as missing.
    package init(_ history: ArraySlice<Float>) {
        values = history.drop { !$0.isFinite }.map { $0.isFinite ? Double($0) : .nan }
        known = values.filter { !$0.isNaN }
    }

    /// Whether all known values are one.
    package var isConstant: Bool { known.allSatisfy { $0 == known[0] } }
    /// Whether all known values are above 0.
    package var isPositive: Bool { known.allSatisfy { $0 > 0 } }

    /// The values with missing ones on a line between their neighbours; those after the last known one repeat it.
    package var interpolated: [Double] {
        guard known.count < values.count else { return values }
        var (filled, last) = (values, 0)
        for index in values.indices where !values[index].isNaN {
            for missing in last + 1..<max(index, last + 1) {
                filled[missing] = values[last] + (values[index] - values[last]) * Double(missing - last) / Double(index - last)
            }
            last = index
        }
        for missing in last + 1..<max(values.count, last + 1) { filled[missing] = values[last] }
        return filled
    }

    /// The first of these seasons that the history has two of, among those no longer than `longest`.
    package func season(among seasons: [Int], longest: Int) -> Int? {
        seasons.first { $0 >= 2 && $0 <= longest && 2 * $0 <= values.count }
    }

    /// The answer to a history that needs no model, or has too few values for one; `nil` for all others.
    package func plainAnswer(atLeast count: Int, horizon: Int, in setting: LocalSetting) -> LocalAnswer? {
        guard let last = known.last else { return .constant(0, horizon: horizon, in: setting, note: "no known value in the history: 0") }
        if isConstant { return .constant(Float(last), horizon: horizon, in: setting, note: "the history is constant: its value") }
        if known.count < count {
            return .randomWalk(
                known, horizon: horizon, in: setting, note: "\(known.count) known values, \(count) needed: a random walk")
        }
        return nil
    }
}
