import Attention
import Forecasting
import NetworkTestSupport

extension Demand {
    /// A network and a training of a second or less.
    static func transformer(
        horizon: Int = 6, context: Int? = 24, shape: TransformerShape = .small(), patch: Int? = 4, dropout: Float = 0,
        depthDropout: Float = 0, levels: QuantileLevels = levels, transform: TargetTransform? = .identity, steps: Int = 40, round: Int = 10,
        patience: Int = 100, learningRate: Float = 3e-3
    ) -> TransformerForecaster {
        TransformerForecaster(
            horizon: horizon, context: context, shape: shape, patch: patch, dropout: dropout, depthDropout: depthDropout, levels: levels,
            transform: transform,
            training: TrainingConfiguration(
                steps: steps, batch: 32, learningRate: learningRate, warmup: 5, round: round, patience: patience))
    }
}

extension TransformerForecaster: NetworkForecaster {}
extension FittedTransformer: FittedNetwork {}
