/// What demand is expected to be without a spike, from the past alone. See ``SpikeRule``.
struct SpikeBaseline {
    private let values: [Float]
    private let rule: SpikeRule
    private let smallestScale: Double

    /// The least number of known values that a median is trusted from.
    private static let fewest = 3

    /// A baseline for slots from `start` on.
    ///
    /// The median demand, of which the smallest scale is a share, is taken over the values before `start`; over all values when none of
    /// those is known.
    init(_ values: [Float], rule: SpikeRule, start: Int) {
        self.values = values
        self.rule = rule
        let before = values[..<start].lazy.filter { !$0.isNaN }.map(Double.init)
        let level = SampleQuantile.median(Array(before)) ?? SampleQuantile.median(values.filter { !$0.isNaN }.map(Double.init)) ?? 0
        smallestScale = rule.scaleFloor * level
    }

    /// Median and scale for slot `t` from the first `known` values; `nil` when too few are known.
    /// - Precondition: `known ≤ t`.
    func at(_ t: Int, known: Int) -> (median: Double, scale: Double)? {
        if let season = rule.season {
            var same: [Double] = []
            // The first multiple of the season that reaches a known slot: an issue may lie more than one season back.
            let first = (t - known) / season + 1
            for seasons in first..<(first + rule.seasons) {
                let slot = t - seasons * season
                guard slot >= 0 else { break }
                if !values[slot].isNaN { same.append(Double(values[slot])) }
            }
            if same.count >= Self.fewest { return summary(of: same) }
        }
        let last = values[max(0, known - rule.rollingSlots)..<known].filter { !$0.isNaN }.map(Double.init)
        return last.count >= Self.fewest ? summary(of: last) : nil
    }

    /// Excess of `value` over the baseline of slot `t`, and whether it makes the slot part of a spike; `nil` without value or baseline.
    func excess(of value: Float, at t: Int, known: Int) -> (amount: Double, isSpike: Bool)? {
        guard !value.isNaN, let (median, scale) = at(t, known: known) else { return nil }
        let amount = Double(value) - median
        return (amount, amount > max(rule.scaleMultiple * scale, rule.baselineShare * median))
    }

    private func summary(of values: [Double]) -> (median: Double, scale: Double) {
        let median = SampleQuantile.median(values)!
        let deviation = SampleQuantile.median(values.map { abs($0 - median) })!
        return (median, max(1.4826 * deviation, smallestScale))
    }
}
