import Tensors
import TestSupport
import Testing
import Trees

/// Monotone constraints.
struct MonotoneTests {
    private static let objectives = Samples.objectives.filter { if case .multiclass = $0 { false } else { true } }

    /// Raw sums while a column sweeps its range and beyond, the rest of a row as it is.
    private func sweep(_ forest: Forest, _ row: [Double], _ column: Int) -> [[Double]] {
        stride(from: -0.1, through: 1.1, by: 0.01).map { value in
            var row = row
            row[column] = value
            return forest.scores(row)
        }
    }

    @Test(arguments: Self.objectives, [false, true])
    func predictionsKeepTheDirection(objective: BoostingObjective, isWeighted: Bool) throws {
        let table = Samples.table(1_500, columns: 4, missing: 0.1)
        let targets = Samples.targets(objective, table)
        // The wave of column 0 rises and falls, column 1 rises, column 2 falls.
        for (monotone, quantised) in [([1, -1, -1, 0], false), ([-1, 1, 0, 1], false), ([1, 1, 1, 1], true)] {
            var configuration = Samples.configuration(objective, rounds: 15, leaves: 20).with {
                ($0.monotone, $0.minimumRows, $0.learningRate) = (monotone, 5, 0.3)
            }
            if quantised {
                if case .quantiles = objective { continue }
                configuration.gradientBins = 16
            }
            let weights = (0..<table.rows).map { Float(1 + $0 % 3) }
            let forest = try configuration.train(table, targets, weights: isWeighted ? weights : nil).forest
            for row in stride(from: 0, to: table.rows, by: 37) {
                for column in 0..<4 where monotone[column] != 0 {
                    let swept = sweep(forest, table.row(row), column)
                    for (a, b) in zip(swept, swept.dropFirst()) {
                        #expect(zip(a, b).allSatisfy { Double(monotone[column]) * ($1 - $0) >= 0 }, "column \(column) of row \(row)")
                    }
                }
            }
        }
    }

    @Test(arguments: Self.objectives) func constraintsLeaveTheRestToLearn(objective: BoostingObjective) throws {
        // Column 1 rises strongly but must not: it says nothing, and column 0 still everything.
        let table = Samples.table(2_000, columns: 2)
        let wave = Samples.table(2_000, columns: 1, seed: 5)
        let mixed = Table([table.columns[0], wave.columns[0]])
        let targets = Samples.targets(objective, mixed, noise: 0.1)
        let data = BoostingData(mixed.features, targets: targets)
        func loss(_ table: Table, _ monotone: [Int]) throws -> (first: Double, last: Double) {
            let losses = try Samples.configuration(objective, rounds: 40).with { $0.monotone = monotone }
                .train(table, targets, validation: BoostingData(table.features, targets: data.targets)).validationLosses
            return (losses[0], losses[losses.count - 1])
        }
        let constrained = try loss(mixed, [0, -1])
        let alone = try loss(Table([mixed.columns[0]]), [])
        // As much as the free column alone would bring, but for little.
        #expect(constrained.first - constrained.last > 0.8 * (alone.first - alone.last), "\(constrained), alone \(alone)")
    }

    @Test func aConstraintThatHoldsAnywayCostsLittle() throws {
        let table = Samples.table(2_000, columns: 2)
        let targets = (0..<2_000).map { table.columns[0][$0] * 3 + (table.columns[1][$0] > 0.5 ? 1 : 0) }
        for objective in [BoostingObjective.squared, .quantile(level: 0.5), .quantiles(levels: [0.3, 0.5, 0.7])] {
            let base = Samples.configuration(objective, rounds: 60)
            let data = BoostingData(table.features, targets: targets)
            let free = try base.train(table, targets, validation: data).validationLosses[59]
            let constrained = try base.with { $0.monotone = [1, 1] }.train(table, targets, validation: data).validationLosses[59]
            #expect(constrained < 2 * free + 0.01, "\(objective): \(constrained), free \(free)")
        }
    }
}
