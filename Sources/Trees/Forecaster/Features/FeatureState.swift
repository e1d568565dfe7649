/// What is carried of one series from one observation to the next: everything of its features that looks back far, and no more than its
/// schema needs.
///
/// ``advance(_:)`` costs a constant time, whatever the length of the history. A state made at an origin and one that was advanced to it agree
/// bit for bit, smoothed means to their last bits (they forget their beginning to one part in 10¹³).
package struct FeatureState: Sendable {
    /// Number of values so far.
    package private(set) var count: Int
    /// Statistics in the order of the layout.
    private(set) var sums: [MeasuredSums]
    private(set) var extremes: [DelayedExtreme]
    private(set) var sorted: [DelayedWindow]
    private(set) var smoothed: [SmoothedMean]
    /// Values since the last one that was not 0, at most `FeatureSchema.longWindow`.
    private(set) var sinceNonZero: Int

    private let countsZeros: Bool

    /// Sums of a measure; `skipped` are the latest values that the window does not reach yet.
    struct MeasuredSums: Sendable {
        let measure: FeatureLayout.Measure
        let skipped: Int
        var sums: RollingSums
    }

    /// An extreme of values that are not the latest.
    struct DelayedExtreme: Sendable {
        let skipped: Int
        var extreme: RollingExtreme
    }

    /// Sorted values that are not the latest.
    struct DelayedWindow: Sendable {
        let skipped: Int
        var values: SortedWindow
    }

    /// An exponentially weighted mean; NaN before the first known value.
    struct SmoothedMean: Sendable {
        let span: Int
        private(set) var mean = Double.nan

        init(span: Int) { self.span = span }

        mutating func advance(_ value: Float) {
            guard !value.isNaN else { return }
            mean = mean.isNaN ? Double(value) : mean + (Double(value) - mean) * 2 / Double(span + 1)
        }
    }

    /// The state after the known values.
    /// - Parameter phase: number of the series' first position on the time axis.
    package init(_ past: PastValues, phase: Int, assembler: FeatureAssembler) {
        let (count, layout) = (past.count, assembler.layout)
        (self.count, countsZeros) = (count, layout.countsZeros)
        sums = layout.sums.map { sum in
            let skipped = sum.window.before - 1
            let sums = RollingSums(length: sum.window.length, phase: phase, count: count, first: past.first) {
                Self.value(past, $0 - skipped, sum.measure)
            }
            return MeasuredSums(measure: sum.measure, skipped: skipped, sums: sums)
        }
        extremes = layout.extremes.map { one in
            let skipped = one.window.before - 1
            let extreme = RollingExtreme(length: one.window.length, isLargest: one.isLargest, count: count) { past[$0 - skipped] }
            return DelayedExtreme(skipped: skipped, extreme: extreme)
        }
        sorted = layout.sorted.map { window in
            let skipped = window.before - 1
            return DelayedWindow(skipped: skipped, values: SortedWindow(length: window.length, count: count) { past[$0 - skipped] })
        }
        smoothed = layout.spans.map { span in
            var mean = SmoothedMean(span: span)
            for position in max(0, count - FeatureSchema.smoothingReach * span)..<count { mean.advance(past[position]) }
            return mean
        }
        sinceNonZero = 0
        guard countsZeros else { return }
        while sinceNonZero < FeatureSchema.longWindow, !(abs(past[count - 1 - sinceNonZero]) > 0) { sinceNonZero += 1 }
    }

    /// Takes the last of the known values, the next one of the state.
    package mutating func advance(_ past: PastValues) {
        precondition(past.count == count + 1, "a state of \(count) values takes the next one, not number \(past.count)")
        let position = count
        let next = past[position]
        for index in sums.indices {
            let skipped = sums[index].skipped
            switch sums[index].measure {
            case .value: sums[index].sums.advance(position) { past[$0 - skipped] }
            case let measure: sums[index].sums.advance(position) { Self.value(past, $0 - skipped, measure) }
            }
        }
        for index in extremes.indices { extremes[index].extreme.advance(position, past[position - extremes[index].skipped]) }
        for index in sorted.indices {
            let skipped = sorted[index].skipped
            sorted[index].values.advance(position) { past[$0 - skipped] }
        }
        for index in smoothed.indices { smoothed[index].advance(next) }
        if countsZeros { sinceNonZero = abs(next) > 0 ? 0 : min(sinceNonZero + 1, FeatureSchema.longWindow) }
        count += 1
    }

    @inline(__always)
    private static func value(_ past: PastValues, _ position: Int, _ measure: FeatureLayout.Measure) -> Float {
        switch measure {
        case .value: return past[position]
        case .size: return abs(past[position])
        case .change: return abs(past[position] - past[position - 1])
        case .isZero:
            let value = past[position]
            return value.isNaN ? .nan : value == 0 ? 1 : 0
        }
    }
}
