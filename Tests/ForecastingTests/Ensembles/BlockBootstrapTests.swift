import Forecasting
import Tensors
import Testing
import Traces

@Suite struct BlockBootstrapTests {
    private static let ranges = [5...84, 0...2, 10...10, 100...1099]

    /// As many blocks as there are, each one of the equal stretches that its range is cut into, in order.
    @Test func blocksAreStretchesOfTheRanges() {
        for seed in 0..<50 as Range<UInt64> {
            let drawn = BlockBootstrap(seed: seed).draw(from: Self.ranges)
            #expect(drawn.count == 8 + 3 + 1 + 8)
            #expect(drawn.map(\.range) == drawn.map(\.range).sorted())
            for block in drawn {
                let range = Self.ranges[block.range]
                let size = max(1, range.count / 8)
                #expect(block.origins.count == size && range.contains(block.origins.lowerBound) && range.contains(block.origins.upperBound))
                #expect((block.origins.lowerBound - range.lowerBound) % size == 0)
            }
            #expect(BlockBootstrap(seed: seed).draw(from: Self.ranges) == drawn)
        }
        #expect(BlockBootstrap(seed: 1).draw(from: Self.ranges) != BlockBootstrap(seed: 2).draw(from: Self.ranges))
        #expect(BlockBootstrap(seed: 1).draw(from: []).isEmpty)
    }

    /// Every block is drawn once on average, and 1 − (1 − 1/n)ⁿ of them at least once.
    @Test func drawsAreWithReplacement() {
        var (found, counts) = (0, [BlockBootstrap.Block: Int]())
        for seed in 0..<2000 as Range<UInt64> {
            let drawn = BlockBootstrap(seed: seed).draw(from: Self.ranges)
            found += Set(drawn).count
            for block in drawn { counts[block, default: 0] += 1 }
        }
        #expect(counts.count == 20)
        // Four standard deviations of a binomial count of 40,000 draws at 1/20.
        for count in counts.values { #expect(abs(count - 2000) < 180) }
        #expect(abs(Double(found) / 40_000 - 0.6415) < 0.01)
    }

    private static func windows(_ bootstrap: UInt64?) throws -> TrainingWindows {
        let set = series([800, 90, 400].map { [Float](repeating: 1, count: $0) })
        return try TrainingWindows(TrainingSet(set, seasons: []), context: 10, horizon: 4, minimumHistory: 4, bootstrap: bootstrap)
    }

    /// Windows come from the drawn blocks only and from all of them, as often as they were drawn; validation is the same.
    @Test func windowsComeFromDrawnBlocks() throws {
        let (plain, drawn) = (try Self.windows(nil), try Self.windows(3))
        #expect(drawn.validation.map(\.count) == plain.validation.map(\.count))
        #expect(drawn.validation.map(\.id) == plain.validation.map(\.id))
        let ranges = plain.training.map(\.origins)
        #expect(drawn.training.map(\.origins) == ranges)
        let blocks = BlockBootstrap(seed: 3).draw(from: ranges)
        let weights = blocks.map { Double($0.origins.count) / Double(ranges[$0.range].count).squareRoot() }
        var expected: [BlockBootstrap.Block: Double] = [:]
        for (block, weight) in zip(blocks, weights) { expected[block, default: 0] += weight / weights.reduce(0, +) }
        var found: [BlockBootstrap.Block: Int] = [:]
        var random = numbers(1)
        for _ in 0..<40_000 {
            let one = drawn.sample(using: &random)
            let index = plain.training.firstIndex { $0.series.id == one.id }!
            let block = expected.keys.first { $0.range == index && $0.origins.contains(one.count) }
            found[try #require(block), default: 0] += 1
        }
        for (block, share) in expected { #expect(abs(Double(found[block] ?? 0) / 40_000 - share) < 0.012) }
    }

    /// Ages are counted from the first origin of the series, not of a block.
    @Test func agesLeaveTheirStepsBehind() throws {
        let drawn = try Self.windows(3)
        let ranges = drawn.training.map(\.origins)
        let blocks = BlockBootstrap(seed: 3).draw(from: ranges)
        var random = numbers(2)
        for _ in 0..<2000 {
            let one = drawn.sample(using: &random, age: 60)
            let index = drawn.training.firstIndex { $0.series.id == one.id }!
            // A block that ends before that gives its last origin.
            let isLast = blocks.contains { $0.range == index && $0.origins.upperBound == one.count }
            #expect(one.count >= ranges[index].lowerBound + 60 || isLast)
        }
    }

    /// Without a bootstrap the windows are those of the definition: series by the root of their number of windows, then an origin.
    @Test func windowsWithoutBootstrapStayAsTheyWere() throws {
        let plain = try Self.windows(nil)
        let weights = plain.training.map { Double($0.origins.count).squareRoot() }
        var cumulative: [Double] = []
        for weight in weights { cumulative.append((cumulative.last ?? 0) + weight) }
        var (random, expected) = (numbers(5), numbers(5))
        for draw in 0..<1000 {
            let age = [0, 7, 100][draw % 3]
            let position = expected.uniformDouble() * cumulative.last!
            let (series, origins) = plain.training[cumulative.firstIndex { $0 > position }!]
            let first = min(origins.lowerBound + age, origins.upperBound)
            let origin = first + expected.int(below: origins.upperBound - first + 1)
            let one = plain.sample(using: &random, age: age)
            #expect(one.id == series.id && one.count == origin)
        }
    }
}
