import Forecasting

extension LocalAnswer {
    /// The same quantiles for every step.
    ///
    /// - Parameters:
    ///   - row: quantiles of one step, `[Q]`.
    ///   - horizon: steps, at least 1.
    ///   - note: why a simpler rule answered, if so.
    init(row: [Float], horizon: Int, note: String? = nil) {
        var values: [Float] = []
        values.reserveCapacity(horizon * row.count)
        for _ in 0..<horizon { values += row }
        self.init(values: values, note: note)
    }

    /// The same value at every step and level.
    init(constant: Float, horizon: Int, levels: QuantileLevels, note: String? = nil) {
        self.init(values: [Float](repeating: constant, count: horizon * levels.count), note: note)
    }
}
