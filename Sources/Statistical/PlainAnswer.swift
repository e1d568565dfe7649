import Tensors

extension LocalAnswer {
    /// One value at every step and level, for histories without anything to estimate.
    package static func constant(_ value: Float, horizon: Int, in setting: LocalSetting, note: String? = nil) -> LocalAnswer {
        LocalAnswer(values: Array(repeating: value, count: horizon * setting.levels.count), note: note)
    }

    /// The same quantiles `[Q]` for every step.
    static func row(_ row: [Float], horizon: Int, note: String? = nil) -> LocalAnswer {
        LocalAnswer(values: (0..<horizon).flatMap { _ in row }, note: note)
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
