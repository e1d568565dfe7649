/// The scale of a series: how far one season is from the next.
public enum SeasonalError {
    /// Seasonal error `e_s = mean |y_t − y_{t−s}|` of a history, pairs with a missing value (NaN) left out.
    ///
    /// Season `s` in steps; 1 where there is none. `nil` when there is no pair, and when e is not above `floor · mean |y|`: a series that
    /// repeats itself exactly (or almost, with a floor) has no scale, and dividing by it would let it decide every average. Such series are
    /// left out of scaled scores and counted.
    ///
    /// Hyndman & Koehler, "Another look at measures of forecast accuracy", International Journal of Forecasting 22(4), 2006.
    /// - Precondition: `season ≥ 1`, `floor ≥ 0`.
    public static func of(_ history: ArraySlice<Float>, season: Int, floor: Double = 0) -> Double? {
        precondition(season >= 1 && floor >= 0, "a seasonal error needs a season of at least 1, found \(season)")
        return history.withUnsafeBufferPointer { y in
            guard y.count > season else { return nil }
            var (sum, pairs, size, known) = (0.0, 0, 0.0, 0)
            for t in 0..<y.count where !y[t].isNaN {
                size += Double(abs(y[t]))
                known += 1
                guard t >= season, !y[t - season].isNaN else { continue }
                sum += abs(Double(y[t]) - Double(y[t - season]))
                pairs += 1
            }
            guard pairs > 0 else { return nil }
            let error = sum / Double(pairs)
            return error > floor * size / Double(known) ? error : nil
        }
    }

    /// The seasonal error of a whole array.
    public static func of(_ history: [Float], season: Int, floor: Double = 0) -> Double? {
        of(history[...], season: season, floor: floor)
    }
}
