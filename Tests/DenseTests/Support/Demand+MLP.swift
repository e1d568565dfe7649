import Dense
import Forecasting
import NetworkTestSupport

extension Demand {
    /// A network and a training of a second or less.
    static func mlp(
        horizon: Int = 6, context: Int? = 24, hidden: Int = 16, layers: Int = 2, dropout: Float = 0,
        head: DirectQuantileHead.Form = .linear, levels: QuantileLevels = levels, transform: TargetTransform? = .identity,
        scaling: WindowScaling = .local, refit: Double = 0, steps: Int = 40, round: Int = 10, patience: Int = 100,
        learningRate: Float = 3e-3
    ) -> MLPForecaster {
        MLPForecaster(
            horizon: horizon, context: context, hidden: hidden, layers: layers, dropout: dropout, head: head, levels: levels,
            transform: transform, scaling: scaling, refit: refit,
            training: TrainingConfiguration(
                steps: steps, batch: 32, learningRate: learningRate, warmup: 5, round: round, patience: patience))
    }
}

extension MLPForecaster: NetworkForecaster {}
extension FittedMLP: FittedNetwork {}
