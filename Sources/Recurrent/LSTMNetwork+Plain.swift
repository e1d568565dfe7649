import Forecasting

extension LSTMNetwork {
    /// Levels of the plain network.
    public static let plainLevels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// The plain network that benchmarks build in every library: the values as they are, stacked layers, one linear layer to all steps
    /// and quantiles, PyTorch's initialisation. Its quantiles may cross.
    public static func plain(hidden: Int, layers: Int = 2, context: Int = 60, horizon: Int = 15) -> LSTMNetwork {
        LSTMNetwork(
            inputs: 1, futureChannels: 0, hidden: hidden, layers: layers, context: context, horizon: horizon, levels: plainLevels,
            headForm: .linear, forgetBias: 0)
    }
}
