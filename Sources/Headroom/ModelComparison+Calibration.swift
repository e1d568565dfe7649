extension ModelComparison {
    /// How honest the forecasts of every entry are, in order.
    ///
    /// The probability integral transform of a series whose values are all whole numbers, not all the same, spreads a target over the
    /// numbers that would be rounded to it.
    /// - Parameter seed: of the draws of the randomised transform; all entries have the same ones.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)` for a model whose forecasts differ in their levels.
    public func calibrations(seed: UInt64 = 1) throws -> [CalibrationEvaluation] {
        let whole = set.series.filter { series in
            guard let first = series.values.first(where: { !$0.isNaN }) else { return false }
            return series.values.allSatisfy { $0.isNaN || $0 == $0.rounded() } && series.values.contains { !$0.isNaN && $0 != first }
        }
        let ids = Set(whole.map(\.id))
        return try entries.map { try CalibrationEvaluation(of: $0.forecasts, grouping: grouping, wholeNumbers: ids, seed: seed) }
    }
}
