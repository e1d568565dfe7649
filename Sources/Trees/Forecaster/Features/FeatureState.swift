/// What is carried of one series from one observation to the next: everything of its features that looks back far.
///
/// ``advance(_:)`` costs a constant time, whatever the length of the history. A state made at an origin and one that was advanced to it agree
/// bit for bit, smoothed means to their last bits (they forget their beginning to one part in 10¹³).
package struct FeatureState: Sendable {
    /// Number of values so far.
    package private(set) var count: Int
    /// Windows of the rolling statistics.
    private(set) var windows: [RollingSums]
    private(set) var smallest: [RollingExtreme], largest: [RollingExtreme]
    /// Values of the scale's window: as they are, their sizes, and whether they are 0; the same over a longer time.
    private(set) var recent: RollingSums, sizes: RollingSums, zeros: RollingSums
    private(set) var long: RollingSums, longSizes: RollingSums
    /// Sizes of the latest changes from one value to the next.
    private(set) var changes: RollingSums
    private(set) var sorted: SortedWindow
    /// Exponentially weighted means.
    private(set) var smoothed: [Double]
    /// Values since the last one that was not 0, at most ``FeatureSchema/longWindow``.
    private(set) var sinceNonZero: Int

    private let spans: [Int]

    /// The state after the known values.
    /// - Parameter phase: number of the series' first position on the time axis.
    package init(_ past: PastValues, phase: Int, schema: FeatureSchema) {
        let count = past.count
        let value: (Int) -> Float = { past[$0] }
        func sums(_ length: Int, _ value: (Int) -> Float) -> RollingSums {
            RollingSums(length: length, phase: phase, count: count, value: value)
        }
        self.count = count
        windows = schema.windows.map { sums($0, value) }
        smallest = schema.windows.map { RollingExtreme(length: $0, isLargest: false, count: count, value: value) }
        largest = schema.windows.map { RollingExtreme(length: $0, isLargest: true, count: count, value: value) }
        recent = sums(schema.scaleWindow, value)
        sizes = sums(schema.scaleWindow) { abs(past[$0]) }
        zeros = sums(schema.scaleWindow) { Self.isZero(past[$0]) }
        long = sums(FeatureSchema.longWindow, value)
        longSizes = sums(FeatureSchema.longWindow) { abs(past[$0]) }
        changes = sums(FeatureSchema.changesWindow) { abs(past[$0] - past[$0 - 1]) }
        sorted = SortedWindow(length: schema.scaleWindow, count: count, value: value)
        spans = schema.spans
        smoothed = spans.map { span in
            var mean = Double.nan
            for position in max(0, count - FeatureSchema.smoothingReach * span)..<count { Self.smooth(&mean, past[position], span: span) }
            return mean
        }
        sinceNonZero = 0
        while sinceNonZero < FeatureSchema.longWindow, !(abs(past[count - 1 - sinceNonZero]) > 0) { sinceNonZero += 1 }
    }

    /// Takes the last of the known values, the next one of the state.
    package mutating func advance(_ past: PastValues) {
        precondition(past.count == count + 1, "a state of \(count) values takes the next one, not number \(past.count)")
        let position = count
        let next = past[position]
        let value: (Int) -> Float = { past[$0] }
        for index in windows.indices {
            windows[index].advance(position, value)
            smallest[index].advance(position, next)
            largest[index].advance(position, next)
        }
        recent.advance(position, value)
        sizes.advance(position) { abs(past[$0]) }
        zeros.advance(position) { Self.isZero(past[$0]) }
        long.advance(position, value)
        longSizes.advance(position) { abs(past[$0]) }
        changes.advance(position) { abs(past[$0] - past[$0 - 1]) }
        sorted.advance(position, value)
        for index in spans.indices { Self.smooth(&smoothed[index], next, span: spans[index]) }
        sinceNonZero = abs(next) > 0 ? 0 : min(sinceNonZero + 1, FeatureSchema.longWindow)
        count += 1
    }

    private static func isZero(_ value: Float) -> Float { value.isNaN ? .nan : value == 0 ? 1 : 0 }

    private static func smooth(_ mean: inout Double, _ value: Float, span: Int) {
        guard !value.isNaN else { return }
        mean = mean.isNaN ? Double(value) : mean + (Double(value) - mean) * 2 / Double(span + 1)
    }
}
