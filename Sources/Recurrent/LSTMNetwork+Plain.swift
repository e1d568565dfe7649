import Forecasting

extension LSTMNetwork {
    /// The plain network that benchmarks build in every library: the values as they are, stacked layers, one linear layer to all steps
    /// and quantiles, PyTorch's initialisation. Its quantiles may cross.
    public static func plain(hidden: Int, layers: Int = 2, context: Int = 60, horizon: Int = 15) -> LSTMNetwork {
        LSTMNetwork(
            inputs: 1, futureChannels: 0, hidden: hidden, layers: layers, context: context, horizon: horizon, levels: .plain,
            headForm: .linear, forgetBias: 0)
    }
}
