import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// What a fit takes.
@Suite(.enabled(if: allocationsAreCounted)) struct TransformerMemoryTests {
    private static let training = TrainingSet(Demand.waves(2, count: 700), seasons: [24])

    @Test(arguments: TransformerShape.Architecture.allCases, [1, 8])
    func memoryIsEstimated(architecture: TransformerShape.Architecture, patch: Int) throws {
        var shape = TransformerShape.small(layers: 3)
        shape.architecture = architecture
        try Demand.transformer(context: 240, shape: shape, patch: patch, dropout: 0.1, steps: 1)
            .expectMemoryIsEstimated(on: Self.training)
    }

    @Test(arguments: TransformerShape.Pooling.allCases, TransformerShape.Norm.allCases)
    func everyHeadIsEstimated(pooling: TransformerShape.Pooling, norm: TransformerShape.Norm) throws {
        let shape = TransformerShape.small(norm: norm, activation: .relu, positions: .rotary, pooling: pooling, layers: 2)
        try Demand.transformer(context: 200, shape: shape, patch: 2, steps: 2).expectMemoryIsEstimated(on: Self.training)
    }

    /// Attention is not quadratic in memory: four times the tokens, four times the bytes.
    @Test func memoryGrowsWithTheTokens() throws {
        func bytes(_ context: Int) throws -> Int {
            let forecaster = Demand.transformer(context: context, shape: .small(pooling: .last), patch: 1, steps: 1)
            return try peakBytes { _ = try forecaster.fit(on: Self.training, options: FitOptions(seed: 1, compute: Compute(threads: 1))) }
        }
        _ = try bytes(128)
        #expect(try Double(bytes(512)) < 4.2 * Double(bytes(128)))
    }

    @Test func theLimitIsKept() throws { try Demand.transformer(steps: 4).expectMemoryLimitIsKept(on: Self.training) }
}
