import Tensors
import TestSupport
import Testing
import Trees

/// Splits of categories and of missing values.
struct CategoryTests {
    /// Levels of the categories, in no order.
    private static let levels: [Float] = [3, -2, 0.5, 7, -5, 1, 4, -1, 9, -8, 2, 6]

    private func samples(_ categories: Int, rows: Int) -> (table: Table, targets: [Float]) {
        var random = RandomStream(seed: 1, purpose: "categories")
        // Numbers with gaps, up to more than a word of bits.
        let column = (0..<rows).map { _ in Float(random.int(below: categories) * 7) }
        return (Table([column], categorical: [0]), column.map { Self.levels[Int($0) / 7] + Float(0.1 * random.normal()) })
    }

    @Test(arguments: [2, 3, 4, 5, 8, 12]) func categoriesAreToldApart(count: Int) throws {
        let (table, targets) = samples(count, rows: 2_400)
        for objective in [BoostingObjective.squared, .quantiles(levels: [0.25, 0.5, 0.75]), .quantile(level: 0.5), .absolute] {
            let configuration = Samples.configuration(objective, rounds: 60).with { $0.learningRate = 0.3 }
            let forest = try configuration.train(table, targets).forest
            for category in 0..<count {
                let scores = forest.scores([Double(category * 7)])
                expectClose(scores[scores.count / 2], Double(Self.levels[category]), .absolute(0.12), "\(objective), category \(category)")
            }
            #expect(!forest.trees.flatMap(\.nodes).contains { !$0.isCategorical })
            // What was never seen goes right everywhere, as missing values do.
            let missing = forest.scores([.nan])
            for unseen in [1, 3, 84, 100_000, 1e12, -1, -7, .infinity] as [Double] { #expect(forest.scores([unseen]) == missing) }
        }
    }

    @Test func rareCategoriesHaveNoBin() throws {
        // 300 categories, of which 255 are kept; the rest counts as missing and goes right, in training too.
        var random = RandomStream(seed: 2, purpose: "categories")
        let column = (0..<6_000).map { Float($0 < 5_800 ? random.int(below: 200) : 200 + ($0 - 5_800) / 2) }
        let table = Table([column], categorical: [0])
        let targets = column.map { $0 < 200 ? Float(Int($0) % 5) : 30 }
        let data = BoostingData(table.features, targets: targets)
        let configuration = Samples.configuration(.squared, rounds: 40).with { ($0.categoryRows, $0.minimumRows) = (20, 5) }
        let result = try configuration.train(table, targets, validation: data)
        expectClose(
            try TreeEvaluation.loss(of: result.forest, objective: .squared, data, compute: .best), result.validationLosses[39],
            .relative(1e-12))
        #expect(result.forest.scores([299]) == result.forest.scores([.nan]))
        #expect(result.forest.scores([299])[0] > 20)
        #expect(result.validationLosses[39] < 1.5)
    }

    @Test func unseenCategoriesOfWatchedRowsGoRight() throws {
        let (table, targets) = samples(8, rows: 1_000)
        let watched = Table([[0, 7, 14, .nan, 3, 1_000_000, 56, 700]], categorical: [0])
        let data = BoostingData(watched.features, targets: [1, 2, 3, 4, 5, 6, 7, 8])
        let result = try Samples.configuration(.squared).train(table, targets, validation: data)
        expectClose(
            result.validationLosses[11], try TreeEvaluation.loss(of: result.forest, objective: .squared, data, compute: .best),
            .relative(1e-12))
        for bad in [2.5, -1, .infinity, 3e9] as [Float] {
            let wrong = Table([[0, bad]])
            #expect(throws: BoostingError.invalidCategory(row: 1, column: "x0", value: bad)) {
                try Samples.configuration(.squared).train(table, targets, validation: BoostingData(wrong.features, targets: [1, 2]))
            }
        }
    }

    @Test(arguments: [Float(-10), 0, 10]) func missingValuesLearnTheirDirection(missing: Float) throws {
        // Missing values behave as the lowest, a middle or the highest ones.
        var random = RandomStream(seed: 3, purpose: "missing")
        let x = (0..<2_000).map { _ in random.int(below: 5) == 0 ? Float.nan : Float(random.normal()) }
        // Without noise, rows would meet their quantiles exactly, and then those at them and below them have the same gradients.
        let targets = x.map { ($0.isNaN ? missing : $0 < -0.5 ? -10 : $0 > 0.5 ? 10 : 0) + 0.02 * Float(random.normal()) }
        for objective in [BoostingObjective.squared, .quantiles(levels: [0.4, 0.5, 0.6])] {
            let configuration = Samples.configuration(objective, rounds: 40, leaves: 4).with { $0.learningRate = 0.3 }
            let forest = try configuration.train(Table([x]), targets).forest
            for (value, target) in [(Double.nan, missing), (-1, -10), (0, 0), (1, 10)] {
                for score in forest.scores([value]) { expectClose(score, Double(target), .absolute(0.05), "\(objective), \(value)") }
            }
        }
    }

    @Test func aSplitMaySeparateMissingValuesAlone() throws {
        let x = (0..<400).map { $0 % 4 == 0 ? Float.nan : 1 }
        let forest = try Samples.configuration(.squared, rounds: 60).train(Table([x]), x.map { $0.isNaN ? 5 : 2 }).forest
        expectClose(forest.scores([.nan])[0], 5, .absolute(0.02))
        for known in [1, -Double.infinity, .infinity, 0] { expectClose(forest.scores([known])[0], 2, .absolute(0.02)) }
    }

    @Test(arguments: Samples.objectives) func valuesThatAreMissingOnlyLaterGoWithTheMajority(objective: BoostingObjective) throws {
        let (table, fresh) = (Samples.table(1_000, columns: 4), Samples.table(500, columns: 4, missing: 0.3, seed: 2))
        let data = BoostingData(fresh.features, targets: Samples.targets(objective, fresh, seed: 2))
        let result = try Samples.configuration(objective).train(table, Samples.targets(objective, table), validation: data)
        expectClose(
            result.validationLosses[11], try TreeEvaluation.loss(of: result.forest, objective: objective, data, compute: .best),
            .relative(1e-12))
        let tree = try #require(result.forest.trees.first)
        func rows(_ child: Int32) -> Int { child >= 0 ? tree.nodes[Int(child)].count : tree.leafCounts[Int(~child)] }
        #expect(tree.nodes.allSatisfy { $0.defaultsLeft == (rows($0.left) >= rows($0.right)) && $0.missing == .nan })
    }
}
