import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct PathWorkspaceTests {
    private static let copula = GaussianCopula(ranks: decayingErrors(64, 60, factor: 0.8, seed: 1), count: 64, steps: 60)

    private static func wide(_ levels: [Double], seed: UInt64 = 5) -> QuantileForecast {
        var random = numbers(seed)
        return forecast(levels, (0..<60).map { _ in levels.map { _ in Float(random.normal()) }.sorted() }, lowerBound: -1)
    }

    /// All instructions give the same bits, which are those of the paths themselves.
    @Test(arguments: [QuantileLevels.standard.values, [0.1, 0.5, 0.9], (1...30).map { Double($0) / 31 }], [1, 16, 200])
    func resultsAreThoseOfThePaths(levels: [Double], count: Int) throws {
        let draws = PathDraws(PathLevels(Self.copula, count: count), at: try QuantileLevels(levels))
        let one = Self.wide(levels)
        let paths = SamplePaths(one, draws: draws)
        for instructionSet in InstructionSet.supported {
            let kernels = Kernels(instructionSet)
            #expect(draws.paths(of: one, kernels: kernels) == paths.values)
            var work = PathWorkspace(for: draws, kernels: kernels)
            for window in [0..<60, 0..<1, 7..<31, 59..<60] {
                let (maximum, sum) = (paths.maximum(over: window), paths.sum(over: window))
                work.findMaximum(of: one, draws, over: window)
                #expect(Array(work.samples) == maximum.samples && work.window == window, "\(instructionSet)")
                #expect(work.quantile(0.9) == maximum.quantile(0.9) && work.mean == maximum.mean)
                #expect(work.probability(above: 1) == maximum.probability(above: 1))
                work.findSum(of: one, draws, over: window)
                #expect(Array(work.samples) == sum.samples, "\(instructionSet)")
                let passed = work.findCrossings(of: 1, by: one, draws, over: window)
                let times = CrossingTimes(window: window, threshold: 1, passed: passed.map { Int($0) })
                #expect(times == paths.crossingTimes(of: 1, over: window), "\(instructionSet)")
            }
        }
    }

    @Test(.enabled(if: allocationsAreCounted)) func nothingIsAllocated() {
        let draws = PathDraws(PathLevels(Self.copula))
        let one = Self.wide(QuantileLevels.standard.values)
        for instructionSet in InstructionSet.supported {
            var work = PathWorkspace(for: draws, kernels: Kernels(instructionSet))
            var sum: Float = 0
            let count = allocations {
                work.findMaximum(of: one, draws)
                sum += work.quantile(0.9) + work.samples[3] + Float(work.mean) + Float(work.probability(above: 1))
                work.findSum(of: one, draws, over: 3..<9)
                sum += work.quantile(0.5)
                sum += Float(work.findCrossings(of: 1, by: one, draws)[0])
            }
            #expect(count == 0 && sum.isFinite, "\(instructionSet)")
        }
    }
}
