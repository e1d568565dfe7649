extension FitOptions {
    /// What every fit ends with: the end of the training time is forecast, reported to whoever calibrates, and ranked.
    ///
    /// Where nobody listens only as many forecasts are made as residual paths are kept.
    /// - Parameters:
    ///   - model: the model that has not seen what comes behind the origins.
    ///   - origins: histories within longer series.
    ///   - horizon: steps of every forecast.
    ///   - isRefitted: whether another model, trained again on everything, will answer.
    /// - Returns: `nil` when no origin has its truth behind it.
    /// - Throws: ``ForecastError`` of the model.
    package func residualPaths(
        of model: some FittedForecaster, at origins: [History], horizon: Int, isRefitted: Bool = false
    ) throws(ForecastError) -> ResidualPaths? {
        let most = validated == nil ? ResidualPathEstimator.mostPaths : nil
        let sample = try ValidationForecasts(of: model, at: origins, horizon: horizon, isRefitted: isRefitted, most: most)
        if sample.count > 0 { validated?(sample) }
        return ResidualPathEstimator(horizon: horizon).estimate(from: sample)
    }
}
