import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct GaussianCopulaTests {
    /// A correlation r of 2,000 draws has a deviation of (1 − r²)/√2000 ≤ 0.023; there are 190 of them.
    @Test(arguments: [0, 0.5, 0.9])
    func manyPathsShowTheirCorrelations(factor: Double) {
        let copula = GaussianCopula(ranks: decayingErrors(2000, 20, factor: factor, seed: 1), count: 2000, steps: 20)
        for a in 0..<20 {
            for b in 0..<20 {
                let expected = PortableMath.power(factor, abs(a - b))
                expectClose(copula.correlation(a, b), expected, .absolute(0.023 * 3), "steps \(a) and \(b)")
            }
        }
        #expect(copula.shrinkage > 0.5, "these correlations do decay: \(copula.shrinkage)")
    }

    /// What eight paths say about 60 steps is noise but for their common shape: shrinking leaves a fraction of the squared error.
    @Test(arguments: [8, 32])
    func fewPathsAreSmoothed(count: Int) {
        let (steps, factor) = (60, 0.9)
        var (shrunk, plain) = (0.0, 0.0)
        for seed in UInt64(0)..<5 {
            let errors = decayingErrors(count, steps, factor: factor, seed: 10 + seed)
            let copula = GaussianCopula(ranks: errors, count: count, steps: steps)
            let sample = sampleCorrelations(errors, count, steps)
            for a in 0..<steps {
                for b in 0..<a {
                    let expected = PortableMath.power(factor, a - b)
                    shrunk += (copula.correlation(a, b) - expected) * (copula.correlation(a, b) - expected)
                    plain += (sample[a * steps + b] - expected) * (sample[a * steps + b] - expected)
                }
            }
        }
        #expect(shrunk < 0.4 * plain, "squared errors \(shrunk) of \(plain)")
    }

    private func sampleCorrelations(_ errors: [Float], _ count: Int, _ steps: Int) -> [Double] {
        func product(_ a: Int, _ b: Int) -> Double {
            let (x, y) = ((0..<count).map { Double(errors[$0 * steps + a]) }, (0..<count).map { Double(errors[$0 * steps + b]) })
            let (mx, my) = (x.reduce(0, +) / Double(count), y.reduce(0, +) / Double(count))
            return zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
        }
        return (0..<steps * steps).map {
            product($0 / steps, $0 % steps) / (product($0 / steps, $0 / steps) * product($0 % steps, $0 % steps)).squareRoot()
        }
    }

    /// Steps that go together or against each other exactly have correlations without variance, so nothing is shrunk. Their means per lag are 0
    /// and −1, and the best curve that is not negative is 0.
    @Test func certainCorrelationsAreNotShrunk() {
        let copula = GaussianCopula(ranks: (0..<5).flatMap { [Float($0), Float($0 * $0), -Float($0)] }, count: 5, steps: 3)
        #expect(copula.shrinkage == 1e-3)
        for (pair, expected) in zip([(0, 1), (0, 2), (1, 2), (1, 1)], [0.999, -0.999, -0.999, 1]) {
            expectClose(copula.correlation(pair.0, pair.1), expected, .absolute(1e-6))
        }
    }

    /// Ten paths of four steps, the last with ties, worked out from the formulas with numpy, all pairs at once.
    @Test func intensityMatchesAWorkedCase() {
        let ranks: [[Float]] = [
            [8, 8, 3, 4], [4, 0, 1, 0], [7, 7, 5, 7], [0, 4, 6, 6], [1, 1, 9, 5], [2, 2, 0, 1], [5, 5, 7, 4], [9, 9, 2, 5], [6, 6, 8, 6],
            [3, 3, 4, 4],
        ]
        let copula = GaussianCopula(ranks: ranks.flatMap { $0 }, count: 10, steps: 4)
        expectClose(copula.shrinkage, 0.335_634_712_2, .relative(1e-6))
        let expected = [0.634_464_10, -0.088_132_32, 0.089_088_07, 0.157_182_46, 0.415_108_98, 0.528_728_84]
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
        expectClose(pairs.map { copula.correlation($0.0, $0.1) }, expected, .absolute(1e-6))
    }

    /// Only the order of each step's errors counts.
    @Test func marginsDoNotMatter() {
        let errors = decayingErrors(40, 12, factor: 0.7, seed: 3)
        let copula = GaussianCopula(ResidualPaths(count: 40, horizon: 12, ranks: errors))
        let stretched = errors.enumerated().map { Float(Double($0.offset % 12 + 1) * exponential(Double($0.element)) - 5) }
        #expect(copula == GaussianCopula(ranks: stretched, count: 40, steps: 12))
    }

    @Test func oneStepDependsOnItselfOnly() {
        let copula = GaussianCopula(ranks: [3, 1, 2], count: 3, steps: 1)
        #expect(copula.steps == 1 && copula.correlation(0, 0) == 1)
    }

    /// A single path has no order; nor have steps that never err.
    @Test func nothingIsLearntFromNothing() {
        for copula in [
            GaussianCopula(ranks: [1, 5, 2, 4], count: 1, steps: 4),
            GaussianCopula(ranks: [Float](repeating: 7, count: 40), count: 10, steps: 4),
            GaussianCopula(independent: 4),
        ] {
            for a in 0..<4 { for b in 0..<4 { #expect(copula.correlation(a, b) == (a == b ? 1 : 0)) } }
            #expect(copula.shrinkage == 1)
        }
    }

    /// A step that never erred has the correlations of its distance; the others keep theirs.
    @Test func aConstantStepFollowsTheOthers() {
        let steps = 12
        var errors = decayingErrors(500, steps, factor: 0.9, seed: 6)
        for path in 0..<500 { errors[path * steps + 5] = 0.5 }
        let copula = GaussianCopula(ranks: errors, count: 500, steps: steps)
        let between = copula.correlation(4, 6)
        expectClose(between, 0.81, .absolute(0.06))
        #expect(copula.correlation(4, 5) > 0.3 && copula.correlation(5, 6) > 0.3, "\(copula.correlation(4, 5)) beside \(between)")
        #expect(copula.correlation(5, 5) > 0.999_999)
    }

    /// Two or three paths cannot tell a variance: all is the curve.
    @Test(arguments: [2, 3, 4])
    func aHandfulIsEnough(count: Int) {
        let copula = GaussianCopula(ranks: decayingErrors(count, 200, factor: 0.9, seed: 7), count: count, steps: 200)
        if count < 4 {
            #expect(copula.shrinkage == 1)
            // Toeplitz: the same at the same distance.
            expectClose(copula.correlation(0, 3), copula.correlation(150, 153), .absolute(1e-5))
        }
        #expect(copula.correlation(10, 11) > copula.correlation(10, 30) && copula.correlation(10, 11) > 0.3)
    }

    @Test func archiveRoundTrip() throws {
        let copula = GaussianCopula(ranks: decayingErrors(16, 30, factor: 0.8, seed: 8), count: 16, steps: 30)
        var archive = ModelArchive()
        #expect(try GaussianCopula(archive: archive) == nil)
        copula.store(in: &archive)
        let restored = try #require(try GaussianCopula(archive: archive))
        #expect(restored == copula && restored.steps == 30)
        #expect(PathLevels(restored, seed: 3) == PathLevels(copula, seed: 3))
    }

    @Test(
        arguments: [
            ModelArchive.Tensor([Float](), shape: [0]), ModelArchive.Tensor([1, 0.6], shape: [2]),
            ModelArchive.Tensor([1, 0.6, 0.8], shape: [3, 1]),
            ModelArchive.Tensor([Int64(1)], shape: [1]), ModelArchive.Tensor([1, 0.6, 0.9], shape: [3]),
            ModelArchive.Tensor([1, 0.6, -0.8], shape: [3]),
            ModelArchive.Tensor([Float(1), 1, 0], shape: [3]), ModelArchive.Tensor([1, .nan, 0.8], shape: [3]),
            ModelArchive.Tensor([.infinity], shape: [1]),
        ])
    func brokenFactorsAreRefused(tensor: ModelArchive.Tensor) {
        let shrinkage = ModelArchive.Tensor([Float(0.5)], shape: [1])
        let archive = ModelArchive(tensors: ["gaussian_copula.factor": tensor, "gaussian_copula.shrinkage": shrinkage])
        #expect(throws: ForecastError.self) { try GaussianCopula(archive: archive) }
    }

    @Test func theShrinkageMustBeAShare() {
        let factor = ModelArchive.Tensor([1, 0.6, 0.8], shape: [3])
        #expect(throws: ForecastError.self) { try GaussianCopula(archive: ModelArchive(tensors: ["gaussian_copula.factor": factor])) }
        for wrong in [-0.1, 1.1, Float.nan] {
            let archive = ModelArchive(tensors: [
                "gaussian_copula.factor": factor, "gaussian_copula.shrinkage": ModelArchive.Tensor([wrong], shape: [1]),
            ])
            #expect(throws: ForecastError.self) { try GaussianCopula(archive: archive) }
        }
    }
}

@Suite struct DecayingCorrelationTests {
    /// Means on a curve of the grid are found again: φ = ½ is a gap of ½.
    @Test(arguments: [(0.6, 0.3), (0.8, 0), (0.2, 0.7)] as [(Double, Double)])
    func curvesAreFound(decaying: Double, constant: Double) {
        let means = (1...30).map { decaying * PortableMath.power(0.5, $0) + constant }
        let fit = DecayingCorrelation(correlations: means, pairs: (0..<30).map { 30 - $0 })
        expectClose([fit.decaying, fit.factor, fit.constant], [decaying, 0.5, constant], .absolute(1e-9))
        expectClose(fit.correlations(31), [1] + means, .absolute(1e-9))
    }

    @Test func theFitStaysAmongCorrelations() {
        let all = DecayingCorrelation(correlations: [1, 1, 1], pairs: [3, 2, 1])
        expectClose(all.correlations(4), [1, 0.999, 0.999, 0.999], .absolute(1e-9))
        let opposite = DecayingCorrelation(correlations: [-1, -0.5], pairs: [2, 1])
        #expect(opposite.correlations(3) == [1, 0, 0])
        #expect(DecayingCorrelation(correlations: [], pairs: []).correlations(1) == [1])
        #expect(DecayingCorrelation(correlations: [0.5], pairs: [0]).correlations(2) == [1, 0])
    }
}
