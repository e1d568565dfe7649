/// Scores of prediction intervals: coverage never without width.
///
/// NaN in `actual` = not scored.
public enum IntervalScore {
    /// Targets inside the closed interval, of those that are scored.
    /// - Precondition: as many limits as actual values.
    public static func coverage(actual: [Float], lower: [Float], upper: [Float]) -> Proportion {
        precondition(actual.count == lower.count && actual.count == upper.count)
        var inside = Proportion(count: 0, total: 0)
        for t in actual.indices where !actual[t].isNaN {
            inside.total += 1
            if actual[t] >= lower[t] && actual[t] <= upper[t] { inside.count += 1 }
        }
        return inside
    }

    /// Mean width `u − l` (sharpness) over the scored targets, in the unit of the data; `nil` when nothing is scored.
    /// - Precondition: as many limits as actual values.
    public static func width(actual: [Float], lower: [Float], upper: [Float]) -> Double? {
        precondition(actual.count == lower.count && actual.count == upper.count)
        return Scored.mean(actual.indices.lazy.filter { !actual[$0].isNaN }.map { Double(upper[$0]) - Double(lower[$0]) })
    }

    /// Mean interval score of central intervals of coverage 1 − α, `(u − l) + (2/α)·(l − y)⁺ + (2/α)·(y − u)⁺`, in the unit of the data;
    /// `nil` when nothing is scored.
    ///
    /// Gneiting & Raftery, Journal of the American Statistical Association 102, 2007, §6.2.
    /// - Precondition: as many limits as actual values; `0 < α < 1`.
    public static func mean(actual: [Float], lower: [Float], upper: [Float], alpha: Double) -> Double? {
        precondition(alpha > 0 && alpha < 1)
        precondition(actual.count == lower.count && actual.count == upper.count)
        return Scored.mean(
            actual.indices.lazy.filter { !actual[$0].isNaN }.map { t in
                let (y, low, high) = (Double(actual[t]), Double(lower[t]), Double(upper[t]))
                return (high - low) + 2 / alpha * (max(low - y, 0) + max(y - high, 0))
            })
    }
}
