import Forecasting

extension LocalAnswer {
    /// The answer of a rule for intermittent demand: the same distribution for every step. Where such rules cannot speak, zero answers, or
    /// recent quantiles where demand falls below zero.
    static func demand(
        _ demand: IntermittentDemand, _ history: ArraySlice<Float>, horizon: Int, in setting: LocalSetting,
        distribution: (IntermittentDemand) -> DiscreteDistribution
    ) -> LocalAnswer {
        guard let objection = demand.objection else {
            return .row(distribution(demand).quantiles(setting.levels), horizon: horizon)
        }
        guard demand.values.contains(where: { $0 < 0 }) else {
            return .constant(0, horizon: horizon, in: setting, note: objection)
        }
        return LocalAnswer(values: RecentQuantiles().answers(for: [history], horizon: horizon, in: setting)[0].values, note: objection)
    }
}
