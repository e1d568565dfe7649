/// Rows of a node, stretch by stretch of the table, so ascending.
struct NodeRows: Sendable {
    /// The rows of a node in a stretch, and the memory that belongs to them.
    struct Segment: @unchecked Sendable {
        /// Where the rows are listed, unless they are neighbours, `first..<first + count`.
        var list: UnsafeMutablePointer<UInt32>
        /// Room for as many.
        var spare: UnsafeMutablePointer<UInt32>
        var first: Int
        var count: Int
        var isListed: Bool

        /// The same rows, as a list in any case.
        var written: Segment {
            var written = self
            if !isListed { for place in 0..<count { list[place] = UInt32(first + place) } }
            written.isListed = true
            return written
        }
    }

    let segments: [Segment]
    let count: Int

    init(_ segments: [Segment]) { (self.segments, count) = (segments, segments.reduce(0) { $0 + $1.count }) }

    /// Calls a function with the number of every row.
    @inline(__always) func forEach(_ body: (Int) -> Void) {
        for segment in segments {
            if segment.isListed {
                for place in 0..<segment.count { body(Int(segment.list[place])) }
            } else {
                for row in segment.first..<segment.first + segment.count { body(row) }
            }
        }
    }

    /// Calls a function with pieces of at most `limit` rows that lie in a range, counted from the first row of the node.
    func slices(_ range: Range<Int>, limit: Int, _ body: (RowSlice) -> Void) {
        var start = 0
        for segment in segments {
            let own = (range.lowerBound - start..<range.upperBound - start).clamped(to: 0..<segment.count)
            start += segment.count
            for place in stride(from: own.lowerBound, to: own.upperBound, by: limit) {
                let count = min(limit, own.upperBound - place)
                body(
                    RowSlice(
                        list: segment.isListed ? UnsafePointer(segment.list + place) : nil, first: segment.first + place, count: count))
            }
        }
    }
}

/// Rows for a kernel: a list, or neighbours from a first row on.
struct RowSlice {
    let list: UnsafePointer<UInt32>?
    let first: Int
    let count: Int
}
