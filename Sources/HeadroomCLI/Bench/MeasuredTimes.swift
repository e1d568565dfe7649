/// Durations of single calls in blocks, as they were measured one after another, and what is said of them.
///
/// Blocks tell a disturbance from a property: what another process did during one block leaves the best of the others alone.
package struct LatencyBlocks: Sendable {
    /// Nanoseconds of each call, ascending, block by block; none empty.
    private let blocks: [[Int]]
    private let all: [Int]

    /// - Parameter blocks: nanoseconds of each call in any order; empty blocks do not count.
    /// - Precondition: at least one duration.
    package init(_ blocks: [[Int]]) {
        self.blocks = blocks.filter { !$0.isEmpty }.map { $0.sorted() }
        all = self.blocks.joined().sorted()
        precondition(!all.isEmpty, "no durations")
    }

    /// Number of calls.
    package var count: Int { all.count }
    /// Least median of a block, nanoseconds.
    package var median: Int { blocks.map { Self.quantile($0, 0.5) }.min()! }
    /// Least 99th percentile of a block, nanoseconds.
    package var percentile99: Int { blocks.map { Self.quantile($0, 0.99) }.min()! }
    /// Shortest call, nanoseconds.
    package var minimum: Int { all[0] }
    /// Median of all calls, nanoseconds.
    package var medianOfAll: Int { Self.quantile(all, 0.5) }
    /// 99th percentile of all calls, nanoseconds.
    package var percentile99OfAll: Int { Self.quantile(all, 0.99) }

    /// The value below which a share of the sorted values lies, without interpolation.
    private static func quantile(_ sorted: [Int], _ share: Double) -> Int { sorted[Int(Double(sorted.count) * share)] }
}

/// Durations of repeated runs of one amount of work.
package struct RunTimes: Sendable {
    private let sorted: [Double]

    /// - Parameter seconds: duration of each run, in any order.
    /// - Precondition: at least one duration.
    package init(_ seconds: [Double]) {
        precondition(!seconds.isEmpty, "no durations")
        sorted = seconds.sorted()
    }

    /// Number of runs.
    package var count: Int { sorted.count }
    /// Shortest run, seconds.
    package var best: Double { sorted[0] }
    /// Median of the runs, seconds; of two in the middle the longer.
    package var median: Double { sorted[sorted.count / 2] }
}
