extension ValidationForecasts {
    /// The validation forecasts of an ensemble: those of its members, pooled as forecasts are.
    /// - Parameters:
    ///   - samples: one of every member, of the same origins.
    ///   - pool: how forecasts become one.
    ///   - weights: how much each member counts; `nil` for all alike.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` where members were validated at different origins.
    public static func pooled(
        _ samples: [ValidationForecasts], by pool: EnsemblePool, weights: MemberWeights? = nil
    ) throws(ForecastError) -> ValidationForecasts {
        guard let first = samples.first else { throw ForecastError.invalidConfiguration("an ensemble has members") }
        for sample in samples.dropFirst() {
            let agree =
                sample.count == first.count && sample.isRefitted == first.isRefitted
                && zip(sample.origins, first.origins).allSatisfy { $0.id == $1.id && $0.count == $1.count && $0.origin == $1.origin }
            guard agree else {
                throw ForecastError.invalidConfiguration(
                    "the members of an ensemble were validated at different origins; fit them on the same histories with the same context")
            }
        }
        var index = 0
        return try first.map { (_, _) throws(ForecastError) in
            defer { index += 1 }
            return pool.pooled(samples.map { $0.forecasts[index] }, weights: weights)
        }
    }
}
