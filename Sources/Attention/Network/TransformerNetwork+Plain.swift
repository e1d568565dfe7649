import Forecasting
import Tensors

extension TransformerNetwork {
    /// The plain network that benchmarks build in every library: 96 values, two layers of width 64 with 4 heads and normalisation behind,
    /// one linear layer from all tokens to 24 steps and quantiles. Its quantiles may cross.
    /// - Parameters:
    ///   - patch: 8 for 12 tokens, 1 for 96.
    ///   - context: input steps.
    ///   - horizon: steps of a forecast.
    ///   - products: how numbers are multiplied in training.
    public static func plain(
        patch: Int, context: Int = 96, horizon: Int = 24, products: WeightPrecision = .float32
    ) throws(ForecastError) -> TransformerNetwork {
        var shape = TransformerShape()
        (shape.patch, shape.stride, shape.norm, shape.activation, shape.pooling) = (patch, patch, .after, .relu, .flatten)
        return try TransformerNetwork(
            shape, inputs: 1, futureChannels: 0, context: context, horizon: horizon, levels: .plain, headForm: .linear,
            products: products)
    }
}
