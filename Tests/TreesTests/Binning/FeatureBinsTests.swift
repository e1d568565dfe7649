import Tensors
import Testing
import Trees

/// How values become bins.
struct FeatureBinsTests {
    private func bins(_ values: [Float], limit: Int) -> [Float] {
        let bins = values.sorted().withUnsafeBufferPointer { FeatureBins.numerical(sorted: $0, limit: limit) }
        guard case .numerical(let bounds) = bins else { return [] }
        #expect(bins.count == bounds.count + 2 && !bins.isCategorical)
        #expect(bounds.count < limit && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "\(bounds)")
        return bounds
    }

    /// Number of values in each bin.
    private func counts(_ values: [Float], _ bounds: [Float]) -> [Int] {
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        for value in values { counts[bounds.filter { $0 < value }.count] += 1 }
        return counts
    }

    @Test func fewValuesHaveABinEach() {
        #expect(bins([3, 1, 2, 2, 3, 3], limit: 3) == [1.5, 2.5])
        #expect(bins([3, 1, 2, 2, 3, 3], limit: 255) == [1.5, 2.5])
        #expect(bins([-0.0, 0, 1], limit: 255) == [0.5])
        #expect(bins([7, 7, 7], limit: 2) == [])
        #expect(bins([], limit: 2) == [])
        let values = (0..<255).map { Float($0 * $0) }
        #expect(counts(values, bins(values, limit: 255)) == Array(repeating: 1, count: 255))
    }

    @Test func neighboursAndInfinitiesAreKeptApart() {
        let values: [Float] = [
            -.infinity, -.greatestFiniteMagnitude, -1, (-1 as Float).nextUp, 0, .leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude, 1,
            (1 as Float).nextUp, .greatestFiniteMagnitude, .infinity,
        ]
        #expect(counts(values, bins(values, limit: 20)) == Array(repeating: 1, count: values.count))
        #expect(counts([-.infinity, .infinity], bins([-.infinity, .infinity], limit: 20)) == [1, 1])
    }

    @Test(arguments: [2, 3, 7, 16, 63, 254, 255]) func manyValuesFillBinsEvenly(limit: Int) {
        var random = RandomStream(seed: 1, purpose: "bins")
        let values = (0..<10_000).map { _ in Float(random.normal()) }
        let counts = counts(values, bins(values, limit: limit))
        #expect(counts.count == limit)
        let fair = 10_000 / limit
        #expect(counts.allSatisfy { $0 >= fair / 2 && $0 <= fair + 2 + fair / 2 }, "\(counts)")
    }

    @Test(arguments: [3, 4, 8, 40]) func heavyValuesStandAlone(limit: Int) {
        // Half of all rows are 0; the others are spread on both sides of it.
        var random = RandomStream(seed: 2, purpose: "bins")
        let values = (0..<8_000).map { $0 % 2 == 0 ? 0 : Float(random.normal()) }
        let bounds = bins(values, limit: limit)
        let counts = counts(values, bounds)
        // Few neighbours that would fill no bin may join it.
        #expect(counts.contains { $0 >= 4_000 && $0 < 4_100 }, "\(counts)")
        let others = counts.filter { $0 < 4_000 }
        #expect((others.max() ?? 0) <= 2 * 4_000 / max(1, limit - 2), "\(counts)")
    }

    @Test func anyDistributionKeepsTheLimit() {
        var random = RandomStream(seed: 3, purpose: "bins")
        for _ in 0..<300 {
            let (kinds, limit) = (1 + random.int(below: 60), 2 + random.int(below: 20))
            let values = (0..<kinds).flatMap { kind in
                Array(repeating: Float(kind), count: random.int(below: 3) == 0 ? 1 + random.int(below: 200) : 1 + random.int(below: 4))
            }
            let counts = counts(values, bins(values, limit: limit))
            #expect(counts.allSatisfy { $0 > 0 } && counts.count <= limit)
            #expect(
                counts.count == min(kinds, limit) || kinds > limit && counts.count >= limit / 2, "\(kinds) kinds, \(limit) bins: \(counts)")
        }
    }

    @Test func frequentCategoriesHaveBins() {
        #expect(FeatureBins.categorical(counts: [4: 1, 9: 5, 2: 5, 7: 3], limit: 3) == .categorical(categories: [2, 9, 7]))
        #expect(FeatureBins.categorical(counts: [:], limit: 3).count == 1)
        #expect(FeatureBins.categorical(counts: [1: 1], limit: 3).isCategorical)
    }

    @Test(arguments: [1, 3]) func columnsAreCutByThemselves(threads: Int) throws {
        let constant = [Float](repeating: 4, count: 10), missing = [Float](repeating: .nan, count: 10)
        let mixed: [Float] = [.nan, 1, 2, 1, .nan, 3, 2, 1, 1, 1]
        let table = Table([constant, missing, mixed, [5, 5, 3, 3, 3, .nan, 0, 0, 0, 0]], categorical: [3])
        let bins = try FeatureBins.choose(
            for: table.features, limit: 255, sampleRows: 1_000, seed: 1, compute: Compute(threads: threads))
        #expect(
            bins == [.numerical(bounds: []), .numerical(bounds: []), .numerical(bounds: [1.5, 2.5]), .categorical(categories: [0, 3, 5])])
    }

    @Test func aSampleDecidesAlike() throws {
        let table = Samples.table(50_000, columns: 2, steps: 20_000)
        let compute = Compute(threads: 2)
        let sampled = try FeatureBins.choose(for: table.features, limit: 16, sampleRows: 5_000, seed: 1, compute: compute)
        let (again, other) = (
            try FeatureBins.choose(for: table.features, limit: 16, sampleRows: 5_000, seed: 1, compute: compute),
            try FeatureBins.choose(for: table.features, limit: 16, sampleRows: 5_000, seed: 2, compute: compute)
        )
        #expect(sampled == again && sampled != other)
        for case .numerical(let bounds) in sampled {
            #expect(bounds.count == 15)
            // Sixteenths of a uniform distribution, from 5,000 rows: a standard error of at most 0.007.
            for (index, bound) in bounds.enumerated() { #expect(abs(bound - Float(index + 1) / 16) < 0.03) }
        }
    }
}
