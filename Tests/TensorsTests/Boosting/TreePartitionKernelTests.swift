import Tensors
import TestSupport
import Testing

/// Rows to the two sides of a split, in their order.
struct TreePartitionKernelTests {
    @Test(arguments: Kernels.all, Array(0...100) + [5_000])
    func rowsKeepTheirOrder(kernels: Kernels, count: Int) {
        var random = RandomStream(seed: 1, purpose: "tree partition", index: UInt64(count))
        let tableRows = count + 20
        let bins = (0..<tableRows).map { _ in UInt8(random.int(below: 256)) }
        // Exactly the slack behind the last row is readable.
        let column = GuardedBytes(bins + Array(repeating: 0, count: Kernels.TreeLayout.binSlack))
        var all = (0..<UInt32(tableRows)).map { $0 }
        all.shuffle(using: &random)
        // The last row, whose neighbours in memory are the slack, is always asked for.
        let rows = Array(([UInt32(tableRows - 1)] + all.filter { $0 != tableRows - 1 }).prefix(count))
        let sides: [[UInt32]] = [
            Array(repeating: 0, count: 8), Array(repeating: .max, count: 8), (0..<8).map { _ in UInt32(truncatingIfNeeded: random.next()) },
            [1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1 << 31], [.max << 1, .max, .max, 0, 0, 0, 0, 0],
        ]
        for sides in sides {
            func goesLeft(_ row: UInt32) -> Bool { sides[Int(bins[Int(row)]) / 32] >> UInt32(bins[Int(row)] % 32) & 1 == 1 }
            let (toLeft, toRight) = (rows.filter(goesLeft), rows.filter { !goesLeft($0) })
            let bits = GuardedBytes(of: sides)
            let right = GuardedBytes(of: [UInt32](repeating: .max, count: count + Kernels.TreeLayout.rowSlack))
            // In place, with nothing readable or writable behind the rows.
            let inPlace = GuardedBytes(of: rows)
            let left = kernels.partition(
                left: inPlace.numbers(), right: right.numbers(), rows: inPlace.numbers(), count: count, bins: column.pointer,
                sides: bits.numbers())
            #expect(left == toLeft.count)
            #expect(Array(inPlace.values(UInt32.self).prefix(left)) == toLeft)
            #expect(Array(right.values(UInt32.self).prefix(count - left)) == toRight)

            let (source, other) = (GuardedBytes(of: rows), GuardedBytes(of: [UInt32](repeating: .max, count: count)))
            let again = kernels.partition(
                left: other.numbers(), right: right.numbers(), rows: source.numbers(), count: count, bins: column.pointer,
                sides: bits.numbers())
            #expect(again == toLeft.count)
            #expect(Array(other.values(UInt32.self).prefix(again)) == toLeft)
            #expect(Array(right.values(UInt32.self).prefix(count - again)) == toRight)
            #expect(source.values() == rows)
        }
    }
}
