/// A model whose forecasts can be made with dropout as in its training: every pass is the forecast of another, thinner network.
public protocol DropoutForecaster: FittedForecaster {
    /// Whether anything was dropped in its training.
    var isTrainedWithDropout: Bool { get }

    /// Mixtures of the forecasts of several passes with dropout (Gal & Ghahramani, "Dropout as a Bayesian approximation", ICML 2016).
    ///
    /// Masks come from streams of (seed, pass, window), where a window is a series and the time of its last known value: they depend
    /// neither on what else is forecast nor on threads.
    /// - Parameters:
    ///   - histories: as for a forecast.
    ///   - horizon: steps.
    ///   - passes: forecasts of every history, at least 1.
    ///   - seed: of the masks.
    /// - Throws: ``ForecastError`` as a forecast does.
    func dropoutForecasts(
        from histories: [History], horizon: Int, passes: Int, seed: UInt64
    ) throws(ForecastError) -> [QuantileForecast]
}
