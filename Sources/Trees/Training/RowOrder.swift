import Tensors

/// Sorts the rows of a table by nodes.
///
/// Every stretch of the table has two lists, and is sorted by itself: threads share stretches. The rows of a node are one piece of either list,
/// and a piece of the other one, of the same size, is free. A split sends rows on the left to the free piece and moves those on the right
/// together; what they leave behind is the free piece of the left side. So rows are read and written once, in lists that stay in the cache.
final class RowOrder: @unchecked Sendable {
    private let table: BinnedTable
    private let kernels: Kernels
    private let team: ThreadTeam
    private let lists: UnsafeMutablePointer<UInt32>
    /// All rows of the table.
    let all: NodeRows

    /// Most rows of a stretch: a tenth of them, as leaves have them, and their gradients fit into the second-level cache.
    private static let stretchRows = 131_072
    /// Rows below which a second thread costs more than it brings.
    private static let parallelRows = 8_192

    init(_ table: BinnedTable, kernels: Kernels, team: ThreadTeam) {
        (self.table, self.kernels, self.team) = (table, kernels, team)
        lists = .allocate(capacity: 2 * max(table.rows, 1))
        // Small tables are cut, too, because threads share them; in multiples of four, so that two or four have the same.
        let stretches = table.rows < 4 * Self.parallelRows ? 1 : (table.rows + 4 * Self.stretchRows - 1) / (4 * Self.stretchRows) * 4
        let size = (table.rows + stretches - 1) / stretches
        all = NodeRows(
            stride(from: 0, to: table.rows, by: size).map { [lists] first in
                NodeRows.Segment(
                    list: lists + 2 * first, spare: lists + 2 * first + min(size, table.rows - first), first: first,
                    count: min(size, table.rows - first), isListed: false)
            })
    }

    deinit { lists.deallocate() }

    /// Bytes of the lists of so many rows.
    static func bytes(rows: Int) -> Int { rows * 8 }

    /// Sends the rows of a node to both sides of a split; its lists become those of its children.
    ///
    /// - Parameters:
    ///   - feature: the split's feature.
    ///   - sides: a bit for each bin that goes left.
    func partition(_ rows: NodeRows, feature: Int, sides: SIMD8<UInt32>) -> (left: NodeRows, right: NodeRows) {
        let bins = table.column(feature)
        return split(rows) { [kernels] segment in
            kernels.partition(
                left: segment.spare, right: segment.list, rows: segment.isListed ? UnsafePointer(segment.list) : nil, first: segment.first,
                count: segment.count, bins: bins, sides: sides)
        }
    }

    /// The rows that are chosen and the others.
    func choose(_ isChosen: (Int) -> Bool) -> (chosen: NodeRows, others: NodeRows) {
        split(all) { segment in
            var chosen = 0
            for place in 0..<segment.count {
                let row = segment.first + place
                segment.spare[chosen] = UInt32(row)
                segment.list[place - chosen] = UInt32(row)
                chosen += isChosen(row) ? 1 : 0
            }
            return chosen
        }
    }

    /// Splits all segments by a function that sends rows on the left to the spare list, moves the others together, and says how many went left.
    private func split(_ rows: NodeRows, _ send: (NodeRows.Segment) -> Int) -> (NodeRows, NodeRows) {
        var (left, right) = (rows.segments, rows.segments)
        withoutActuallyEscaping(send) { send in
            left.withUnsafeMutableBufferPointer { left in
                right.withUnsafeMutableBufferPointer { right in
                    nonisolated(unsafe) let (left, right, send) = (left, right, send)
                    team.forEach(rows.segments.count, limit: rows.count < Self.parallelRows ? 1 : team.threads) { index, _ in
                        let segment = rows.segments[index]
                        let (toLeft, toRight) = { ($0, segment.count - $0) }(send(segment))
                        (left[index].list, left[index].spare, left[index].count) = (segment.spare, segment.list + toRight, toLeft)
                        (right[index].list, right[index].spare, right[index].count) = (segment.list, segment.spare + toLeft, toRight)
                        (left[index].isListed, right[index].isListed) = (true, true)
                    }
                }
            }
        }
        return (NodeRows(left), NodeRows(right))
    }

    /// Takes the last split of a node back.
    func join(_ left: NodeRows, _ right: NodeRows) -> NodeRows {
        NodeRows(
            zip(left.segments, right.segments).map { left, right in
                var (a, b) = (left.count, right.count)
                // From the last row on, so that those on the right are moved before they are overwritten.
                for place in stride(from: a + b - 1, through: 0, by: -1) {
                    if b == 0 || a > 0 && left.list[a - 1] > right.list[b - 1] {
                        a -= 1
                        right.list[place] = left.list[a]
                    } else {
                        b -= 1
                        right.list[place] = right.list[b]
                    }
                }
                var joined = right
                (joined.spare, joined.count) = (left.list, left.count + right.count)
                return joined
            })
    }

    /// Sends rows through a whole tree; the rows of every leaf.
    func route<Sums>(_ rows: NodeRows, through tree: GrownTree<Sums>) -> [NodeRows] {
        var leaves = [NodeRows](repeating: NodeRows([]), count: tree.leaves.count)
        var pending: [(node: Int32, rows: NodeRows)] = [(tree.nodes.isEmpty ? ~0 : 0, rows)]
        while let (next, rows) = pending.popLast() {
            guard next >= 0 else {
                leaves[Int(~next)] = rows
                continue
            }
            let node = tree.nodes[Int(next)]
            let (left, right) = partition(rows, feature: node.feature, sides: node.sides)
            pending.append((node.right, right))
            pending.append((node.left, left))
        }
        return leaves
    }
}
