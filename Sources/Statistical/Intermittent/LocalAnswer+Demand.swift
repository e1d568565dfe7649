import Forecasting

extension LocalAnswer {
    /// The answer of a rule for intermittent demand: the same distribution for every step. Where such rules cannot speak, zero answers, or
    /// recent quantiles where demand falls below zero.
    init(
        of demand: IntermittentDemand, _ history: ArraySlice<Float>, horizon: Int, in setting: LocalSetting,
        distribution: (IntermittentDemand) -> DiscreteDistribution
    ) {
        guard let objection = demand.objection else {
            self.init(row: distribution(demand).quantiles(setting.levels), horizon: horizon)
            return
        }
        guard demand.values.contains(where: { $0 < 0 }) else {
            self.init(constant: 0, horizon: horizon, levels: setting.levels, note: objection)
            return
        }
        self.init(values: RecentQuantiles().answers(for: [history], horizon: horizon, in: setting)[0].values, note: objection)
    }
}
