import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// Training with products of BF16 numbers.
@Suite struct TransformerProductsTests {
    private static let canMultiply = Kernels.best.multipliesPairs

    /// The same windows, steps and start: as much is learnt, by other roundings on the way.
    @Test(.enabled(if: canMultiply, "needs avx512bf16"), arguments: [8, 1])
    func lessPreciseProductsLearnTheSame(patch: Int) throws {
        func windows(_ count: Int, _ purpose: String) -> [[Float]] {
            (0..<count).map { index in
                var random = RandomStream(seed: 5, purpose: purpose, index: UInt64(index))
                let phase = 2 * random.uniform()
                // A triangle wave of 12.5 steps.
                return (0..<40).map {
                    4 * abs((phase + Float($0) * 0.16).truncatingRemainder(dividingBy: 2) - 1) - 2 + 0.2 * Float(random.normal())
                }
            }
        }
        let (training, test) = (windows(64, "learn"), windows(256, "test"))
        func train(_ products: WeightPrecision) throws -> (first: Double, loss: Double) {
            let network = try TransformerNetwork.plain(patch: patch, context: 32, horizon: 8, products: products)
            let plain = PlainTraining(network, batch: 64, compute: .best, seed: 2)
            plain.fill(with: training)
            let first = plain.step(learningRate: 2e-3)
            for _ in 0..<150 { _ = plain.step(learningRate: 2e-3) }
            return (first, plain.evaluate(test).loss)
        }
        let (exact, rounded) = (try train(.float32), try train(.bfloat16))
        #expect(exact.first != rounded.first, "nothing was rounded")
        #expect(abs(rounded.first / exact.first - 1) < 0.01)
        #expect(exact.loss < 0.6 * exact.first, "nothing was learnt")
        #expect(rounded.loss < 1.15 * exact.loss, "\(rounded.loss) with BF16, \(exact.loss) without")
    }

    /// The number of threads changes nothing, and the file remembers how it was trained.
    @Test(.enabled(if: canMultiply, "needs avx512bf16")) func bitsDoNotDependOnThreads() throws {
        let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])
        var forecaster = Demand.transformer(dropout: 0.1)
        forecaster.products = .bfloat16
        let fits = try [1, 2].map { try forecaster.fit(on: set, options: FitOptions(seed: 1, compute: Compute(threads: $0))) }
        #expect(fits[0].parameters.map(\.bitPattern) == fits[1].parameters.map(\.bitPattern))
        let exact = try Demand.transformer(dropout: 0.1).fit(on: set, options: FitOptions(seed: 1))
        #expect(fits[0].parameters != exact.parameters)
        let restored = try FittedTransformer(archive: fits[0].archive(), compute: .best)
        #expect(restored.configuration.products == .bfloat16)
    }

    @Test(.enabled(if: InstructionSet.avx2.isSupported, "needs avx2")) func kernelsWithoutSuchProductsRefuse() {
        var forecaster = Demand.transformer()
        forecaster.products = .bfloat16
        let compute = Compute(instructionSet: .avx2, threads: 1)
        #expect(throws: ForecastError.self) {
            try forecaster.fit(on: TrainingSet(Demand.waves(4, count: 300), seasons: [24]), options: FitOptions(seed: 1, compute: compute))
        }
    }
}
