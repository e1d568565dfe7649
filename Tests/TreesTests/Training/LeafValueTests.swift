import Tensors
import TestSupport
import Testing
import Trees

#if canImport(Glibc)
    import Glibc
#endif

/// Leaves of single splits, computed by hand.
struct LeafValueTests {
    /// Ten rows on the left, twenty on the right, and one round at full rate.
    private static let table = Table([Array(repeating: 0, count: 10) + Array(repeating: 1, count: 20)])
    private static let targets: [Float] = (0..<30).map { Float($0 < 10 ? $0 % 3 : 3 + $0 % 4) }

    private func leaves(
        _ objective: BoostingObjective, _ targets: [Float] = targets, weights: [Float]? = nil,
        _ change: (inout BoostingConfiguration) -> Void = { _ in }
    ) throws -> (left: [Double], right: [Double]) {
        let configuration = Samples.configuration(objective, rounds: 1).with {
            ($0.minimumRows, $0.learningRate) = (1, 1)
            change(&$0)
        }
        let forest = try configuration.train(Self.table, targets, weights: weights).forest
        #expect(forest.trees.allSatisfy { $0.leafCount == 2 })
        return (forest.scores([0]), forest.scores([1]))
    }

    private func mean(_ range: Range<Int>) -> Double { range.reduce(0) { $0 + Double(Self.targets[$1]) } / Double(range.count) }

    @Test func squaredErrorTakesMeans() throws {
        let (left, right) = try leaves(.squared)
        expectClose(left[0], mean(0..<10), .relative(1e-6))
        expectClose(right[0], mean(10..<30), .relative(1e-6))
        // Penalties: G = n (start − mean), shrunk by l1, over n + l2.
        let start = mean(0..<30)
        let penalised = try leaves(.squared) { ($0.l1, $0.l2) = (2, 5) }
        expectClose(penalised.left[0], start - (10 * (start - mean(0..<10)) - 2) / 15, .relative(1e-6))
        expectClose(penalised.right[0], start - (20 * (start - mean(10..<30)) + 2) / 25, .relative(1e-6))
        let slow = try leaves(.squared) { $0.learningRate = 0.25 }
        expectClose(slow.left[0], start + 0.25 * (mean(0..<10) - start), .relative(1e-6))
    }

    @Test func medianAndQuantilesInterpolate() throws {
        // Left: 0 1 2 0 1 2 0 1 2 0; right: 5 6 3 4 and so on.
        let (left, right) = try leaves(.absolute)
        #expect(left == [1] && right == [4.5])
        let high = try leaves(.quantile(level: 0.9))
        #expect(high.left == [2] && high.right == [6])
        let all = try leaves(.quantiles(levels: [0.1, 0.5, 0.9]))
        expectClose(all.left, [0, 1, 2], .absolute(1e-6))
        expectClose(all.right, [3, 4.5, 6], .absolute(1e-6))
        // With weights: the smallest value at which the share of the weight is reached.
        let weights: [Float] = Self.targets.map { $0 == 2 || $0 == 6 ? 10 : 1 }
        let heavy = try leaves(.absolute, weights: weights)
        #expect(heavy.left == [2] && heavy.right == [6])
    }

    @Test func huberClipsResiduals() throws {
        let (left, right) = try leaves(.huber(delta: 1))
        let start = mean(0..<30)
        func step(_ range: Range<Int>) -> Double {
            range.reduce(0) { $0 - min(max(start - Double(Self.targets[$1]), -1), 1) } / Double(range.count)
        }
        expectClose(left[0], start + step(0..<10), .relative(1e-6))
        expectClose(right[0], start + step(10..<30), .relative(1e-6))
    }

    @Test func poissonAndTweedieTakeNewtonSteps() throws {
        let mu = mean(0..<30)
        let (left, right) = try leaves(.poisson)
        expectClose(left[0], log(mu) + (mean(0..<10) - mu) / mu, .relative(1e-6))
        expectClose(right[0], log(mu) + (mean(10..<30) - mu) / mu, .relative(1e-6))
        let p = 1.3
        let tweedie = try leaves(.tweedie(power: p))
        func step(_ y: Double) -> Double {
            (y * pow(mu, 1 - p) - pow(mu, 2 - p)) / ((2 - p) * pow(mu, 2 - p) - (1 - p) * y * pow(mu, 1 - p))
        }
        expectClose(tweedie.left[0], log(mu) + step(mean(0..<10)), .relative(1e-6))
        expectClose(tweedie.right[0], log(mu) + step(mean(10..<30)), .relative(1e-6))
    }

    @Test func classesTakeNewtonSteps() throws {
        let targets = Self.targets.indices.map { Float($0 < 10 ? ($0 < 3 ? 1 : 0) : ($0 < 25 ? 1 : 0)) }
        let p = 18.0 / 30
        let (left, right) = try leaves(.binary, targets)
        expectClose(left[0], log(p / (1 - p)) + (0.3 - p) / (p * (1 - p)), .relative(1e-6))
        expectClose(right[0], log(p / (1 - p)) + (0.75 - p) / (p * (1 - p)), .relative(1e-6))

        let classes = Self.targets.indices.map { Float($0 < 10 ? $0 % 2 : $0 < 15 ? 1 : 2) }
        let several = try leaves(.multiclass(classes: 3), classes)
        // Shares of the classes at all, on the left, on the right; hessians are p (1 − p) K / (K − 1).
        for (k, (all, left, right)) in [(5 / 30.0, 0.5, 0.0), (10 / 30.0, 0.5, 0.25), (15 / 30.0, 0.0, 0.75)].enumerated() {
            expectClose(several.left[k], log(all) + (left - all) / (1.5 * all * (1 - all)), .absolute(1e-5))
            expectClose(several.right[k], log(all) + (right - all) / (1.5 * all * (1 - all)), .absolute(1e-5))
        }
    }

    @Test func gainsAreTwiceTheFallOfTheLoss() throws {
        let tree = try Samples.configuration(.squared, rounds: 1).with { ($0.minimumRows, $0.learningRate) = (1, 1) }
            .train(Self.table, Self.targets).forest.trees[0]
        let (start, a, b) = (mean(0..<30), mean(0..<10), mean(10..<30))
        expectClose(tree.nodes[0].gain, 10 * (start - a) * (start - a) + 20 * (start - b) * (start - b), .relative(1e-5))
        #expect(tree.nodes[0].count == 30 && tree.nodes[0].weight == 30 && tree.leafWeights == [10, 20] && tree.shrinkage == 1)
        let none = try Samples.configuration(.squared, rounds: 3).with { $0.minimumGain = tree.nodes[0].gain + 1 }
            .train(Self.table, Self.targets).forest
        #expect(none.trees.count == 1 && none.trees[0].leafCount == 1)
        expectClose(none.scores([0])[0], start, .relative(1e-7))
    }

    @Test func poissonKeepsItsHeadWithHeavyTails() throws {
        // Rates over five decades: full Newton steps of a leaf with a hundred times the mean would overflow.
        let table = Samples.table(2_000, columns: 3, steps: 50)
        let targets = (0..<2_000).map { Float(exp(11 * Double(table.columns[0][$0]) - 2).rounded()) }
        let data = BoostingData(table.features, targets: targets)
        for objective in [BoostingObjective.poisson, .tweedie(power: 1.5)] {
            let losses = try Samples.configuration(objective, rounds: 60).train(table, targets, validation: data).validationLosses
            #expect(losses[59] < losses[0])
            #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 + 1e-3 * abs($0) }, "\(objective): \(losses.prefix(20))")
        }
    }
}
