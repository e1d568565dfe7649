import FoundationEssentials
import Tensors
import TestSupport
import Testing

private func stream(_ index: UInt64 = 0) -> RandomStream { RandomStream(seed: 42, purpose: "test", index: index) }

/// Models and checkpoints depend on these numbers: they must never change.
@Test func streamsAreFrozen() {
    var random = RandomStream(seed: 1, purpose: "frozen", index: 2)
    #expect((0..<3).map { _ in random.next() } == frozenBits)
    #expect([random.normal(), random.exponential(rate: 2), random.uniformDouble()] == frozenDoubles)
    #expect(random.uniform() == frozenFloat)
    #expect(random.int(below: 1_000_000) == frozenInt)
    var order = Array(0..<8)
    random.shuffle(&order)
    #expect(order == frozenOrder)
}

@Test func seedPurposeAndIndexEachMakeAnotherStream() {
    let streams = [
        RandomStream(seed: 1, purpose: "a"), RandomStream(seed: 2, purpose: "a"), RandomStream(seed: 1, purpose: "b"),
        RandomStream(seed: 1, purpose: "a", index: 1), RandomStream(seed: 1 << 32, purpose: "a"),
        RandomStream(seed: 1, purpose: ""), RandomStream(seed: 1, purpose: "a", index: 1 << 63),
    ]
    var drawn: Set<UInt64> = []
    for var random in streams { for _ in 0..<100 { drawn.insert(random.next()) } }
    #expect(drawn.count == streams.count * 100)
    var (once, again) = (stream(), stream())
    #expect((0..<100).map { _ in once.next() } == (0..<100).map { _ in again.next() })
}

@Test(arguments: 0...5)
func streamsGoOnFromASavedPosition(drawn: Int) throws {
    var random = stream()
    for _ in 0..<drawn { _ = random.next() }
    #expect(random.position == UInt64(drawn))
    var restored = try JSONDecoder().decode(RandomStream.self, from: JSONEncoder().encode(random))
    #expect(restored.position == random.position)
    #expect((0..<9).map { _ in restored.next() } == (0..<9).map { _ in random.next() })
}

@Test func uniformsFillTheirInterval() {
    var random = stream()
    let n = 200_000
    var bins = [Int](repeating: 0, count: 64)
    var (sum, squares, largest) = (0.0, 0.0, Float(0))
    for _ in 0..<n {
        let u = random.uniform()
        #expect(u >= 0 && u < 1)
        bins[Int(u * 64)] += 1
        sum += Double(u)
        squares += Double(u) * Double(u)
        largest = max(largest, u)
    }
    // Four standard errors of mean and second moment; chi-square with 63 degrees of freedom below its 0.9999 quantile.
    expectClose(sum / Double(n), 0.5, .absolute(4 * 0.2887 / Double(n).squareRoot()))
    expectClose(squares / Double(n), 1.0 / 3, .absolute(4 * 0.2981 / Double(n).squareRoot()))
    #expect(chiSquare(bins) < 113)
    #expect(largest > 0.9999)
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(random.uniformDouble()) })
}

@Test func integersAreUnbiased() {
    var random = stream(1)
    // 3·2⁶¹ does not divide 2⁶⁴: a plain remainder would give the lower third twice as often.
    let bound = 3 << 61
    var thirds = [0, 0, 0]
    for _ in 0..<60_000 { thirds[random.int(below: bound) / (1 << 61)] += 1 }
    #expect(chiSquare(thirds) < 18.4)
    var bins = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { bins[random.int(below: 7)] += 1 }
    #expect(chiSquare(bins) < 27.9)
    #expect(random.int(below: 1) == 0)
}

@Test func allOrdersAreEquallyLikely() {
    var random = stream(2)
    var seen: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
        var order = [0, 1, 2, 3]
        random.shuffle(&order)
        seen[order, default: 0] += 1
    }
    #expect(seen.count == 24 && chiSquare(Array(seen.values)) < 57)
    var (empty, one) = ([Int](), [5])
    random.shuffle(&empty)
    random.shuffle(&one)
    #expect(empty.isEmpty && one == [5])
}

@Test func normalsHaveTheMomentsOfTheirDistribution() {
    var random = stream(3)
    let n = 200_000
    var moments = [0.0, 0, 0, 0]
    var inside = [0, 0, 0]
    for _ in 0..<n {
        let z = random.normal()
        for (k, power) in [z, z * z, z * z * z, z * z * z * z].enumerated() { moments[k] += power / Double(n) }
        for k in 0..<3 where abs(z) <= Double(k + 1) { inside[k] += 1 }
    }
    // Four standard errors: the variances of z, z², z³, z⁴ are 1, 2, 15, 96.
    for (moment, (mean, variance)) in zip(moments, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
        expectClose(moment, mean, .absolute(4 * (variance / Double(n)).squareRoot()))
    }
    for (count, share) in zip(inside, [0.682689, 0.954500, 0.997300]) {
        expectClose(Double(count) / Double(n), share, .absolute(4 * (share * (1 - share) / Double(n)).squareRoot()))
    }
}

@Test func exponentialsHaveTheirRate() {
    var random = stream(4)
    let n = 100_000
    var (sum, beyond) = (0.0, 0)
    for _ in 0..<n {
        let x = random.exponential(rate: 4)
        #expect(x >= 0 && x.isFinite)
        sum += x
        if x > 0.5 { beyond += 1 }
    }
    let tail = 0.1353352832
    expectClose(sum / Double(n), 0.25, .absolute(4 * 0.25 / Double(n).squareRoot()))
    expectClose(Double(beyond) / Double(n), tail, .absolute(4 * (tail * (1 - tail) / Double(n)).squareRoot()))
}

@Test func neighbouringStreamsAreNotCorrelated() {
    let n = 20_000
    var (a, b) = (stream(7), stream(8))
    var previous = a.normal()
    var (across, along) = (0.0, 0.0)
    for _ in 0..<n {
        let z = a.normal()
        across += z * b.normal() / Double(n)
        along += z * previous / Double(n)
        previous = z
    }
    expectClose(across, 0, .absolute(4 / Double(n).squareRoot()))
    expectClose(along, 0, .absolute(4 / Double(n).squareRoot()))
}

/// Pearson's statistic against equal probabilities.
private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

// From an independent program in Python, with mpmath for the logarithm and the quantile.
private let frozenBits: [UInt64] = [14_030_792_639_780_646_022, 6_578_627_546_599_059_592, 7_687_504_323_116_805_188]
private let frozenDoubles = [-2.225145054133383, 0.3074314026951193, 0.987030819204072]
private let frozenFloat: Float = 0.8939566
private let frozenInt = 116_583
private let frozenOrder = [0, 5, 4, 6, 7, 1, 2, 3]
