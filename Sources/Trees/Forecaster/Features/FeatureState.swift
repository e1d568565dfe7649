/// What is carried of one series from one observation to the next: everything of its features that looks back far, and no more than its
/// schema needs.
///
/// ``advance(_:)`` costs a constant time, whatever the length of the history. A state made at an origin and one that was advanced to it agree
/// bit for bit, smoothed means to their last bits (they forget their beginning to one part in 10¹³).
package struct FeatureState: Sendable {
    /// Number of values so far.
    package private(set) var count: Int
    /// Statistics in the order of the layout.
    private(set) var sums: [RollingSums]
    private(set) var extremes: [RollingExtreme]
    private(set) var sorted: [SortedWindow]
    private(set) var smoothed: [Double]
    /// Values since the last one that was not 0, at most ``FeatureSchema/longWindow``.
    private(set) var sinceNonZero: Int

    private let layout: FeatureLayout

    /// The state after the known values.
    /// - Parameter phase: number of the series' first position on the time axis.
    package init(_ past: PastValues, phase: Int, assembler: FeatureAssembler) {
        let (count, layout) = (past.count, assembler.layout)
        self.count = count
        self.layout = layout
        sums = layout.sums.map { sum in
            let skipped = sum.window.before - 1
            return RollingSums(length: sum.window.length, phase: phase, count: count) { Self.value(past, $0 - skipped, sum.measure) }
        }
        extremes = layout.extremes.map { extreme in
            let (window, isLargest) = (extreme.window, extreme.isLargest)
            return RollingExtreme(length: window.length, isLargest: isLargest, count: count) { past[$0 - window.before + 1] }
        }
        sorted = layout.sorted.map { window in
            SortedWindow(length: window.length, count: count) { past[$0 - window.before + 1] }
        }
        smoothed = layout.spans.map { span in
            var mean = Double.nan
            for position in max(0, count - FeatureSchema.smoothingReach * span)..<count { Self.smooth(&mean, past[position], span: span) }
            return mean
        }
        sinceNonZero = 0
        guard layout.countsZeros else { return }
        while sinceNonZero < FeatureSchema.longWindow, !(abs(past[count - 1 - sinceNonZero]) > 0) { sinceNonZero += 1 }
    }

    /// Takes the last of the known values, the next one of the state.
    package mutating func advance(_ past: PastValues) {
        precondition(past.count == count + 1, "a state of \(count) values takes the next one, not number \(past.count)")
        let position = count
        let next = past[position]
        for index in sums.indices {
            let sum = layout.sums[index]
            let skipped = sum.window.before - 1
            switch sum.measure {
            case .value: sums[index].advance(position) { past[$0 - skipped] }
            case let measure: sums[index].advance(position) { Self.value(past, $0 - skipped, measure) }
            }
        }
        for index in extremes.indices {
            extremes[index].advance(position, past[position - layout.extremes[index].window.before + 1])
        }
        for index in sorted.indices {
            let skipped = layout.sorted[index].before - 1
            sorted[index].advance(position) { past[$0 - skipped] }
        }
        for index in smoothed.indices { Self.smooth(&smoothed[index], next, span: layout.spans[index]) }
        if layout.countsZeros { sinceNonZero = abs(next) > 0 ? 0 : min(sinceNonZero + 1, FeatureSchema.longWindow) }
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

    private static func smooth(_ mean: inout Double, _ value: Float, span: Int) {
        guard !value.isNaN else { return }
        mean = mean.isNaN ? Double(value) : mean + (Double(value) - mean) * 2 / Double(span + 1)
    }
}
