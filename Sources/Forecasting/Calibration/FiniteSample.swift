/// What small samples ask for: the correction of conformal prediction.
enum FiniteSample {
    /// The level at which a quantile of `count` independent cases is exceeded by the next case as rarely as promised, `τ·(n + 1)/n`, at most
    /// halfway from τ to 1: with a dozen cases no order statistic keeps 0.95. Levels up to the median stay.
    static func corrected(_ level: Double, count: Int) -> Double {
        guard level > 0.5 else { return level }
        return min(level * (1 + 1 / Double(max(1, count))), 0.5 * (1 + level))
    }
}
