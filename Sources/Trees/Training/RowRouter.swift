import Tensors

/// Sends rows through splits.
enum RowRouter {
    /// Rows of a piece that a thread partitions by itself.
    private static let pieceRows = 32_768

    /// Room that ``partition(_:count:spare:bins:sides:kernels:threads:)`` needs for so many rows.
    static func spareRows(_ count: Int) -> Int { count + (count / pieceRows + 2) * Kernels.TreeLayout.rowSlack }

    /// Puts the rows that go left before those that go right, both in their order.
    ///
    /// - Parameters:
    ///   - rows: the rows, changed.
    ///   - spare: room of ``spareRows(_:)``.
    ///   - bins: bins of the split's feature.
    ///   - sides: a bit for each bin that goes left.
    /// - Returns: how many went left.
    static func partition(
        _ rows: UnsafeMutablePointer<UInt32>, count: Int, spare: UnsafeMutablePointer<UInt32>, bins: UnsafePointer<UInt8>,
        sides: SIMD8<UInt32>, kernels: Kernels, threads: Int
    ) -> Int {
        guard threads > 1, count >= 2 * pieceRows else {
            let left = piece(rows, count, spare, bins, sides, kernels)
            (rows + left).update(from: spare, count: count - left)
            return left
        }
        let pieces = (count + pieceRows - 1) / pieceRows
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: pieces) { lefts in
            nonisolated(unsafe) let (rows, spare, bins, lefts) = (rows, spare, bins, lefts)
            // Each piece has room of its own for what may be written behind its last row.
            let room = pieceRows + Kernels.TreeLayout.rowSlack
            Parallel.forEach(pieces, threads: threads) { index in
                let start = index * pieceRows
                lefts[index] = piece(rows + start, min(pieceRows, count - start), spare + index * room, bins, sides, kernels)
            }
            var left = 0
            for index in 0..<pieces {
                if left != index * pieceRows { (rows + left).update(from: rows + index * pieceRows, count: lefts[index]) }
                left += lefts[index]
            }
            var right = left
            for index in 0..<pieces {
                let size = min(pieceRows, count - index * pieceRows) - lefts[index]
                (rows + right).update(from: spare + index * room, count: size)
                right += size
            }
            return left
        }
    }

    private static func piece(
        _ rows: UnsafeMutablePointer<UInt32>, _ count: Int, _ right: UnsafeMutablePointer<UInt32>, _ bins: UnsafePointer<UInt8>,
        _ sides: SIMD8<UInt32>, _ kernels: Kernels
    ) -> Int {
        withUnsafeBytes(of: sides) {
            guard let sides = $0.assumingMemoryBound(to: UInt32.self).baseAddress else { return 0 }
            return kernels.partition(left: rows, right: right, rows: UnsafePointer(rows), count: count, bins: bins, sides: sides)
        }
    }

    /// Sends rows through a whole tree and hands out the rows of every leaf.
    ///
    /// - Parameters:
    ///   - rows: the rows, put in another order.
    ///   - spare: room of ``spareRows(_:)``.
    ///   - body: gets a leaf and its rows; once for every leaf that has any.
    static func route<Sums>(
        _ rows: UnsafeMutablePointer<UInt32>, count: Int, spare: UnsafeMutablePointer<UInt32>, through tree: GrownTree<Sums>,
        table: BinnedTable, kernels: Kernels, threads: Int, _ body: (_ leaf: Int, _ rows: UnsafeBufferPointer<UInt32>) -> Void
    ) {
        var pending: [(node: Int32, range: Range<Int>)] = [(tree.nodes.isEmpty ? ~0 : 0, 0..<count)]
        while let (next, range) = pending.popLast() {
            if range.isEmpty { continue }
            guard next >= 0 else {
                body(Int(~next), UnsafeBufferPointer(start: rows + range.lowerBound, count: range.count))
                continue
            }
            let node = tree.nodes[Int(next)]
            let left = partition(
                rows + range.lowerBound, count: range.count, spare: spare, bins: table.column(node.feature), sides: node.sides,
                kernels: kernels, threads: threads)
            pending.append((node.right, range.lowerBound + left..<range.upperBound))
            pending.append((node.left, range.lowerBound..<range.lowerBound + left))
        }
    }
}
