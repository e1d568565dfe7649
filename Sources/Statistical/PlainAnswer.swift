import Tensors

extension LocalAnswer {
    /// One value at every step and level, for histories without anything to estimate.
    package static func constant(_ value: Float, horizon: Int, in setting: LocalSetting, note: String) -> LocalAnswer {
        LocalAnswer(values: Array(repeating: value, count: horizon * setting.levels.count), note: note)
    }

    /// A random walk from the latest value, for histories too short for a model: the spread grows with the square root of the step, and its
    /// unit is the root mean square of the differences between neighbouring known values.
    ///
    /// - Parameters:
    ///   - known: values in their order, at least one, none missing.
    ///   - horizon: steps.
    ///   - setting: for the levels.
    ///   - note: why no model answered.
    package static func randomWalk(_ known: [Double], horizon: Int, in setting: LocalSetting, note: String) -> LocalAnswer {
        var squares = 0.0
        for (before, after) in zip(known, known.dropFirst()) { squares += (after - before) * (after - before) }
        let spread = known.count > 1 ? (squares / Double(known.count - 1)).squareRoot() : 0
        return gaussian(
            means: Array(repeating: known[known.count - 1], count: horizon),
            deviations: (1...horizon).map { spread * Double($0).squareRoot() }, in: setting, note: note)
    }

    /// Normal distributions, `[H, Q]`.
    package static func gaussian(
        means: [Double], deviations: [Double], in setting: LocalSetting, note: String? = nil
    ) -> LocalAnswer {
        let scores = setting.levels.values.map { NormalQuantile.value($0) }
        var values: [Float] = []
        values.reserveCapacity(means.count * scores.count)
        for (mean, deviation) in zip(means, deviations) { for score in scores { values.append(Float(mean + score * deviation)) } }
        return LocalAnswer(values: values, note: note)
    }
}

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
