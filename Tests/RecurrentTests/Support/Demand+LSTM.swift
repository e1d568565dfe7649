import Forecasting
import NetworkTestSupport
import Recurrent

extension Demand {
    /// A network and a training of a second or less.
    static func forecaster(
        horizon: Int = 6, context: Int? = 24, hidden: Int = 12, layers: Int = 1, dropout: Float = 0, levels: QuantileLevels = levels,
        transform: TargetTransform? = .identity, steps: Int = 40, round: Int = 10, patience: Int = 100, learningRate: Float = 5e-3
    ) -> LSTMForecaster {
        LSTMForecaster(
            horizon: horizon, context: context, hidden: hidden, layers: layers, dropout: dropout, levels: levels, transform: transform,
            training: TrainingConfiguration(
                steps: steps, batch: 32, learningRate: learningRate, warmup: 5, round: round, patience: patience))
    }
}

extension LSTMForecaster: NetworkForecaster {}
extension FittedLSTM: FittedNetwork {}
