/// Which histories a model answers, whatever its family.
extension WindowSchema {
    /// What answers for histories that are too short.
    package func ladder(_ levels: QuantileLevels) -> NaiveLadder {
        NaiveLadder(levels: levels, seasons: seasons, lowerBound: quantity.lowerBound)
    }

    /// Whether a window can be made: enough values, something known among those that location and scale come from, and a unit.
    package func isLong(_ history: History) -> Bool {
        usableOrigins.allow(history, minimum: minimumHistory)
    }

    /// Which origins windows can be made at.
    package var usableOrigins: UsableOrigins {
        UsableOrigins(knownSpan: scaleSpan, unitSpan: quantity.kind == .count || scaling == .none ? nil : reach)
    }

    /// Checks that the model was trained for so many steps.
    package func checkHorizon(_ horizon: Int) throws(ForecastError) {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard horizon <= self.horizon else { throw ForecastError.horizonTooLong(requested: horizon, trained: self.horizon) }
    }

    /// Checks that a history has the step and the covariates of the training.
    package func check(_ history: History) throws(ForecastError) {
        let found = history.series.axis
        guard found.kind == axis.kind, found.step == axis.step else {
            throw ForecastError.stepMismatch(series: history.id, expectedSeconds: axis.stepSeconds, foundSeconds: found.stepSeconds)
        }
        try covariates.check(history.series)
    }
}
