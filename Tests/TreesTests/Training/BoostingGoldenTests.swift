import TestSupport
import Testing
import Trees

/// Forests grown from the same rows with the same settings as LightGBM's: the same scores where definitions agree.
struct BoostingGoldenTests {
    private struct Case {
        let name: String
        let objective: BoostingObjective
        var columns = [0, 1, 2, 3]
        var change: @Sendable (inout BoostingConfiguration) -> Void = { _ in }
    }

    private static let cases: [Case] = [
        Case(name: "squared", objective: .squared),
        Case(name: "penalised", objective: .squared) { ($0.l1, $0.l2, $0.maximumDepth) = (2, 5, 3) },
        // LightGBM takes rows for minimum rows that it has not counted, but estimated by hessians: these cases have a minimum hessian instead.
        Case(name: "binary", objective: .binary, change: unequal), Case(name: "poisson", objective: .poisson, change: unequal),
        Case(name: "tweedie", objective: .tweedie(power: 1.4), change: unequal),
        Case(name: "multiclass", objective: .multiclass(classes: 3), change: unequal),
        Case(name: "few-categories", objective: .squared, columns: [0, 1, 4]),
        Case(name: "many-categories", objective: .squared, columns: [0, 1, 5]) {
            ($0.categoryL2, $0.categorySmoothing, $0.categoryRows) = (0, 1, 1)
        },
        Case(name: "monotone-stumps", objective: .squared) { ($0.monotone, $0.maximumDepth) = ([1, -1, -1, 0], 1) },
    ]

    private static let unequal: @Sendable (inout BoostingConfiguration) -> Void = { ($0.minimumRows, $0.minimumHessian) = (1, 4) }

    private func forest(_ one: Case, _ golden: GoldenFile) throws -> (forest: Forest, table: Table, targets: [Float]) {
        let (rows, targets) = (try golden.floats("rows"), try golden.floats("\(one.name).targets").values)
        let width = rows.shape[1]
        let table = Table(
            one.columns.map { column in targets.indices.map { rows.values[$0 * width + column] } },
            categorical: Set(one.columns.indices.filter { one.columns[$0] >= 4 }))
        let configuration = BoostingConfiguration(objective: one.objective).with {
            $0.rounds = 10
            ($0.leaves, $0.learningRate, $0.minimumRows, $0.minimumHessian) = (8, 0.2, 10, 1e-3)
            one.change(&$0)
        }
        return (try configuration.train(table, targets).forest, table, targets)
    }

    @Test(arguments: Self.cases.indices) func scoresAreLightGBMs(index: Int) throws {
        let golden = try GoldenFile(named: "boosting")
        let one = Self.cases[index]
        let (forest, table, _) = try forest(one, golden)
        let expected = try golden.doubles("\(one.name).scores").values
        let found = forest.scores(table).flatMap { $0 }
        // Both take float32 gradients; sums of ours are float32 within a bin, which leaves 1e-7 of the largest gradients in a leaf.
        let scale = expected.reduce(0) { max($0, abs($1)) }
        expectClose(found, expected, .absolute(1e-5 * scale), one.name)
    }

    @Test func boundedLeavesAreWorthLess() throws {
        // What a split of a leaf under bounds gains is counted from what the leaf is worth within them; LightGBM counts from what it would be
        // worth without, so that its trees split such leaves later. (A plain grower has LightGBM's scores with its rule, ours with ours.)
        let golden = try GoldenFile(named: "boosting")
        let one = Case(name: "monotone", objective: .squared) { $0.monotone = [1, -1, -1, 0] }
        let (forest, table, targets) = try forest(one, golden)
        let (found, theirs) = (forest.means(table), try golden.doubles("monotone.scores").values)
        expectClose(rootMeanSquare(found, targets), rootMeanSquare(theirs, targets), .relative(0.01))
        expectClose(found, theirs, .absolute(0.05))
    }

    @Test func quantilesAreDefinedOtherwise() throws {
        // LightGBM's leaves hold the value at place (1 − τ) n from above, ours type 7 of Hyndman & Fan, and targets that equal their
        // scores count half: trees grow apart, losses do not.
        let golden = try GoldenFile(named: "boosting")
        let (forest, table, targets) = try forest(Case(name: "quantile", objective: .quantile(level: 0.9)), golden)
        func loss(_ scores: [Double]) -> Double {
            zip(scores, targets).reduce(0) { $0 + max(0.9 * (Double($1.1) - $1.0), 0.1 * ($1.0 - Double($1.1))) } / Double(targets.count)
        }
        expectClose(loss(forest.means(table)), loss(try golden.doubles("quantile.scores").values), .relative(0.05))
    }
}
