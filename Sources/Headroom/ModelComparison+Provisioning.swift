extension ModelComparison {
    /// Ceilings of every entry, in order, each against those of seasonal naive, if it is among them.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)` for a model without sample paths that lacks a level.
    public func ceilings(at levels: QuantileLevels = CeilingEvaluation.standardLevels) throws -> [[CeilingEvaluation.Level]] {
        let all = try entries.map { try CeilingEvaluation(of: $0.forecasts, levels: levels, grouping: grouping) }
        let naive = entries.firstIndex { $0.name == ModelRecipe.Family.seasonalNaive.rawValue }
        return all.map { $0.scores(against: naive.map { all[$0] }) }
    }

    /// Spikes that the entries announced, in order.
    /// - Parameters:
    ///   - level: quantile level of the path that announces spikes.
    ///   - activationDelay: slots from a decision to its effect.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)` for a model that lacks the level.
    public func spikes(level: Double = 0.9, activationDelay: Int = 1) throws -> [SpikeEvaluation] {
        let settings = SpikeEvaluation.Settings(
            rule: SpikeRule(season: seasons.first), level: level, activationDelay: activationDelay)
        return try entries.map { try SpikeEvaluation(of: $0.forecasts, on: set, settings: settings) }
    }
}
