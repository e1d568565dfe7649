import Tensors
import TestSupport
import Testing
import Trees

/// Weights of rows: how many rows each of them stands for.
struct WeightTests {
    private static let objectives = Samples.objectives.filter { if case .quantiles = $0 { false } else { true } }

    private func sameSplits(_ a: Forest, _ b: Forest) -> Bool {
        a.trees.count == b.trees.count
            && zip(a.trees, b.trees).allSatisfy { one, other in
                one.nodes.map(\.feature) == other.nodes.map(\.feature) && one.nodes.map(\.threshold) == other.nodes.map(\.threshold)
            }
    }

    private func configuration(_ objective: BoostingObjective) -> BoostingConfiguration {
        Samples.configuration(objective, rounds: 6, leaves: 8).with { ($0.minimumRows, $0.minimumHessian) = (1, 0) }
    }

    @Test(arguments: Self.objectives) func wholeWeightsAreRepeatedRows(objective: BoostingObjective) throws {
        let table = Samples.table(400, columns: 3, steps: 23)
        let targets = Samples.targets(objective, table)
        var random = RandomStream(seed: 1, purpose: "weights")
        let weights = (0..<400).map { _ in Float(1 + random.int(below: 4)) }
        let repeated = (0..<400).flatMap { Array(repeating: $0, count: Int(weights[$0])) }
        let weighted = try configuration(objective).train(table, targets, weights: weights).forest
        // Ones instead of no weights: quantiles of weighted rows do not lie between rows, those of rows without weights do.
        let longer = try configuration(objective).train(
            table.picking(repeated), repeated.map { targets[$0] }, weights: repeated.map { _ in 1 }
        ).forest
        #expect(sameSplits(weighted, longer))
        for (a, b) in zip(weighted.scores(table), longer.scores(table)) { expectClose(a, b, .absolute(2e-5)) }
    }

    @Test(arguments: Self.objectives) func rowsWithoutWeightAreAsIfAbsent(objective: BoostingObjective) throws {
        let table = Samples.table(600, columns: 3, steps: 23)
        var targets = Samples.targets(objective, table)
        let kept = (0..<600).filter { $0 % 3 != 0 }
        // Absent rows would teach the contrary.
        for row in stride(from: 0, to: 600, by: 3) {
            switch objective {
            case .binary: targets[row] = 1 - targets[row]
            case .multiclass(let classes): targets[row] = Float(classes - 1) - targets[row]
            default: targets[row] = 50
            }
        }
        let weights: [Float] = (0..<600).map { $0 % 3 == 0 ? 0 : 1 }
        let with = try configuration(objective).train(table, targets, weights: weights).forest
        let without = try configuration(objective).train(table.picking(kept), kept.map { targets[$0] }, weights: kept.map { _ in 1 }).forest
        #expect(sameSplits(with, without))
        for (a, b) in zip(with.scores(table), without.scores(table)) { expectClose(a, b, .absolute(2e-5)) }
    }

    @Test(arguments: Self.objectives) func theUnitOfWeightsDoesNotMatter(objective: BoostingObjective) throws {
        let table = Samples.table(500, columns: 3)
        let targets = Samples.targets(objective, table)
        let base = Samples.configuration(objective, rounds: 5, leaves: 8).with { $0.minimumHessian = 0 }
        let one = try base.train(table, targets, weights: Array(repeating: 1, count: 500)).forest
        // A power of two changes no digit.
        let eighth = try base.train(table, targets, weights: Array(repeating: 0.125, count: 500)).forest
        #expect(sameSplits(one, eighth) && one.scores(table) == eighth.scores(table))
    }

    @Test func weightsCountInLosses() throws {
        let table = Table([[0, 0, 1, 1]])
        let forest = Forest(
            trees: [Tree(nodes: [TreeNode(feature: 0, threshold: 0.5, left: ~0, right: ~1)], leafValues: [1, 2])], featureNames: ["x0"])
        let data = BoostingData(table.features, targets: [1, 3, 2, 5], weights: [1, 2, 5, 0])
        #expect(try TreeEvaluation.loss(of: forest, objective: .squared, data, compute: .best) == 1)
        #expect(try TreeEvaluation.loss(of: forest, objective: .absolute, data, compute: .best) == 0.5)
    }
}
