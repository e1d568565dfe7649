/// The known values of a history in ascending order, each with its age, so that the sorted sample of any stretch is read off in one pass
/// instead of being sorted again.
package struct RankedValues {
    private let values: [Float]
    /// Positions in time in the order of their values.
    private let positions: [Int32]

    /// Ranks finite values, oldest first.
    package init(_ values: [Float]) {
        // The order of these integers is that of the values; equal values keep their order in time.
        var keys = values.enumerated().map { position, value in UInt64(Self.ordered(value)) << 32 | UInt64(position) }
        keys.sort()
        self.values = values
        positions = keys.map { Int32(truncatingIfNeeded: $0) }
    }

    /// Sorted samples of the stretches that end before a position.
    ///
    /// - Parameters:
    ///   - end: number of values that are seen, at least 1.
    ///   - lengths: lengths of the stretches; longer ones than `end` begin with the first value.
    /// - Returns: a sample for each length, in their order.
    package func samples(before end: Int, lengths: [Int]) -> [[Float]] {
        var seen = positions.filter { $0 < end }
        var samples = [[Float]](repeating: [], count: lengths.count)
        for index in lengths.indices.sorted(by: { (lengths[$0], $0) > (lengths[$1], $1) }) {
            if lengths[index] < seen.count { seen = seen.filter { $0 >= end - lengths[index] } }
            samples[index] = seen.map { values[Int($0)] }
        }
        return samples
    }

    /// Bits that order as the values do, the two zeros alike.
    private static func ordered(_ value: Float) -> UInt32 {
        let bits = (value + 0).bitPattern
        return bits >> 31 == 0 ? bits | 1 << 31 : ~bits
    }
}
