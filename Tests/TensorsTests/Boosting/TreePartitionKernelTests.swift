import Tensors
import TestSupport
import Testing

/// Rows to the two sides of a split, in their order, and to their leaves.
struct TreePartitionKernelTests {
    private static func sides(_ random: inout RandomStream) -> [SIMD8<UInt32>] {
        [
            .zero, .init(repeating: .max), SIMD8((0..<8).map { _ in UInt32(truncatingIfNeeded: random.next()) }),
            [1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1 << 31], [.max << 1, .max, .max, 0, 0, 0, 0, 0],
        ]
    }

    @Test(arguments: Kernels.all, Array(0...100) + [5_000])
    func rowsKeepTheirOrder(kernels: Kernels, count: Int) {
        var random = RandomStream(seed: 1, purpose: "tree partition", index: UInt64(count))
        let tableRows = count + 20
        let bins = (0..<tableRows).map { _ in UInt8(random.int(below: 256)) }
        // Nothing behind the last row is readable.
        let column = GuardedBytes(bins)
        var all = (0..<UInt32(tableRows)).map { $0 }
        all.shuffle(using: &random)
        // The last row is always asked for.
        let rows = Array(([UInt32(tableRows - 1)] + all.filter { $0 != tableRows - 1 }).prefix(count))
        for sides in Self.sides(&random) {
            func goesLeft(_ row: UInt32) -> Bool { sides[Int(bins[Int(row)]) / 32] >> UInt32(bins[Int(row)] % 32) & 1 == 1 }
            /// Sends a list, or the rows from the first one on, to new lists or to the left one only.
            func check(_ list: [UInt32], first: Int?, inPlace: Bool) {
                let left = GuardedBytes(of: [UInt32](repeating: .max, count: count))
                let source = GuardedBytes(of: list)
                let right = inPlace ? source : GuardedBytes(of: [UInt32](repeating: .max, count: count))
                let found = kernels.partition(
                    left: left.numbers(), right: right.numbers(), rows: first == nil ? UnsafePointer(source.numbers(UInt32.self)) : nil,
                    first: first ?? 0, count: count, bins: column.pointer, sides: sides)
                let (toLeft, toRight) = (list.filter(goesLeft), list.filter { !goesLeft($0) })
                #expect(found == toLeft.count)
                #expect(Array(left.values(UInt32.self).prefix(found)) == toLeft)
                #expect(Array(right.values(UInt32.self).prefix(count - found)) == toRight)
                if !inPlace { #expect(source.values() == list) }
            }
            check(rows, first: nil, inPlace: false)
            check(rows, first: nil, inPlace: true)
            // The last of them is the last row of the table.
            for first in [0, 20] { check((0..<UInt32(count)).map { $0 + UInt32(first) }, first: first, inPlace: false) }
        }
    }

    @Test(arguments: [0, 1, 7, 500]) func leavesAddToTheirRows(count: Int) {
        var random = RandomStream(seed: 2, purpose: "tree leaves", index: UInt64(count))
        let leafOf = (0..<count).map { _ in random.int(below: 4) }
        // The last leaf has no rows.
        let lists = (0..<5).map { leaf in GuardedBytes(of: (0..<UInt32(count)).filter { leafOf[Int($0)] == leaf }) }
        let values = (0..<5).map { _ in random.normal() }
        let before = (0..<count).map { _ in random.normal() }
        let scores = GuardedBytes(of: before)
        var next = lists.map { UnsafePointer<UInt32>?($0.numbers(UInt32.self)) }
        let last = (0..<5).map { leaf in next[leaf].map { $0 + leafOf.filter { $0 == leaf }.count } }
        let bounds = [0, 0, count / 3, count]
        for rows in zip(bounds, bounds.dropFirst()).map({ $0..<$1 }) {
            let numbers = GuardedBytes(of: [UInt32](repeating: .max, count: rows.count))
            Kernels.numberLeaves(numbers.numbers(), next: &next, last: last, leaves: 5, rows: rows)
            #expect(numbers.values(UInt32.self) == rows.map { UInt32(leafOf[$0]) })
            Kernels.addLeaves(
                scores.numbers(Double.self) + rows.lowerBound, leafOf: numbers.numbers(UInt32.self), values: values, count: rows.count)
            let expected = before.indices.map { before[$0] + ($0 < rows.upperBound ? values[leafOf[$0]] : 0) }
            #expect(scores.values(Double.self) == expected)
        }
        #expect(next == last)
        withExtendedLifetime(lists) {}
    }
}
