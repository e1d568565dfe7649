import CKernels
import Tensors
import TestSupport
import Testing

/// Histograms of every kind and level against a loop that is written from the definition; sums are bitwise the same.
struct TreeHistogramKernelTests {
    private static let levels = InstructionSet.supported.map { hk_isa(rawValue: UInt32($0.rawValue)) }
    /// Around the 32 rows that are asked for ahead.
    private static let counts = [0, 1, 2, 3, 31, 32, 33, 34, 64, 65, 200]
    private static let rows = 150

    /// A table of random bins, and rows of it in a random order, some of them more than once.
    private struct Case {
        let features: Int
        let stride: Int
        let bins: GuardedBytes
        let list: [UInt32]

        init(features: Int, stride: Int, count: Int, _ random: inout RandomStream) {
            (self.features, self.stride) = (features, stride)
            let extremes: [UInt8] = [0, 1, 255]
            bins = GuardedBytes(
                (0..<rows * stride).map { _ in
                    random.int(below: 4) == 0 ? extremes[random.int(below: 3)] : UInt8(random.int(below: 256))
                })
            list = (0..<count).map { _ in UInt32(random.int(below: rows)) }
        }

        func bin(_ row: Int, _ feature: Int) -> Int { Int(bins.pointer[row * stride + feature]) }
    }

    private static func cases(_ purpose: String, _ body: (Case, inout RandomStream) -> Void) {
        var random = RandomStream(seed: 1, purpose: purpose)
        for features in 1...41 {
            let counts = features % 8 == 1 ? counts : [counts[features % counts.count], 40]
            for (index, count) in counts.enumerated() {
                body(Case(features: features, stride: features + (index + features) % 4, count: count, &random), &random)
            }
        }
    }

    @Test(arguments: levels) func sumsOfGradients(level: hk_isa) {
        let kernels = hk_kernels_for(level).pointee
        let width = Kernels.TreeLayout.featureFloats
        Self.cases("tree histogram") { one, random in
            let gradients = GuardedFloats(random.normals(2 * Self.rows, scale: 3).sprinkled(with: [0, -0.0, 1e20, -1e-20]))
            let before = random.normals(one.features * width)
            for list in [one.list, nil] {
                var expected = before
                let count = list?.count ?? min(one.list.count, Self.rows)
                for row in list?.map(Int.init) ?? Array(0..<count) {
                    for feature in 0..<one.features {
                        let at = feature * width + 2 * one.bin(row, feature)
                        expected[at] += gradients.pointer[2 * row]
                        expected[at + 1] += gradients.pointer[2 * row + 1]
                    }
                }
                let (sums, rows) = (GuardedFloats(before), list.map { GuardedBytes(of: $0) })
                kernels.tree_histogram(
                    sums.pointer, one.bins.pointer, one.stride, gradients.pointer, rows?.numbers(), count, one.features)
                #expect(sums.values.bits == expected.bits, "\(one.features) features, \(count) rows")
                expectIntact(sums, gradients)
            }
        }
    }

    @Test(arguments: levels) func sumsOfQuantisedGradients(level: hk_isa) {
        let kernels = hk_kernels_for(level).pointee
        let width = Kernels.TreeLayout.featureWords
        Self.cases("tree integers") { one, random in
            let gradients = (0..<Self.rows).map { _ in
                UInt32(truncatingIfNeeded: random.int(below: 65) - 32) << 16 | UInt32(random.int(below: 65))
            }
            for list in [one.list, nil] {
                var expected = [UInt32](repeating: 7, count: one.features * width)
                let count = list?.count ?? min(one.list.count, Self.rows)
                for row in list?.map(Int.init) ?? Array(0..<count) {
                    for feature in 0..<one.features { expected[feature * width + one.bin(row, feature)] &+= gradients[row] }
                }
                let sums = GuardedBytes(of: [UInt32](repeating: 7, count: one.features * width))
                let (words, rows) = (GuardedBytes(of: gradients), list.map { GuardedBytes(of: $0) })
                kernels.tree_histogram_integers(
                    sums.numbers(), one.bins.pointer, one.stride, words.numbers(), rows?.numbers(), count, one.features)
                #expect(sums.values() == expected, "\(one.features) features, \(count) rows")
            }
        }
    }

    @Test(arguments: levels, [1, 3, 15]) func countsOfRanks(level: hk_isa, quantiles: Int) {
        let kernels = hk_kernels_for(level).pointee
        let (width, ranks) = (Kernels.TreeLayout.featureRanks, Kernels.TreeLayout.ranks)
        // A row of rank r lies below the predicted quantiles r, r + 1, ...; the number of rows stands behind them.
        let counts: [UInt16] = (0...quantiles).flatMap { rank in
            (0..<ranks).map { $0 < quantiles ? ($0 >= rank ? 1 : 0) : $0 == quantiles ? 1 : 0 }
        }
        Self.cases("tree ranks") { one, random in
            let rankOf = GuardedBytes((0..<Self.rows).map { _ in UInt8(random.int(below: quantiles + 1)) })
            for list in [one.list, nil] {
                var expected = [UInt16](repeating: 3, count: one.features * width)
                let count = list?.count ?? min(one.list.count, Self.rows)
                for row in list?.map(Int.init) ?? Array(0..<count) {
                    for feature in 0..<one.features {
                        for k in 0..<ranks {
                            expected[feature * width + one.bin(row, feature) * ranks + k] += counts[Int(rankOf.pointer[row]) * ranks + k]
                        }
                    }
                }
                let sums = GuardedBytes(of: [UInt16](repeating: 3, count: one.features * width))
                let (table, rows) = (GuardedBytes(of: counts), list.map { GuardedBytes(of: $0) })
                kernels.tree_histogram_ranks(
                    sums.numbers(), one.bins.pointer, one.stride, rankOf.pointer, table.numbers(), rows?.numbers(), count, one.features)
                #expect(sums.values() == expected, "\(one.features) features, \(count) rows")
            }
        }
    }

    @Test(arguments: Kernels.all) func narrowSumsAreMoved(kernels: Kernels) {
        var random = RandomStream(seed: 2, purpose: "tree moves")
        for count in sweptLengths + [512, 4_096] {
            let total = (0..<count).map { _ in random.normal() }
            let floats = random.normals(count, scale: 1e3)
            let (doubles, sums) = (GuardedBytes(of: total), GuardedFloats(floats))
            kernels.moveSums(doubles.numbers(Double.self), sums.pointer, count: count)
            #expect(doubles.values(Double.self) == zip(total, floats).map { $0 + Double($1) })
            #expect(sums.values.bits == Array(repeating: 0, count: count))
            expectIntact(sums)

            // The extremes that the widest steps reach: 32,767 rows in all.
            let halves = (0..<count).map { _ in (gradient: random.int(below: 65_536) - 32_768, hessian: random.int(below: 65_536)) }
            let words = GuardedBytes(
                of: halves.map { UInt32(truncatingIfNeeded: $0.gradient) << 16 | UInt32(truncatingIfNeeded: $0.hessian) })
            let pairs = GuardedBytes(of: total + total)
            kernels.moveSums(pairs.numbers(Double.self), words.numbers(UInt32.self), count: count)
            let expected = zip(total + total, halves.flatMap { [$0.gradient, $0.hessian] }).map { $0 + Double($1) }
            #expect(pairs.values(Double.self) == expected)
            #expect(words.values(UInt32.self) == Array(repeating: 0, count: count))

            let counters = (0..<count).map { _ in UInt16(random.int(below: 65_536)) }
            let (wide, narrow) = (GuardedFloats((0..<count).map { Float($0) }), GuardedBytes(of: counters))
            kernels.moveSums(wide.pointer, narrow.numbers(UInt16.self), count: count)
            #expect(wide.values == counters.enumerated().map { Float($0) + Float($1) })
            #expect(narrow.values(UInt16.self) == Array(repeating: 0, count: count))
            expectIntact(wide)
        }
    }

    @Test(arguments: Kernels.all) func theParentLessOneChildIsTheOther(kernels: Kernels) {
        var random = RandomStream(seed: 3, purpose: "tree subtraction")
        for count in sweptLengths {
            let (parent, child) = ((0..<count).map { _ in random.normal() }, (0..<count).map { _ in random.normal() })
            let (left, right) = (GuardedBytes(of: parent), GuardedBytes(of: child))
            kernels.subtractSums(left.numbers(Double.self), right.numbers(Double.self), count: count)
            #expect(left.values(Double.self) == zip(parent, child).map { $0 - $1 })
            #expect(right.values(Double.self) == child)
            let (a, b) = (random.normals(count), random.normals(count))
            let (first, second) = (GuardedFloats(a), GuardedFloats(b))
            kernels.subtractSums(first.pointer, second.pointer, count: count)
            #expect(first.values.bits == zip(a, b).map { $0 - $1 }.bits)
            expectIntact(first, second)
        }
    }
}
