import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// What a fit takes.
@Suite(.enabled(if: allocationsAreCounted)) struct MLPMemoryTests {
    private static let training = TrainingSet(Demand.waves(2, count: 700), seasons: [24])

    @Test(arguments: [DirectQuantileHead.Form.linear, .conditioned], [1, 3])
    func memoryIsEstimated(head: DirectQuantileHead.Form, layers: Int) throws {
        for refit in [0, 1.0] {
            try Demand.mlp(
                horizon: 60, context: 240, hidden: 192, layers: layers, dropout: 0.1, head: head, levels: .standard, refit: refit, steps: 2
            ).expectMemoryIsEstimated(on: Self.training)
        }
    }

    @Test func theLimitIsKept() throws { try Demand.mlp(steps: 4).expectMemoryLimitIsKept(on: Self.training) }
}
