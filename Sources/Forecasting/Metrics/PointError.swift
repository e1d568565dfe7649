/// Errors of point forecasts (the median, unless a metric says otherwise).
///
/// In all of them NaN in `actual` marks a target that is not scored (unknown, or filled in by a reader); such targets count neither above nor
/// below the fraction line. The answer is `nil` when nothing is left to score. Sums run in double precision.
public enum PointError {
    /// Mean absolute error, `mean |y − f|`, in the unit of the data.
    /// - Precondition: as many forecasts as actual values.
    public static func mae(actual: [Float], forecast: [Float]) -> Double? {
        Scored.mean(actual, forecast) { abs($0 - $1) }
    }

    /// Mean squared error, `mean (y − f)²`, in the squared unit of the data.
    /// - Precondition: as many forecasts as actual values.
    public static func mse(actual: [Float], forecast: [Float]) -> Double? {
        Scored.mean(actual, forecast) { ($0 - $1) * ($0 - $1) }
    }

    /// Root of ``mse(actual:forecast:)``, in the unit of the data.
    /// - Precondition: as many forecasts as actual values.
    public static func rmse(actual: [Float], forecast: [Float]) -> Double? {
        mse(actual: actual, forecast: forecast)?.squareRoot()
    }

    /// Weighted absolute percentage error as a share, `Σ |y − f| / Σ |y|` (also called ND); `nil` when `Σ |y|` is 0.
    /// - Precondition: as many forecasts as actual values.
    public static func wape(actual: [Float], forecast: [Float]) -> Double? {
        guard let error = mae(actual: actual, forecast: forecast), let size = Scored.mean(actual, forecast, { y, _ in abs(y) }), size > 0
        else { return nil }
        return error / size
    }

    /// Symmetric mean absolute percentage error of the M4 competition, `mean 200·|y − f| / (|y| + |f|)`, 0…200; a target where both are 0
    /// counts as 0.
    ///
    /// Makridakis, Spiliotis & Assimakopoulos, "The M4 Competition", International Journal of Forecasting 36(1), 2020.
    /// - Precondition: as many forecasts as actual values.
    public static func smape(actual: [Float], forecast: [Float]) -> Double? {
        Scored.mean(actual, forecast) { y, f in
            let size = abs(y) + abs(f)
            return size > 0 ? 200 * abs(y - f) / size : 0
        }
    }
}

/// Sums over the targets that count.
enum Scored {
    /// Mean of a loss over all pairs whose actual value is not NaN; `nil` when there is none.
    @inline(__always)
    static func mean(_ actual: [Float], _ forecast: [Float], _ loss: (_ y: Double, _ f: Double) -> Double) -> Double? {
        precondition(actual.count == forecast.count, "\(actual.count) actual values, \(forecast.count) forecasts")
        var (sum, count) = (0.0, 0)
        for i in actual.indices where !actual[i].isNaN {
            sum += loss(Double(actual[i]), Double(forecast[i]))
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// Mean of the finite numbers of a list; `nil` when there is none.
    static func mean(_ values: some Sequence<Double>) -> Double? {
        var (sum, count) = (0.0, 0)
        for value in values where value.isFinite {
            sum += value
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }
}
