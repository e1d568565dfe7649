/// Quantiles of small samples, by the rule that the whole house uses: linear interpolation between order statistics (type 7 of Hyndman &
/// Fan, "Sample quantiles in statistical packages", The American Statistician 50(4), 1996).
enum SampleQuantile {
    /// Quantile at a level in [0, 1]; `nil` of nothing.
    static func of(_ values: [Double], _ level: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        return ofSorted(values.sorted(), level)
    }

    /// The same for values in ascending order.
    static func ofSorted(_ sorted: [Double], _ level: Double) -> Double {
        let position = level * Double(sorted.count - 1)
        let lower = min(Int(position), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }

    /// Median; `nil` of nothing.
    static func median(_ values: [Double]) -> Double? { of(values, 0.5) }
}
