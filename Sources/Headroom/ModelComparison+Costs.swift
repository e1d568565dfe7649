extension ModelComparison {
    /// What holding the quantile that prices ask for would have cost with every entry, in order.
    /// - Parameters:
    ///   - prices: of a unit unused for a step, a unit missing for a step, and a resize.
    ///   - window: steps for which an allocation is held.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)` for a model that lacks the quantile.
    public func costs(prices: ProvisioningPrices, window: Int = 1) throws -> [CostEvaluation] {
        let settings = costSettings(prices: prices, window: window)
        return try entries.map { try CostEvaluation(of: $0.forecasts, on: set, settings: settings) }
    }

    /// How each metric of provisioning relates to the errors of the median, over the entries and series; see `RelationStudy`.
    ///
    /// Ceilings are scored at those of the standard levels that every entry has.
    /// - Parameters:
    ///   - prices: as in ``costs(prices:window:)``.
    ///   - window: as there.
    ///   - spikeLevel: quantile level that announces spikes.
    ///   - activationDelay: steps from a decision to its effect.
    /// - Returns: the study, and every score that it is made of.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)` for a model that lacks a quantile.
    public func relationStudy(
        prices: ProvisioningPrices, window: Int = 1, spikeLevel: Double = 0.9, activationDelay: Int = 1
    ) throws -> (study: RelationStudy, scores: StudyScores) {
        let levels = CeilingEvaluation.standardLevels.values.filter { level in
            entries.allSatisfy { $0.forecasts.allSatisfy { $0.ceiling != nil || $0.forecast.levels.covers(level) } }
        }
        let settings = SeriesScores.Settings(
            cost: costSettings(prices: prices, window: window),
            spikes: SpikeEvaluation.Settings(
                rule: SpikeRule(season: seasons.first), level: spikeLevel, activationDelay: activationDelay),
            ceilings: try QuantileLevels(levels))
        let byModel = try entries.map { try SeriesScores.all(of: $0.forecasts, on: set, settings: settings) }
        let series = byModel.first?.map(\.series) ?? []
        let scores = StudyScores(
            series: series, models: entries.map(\.name), metrics: SeriesScores.metrics(ceilings: settings.ceilings),
            values: series.indices.map { index in byModel.map { $0[index].values } })
        return (RelationStudy(scores: scores.values, models: scores.models, metrics: scores.metrics), scores)
    }

    private func costSettings(prices: ProvisioningPrices, window: Int) -> CostEvaluation.Settings {
        CostEvaluation.Settings(
            prices: prices, window: window, season: seasons.first ?? 1, stepSeconds: set.series.first?.axis.stepSeconds)
    }
}
