/// How good forecasts of the ceiling are: the maximum of demand over a provisioning window, which decides what to provision.
public struct CeilingScores: Hashable, Sendable, Codable {
    /// Scores at one quantile level.
    public struct Level: Hashable, Sendable, Codable {
        /// Quantile level τ.
        public var level: Double
        /// Pinball loss `L_τ = mean_k max(τ(c_k − ĉ_k), (τ − 1)(c_k − ĉ_k))`, in the unit of the data.
        public var pinball: Double
        /// Pinball loss of the reference at this level, over the same windows; `nil` without one.
        public var referencePinball: Double?
        /// `1 − pinball / referencePinball`; `nil` without a reference or when that is perfect.
        public var skill: Double?
        /// Windows with `c_k ≤ ĉ_k(τ)`: for honest forecasts a share of τ, see ``Proportion/wilsonInterval(confidence:)``.
        public var coverage: Proportion
    }

    /// Number of windows scored.
    public var windows: Int
    /// Scores by level, ascending; empty when nothing was scored.
    public var levels: [Level]
    /// Sharpness, `mean ĉ(0.95) − ĉ(0.5)`, in the unit of the data; `nil` when nothing was scored.
    public var sharpness: Double?
    /// CRPS of the samples (``CRPS/ofSamples(_:actual:)``), mean over windows, in the unit of the data; `nil` when nothing was scored.
    public var crps: Double?

    /// Scores forecasts of ceilings.
    /// - Parameters:
    ///   - actual: ceilings that came, one per window; NaN = not scored.
    ///   - forecast: forecast distributions, one per window.
    ///   - reference: what the skill is relative to, usually the ceiling that the seasonal naive forecasts (a single sample is a point
    ///     forecast); `nil` for a window without one, which then is left out of both losses that the skill compares.
    ///   - levels: ascending quantile levels.
    /// - Precondition: one forecast, and one reference if there are any, for each actual ceiling.
    public init(
        actual: [Float], forecast: [Ceiling], reference: [Ceiling?]? = nil, levels: [Double] = [0.5, 0.9, 0.95, 0.99]
    ) {
        precondition(actual.count == forecast.count && reference.map { $0.count == actual.count } ?? true)
        let scored = actual.indices.filter { !actual[$0].isNaN }
        let compared = scored.filter { reference?[$0] != nil }
        windows = scored.count
        sharpness = Scored.mean(scored.lazy.map { Double(forecast[$0].quantile(0.95)) - Double(forecast[$0].quantile(0.5)) })
        crps = Scored.mean(scored.lazy.map { CRPS.ofSamples(forecast[$0].samples, actual: Double(actual[$0])) })
        self.levels = levels.compactMap { level in
            func loss(_ window: Int, _ ceiling: Ceiling) -> Double {
                QuantileLoss.pinball(Double(actual[window]), Double(ceiling.quantile(level)), level: level)
            }
            guard let pinball = Scored.mean(scored.lazy.map { loss($0, forecast[$0]) }) else { return nil }
            let own = Scored.mean(compared.lazy.map { loss($0, forecast[$0]) })
            let other = Scored.mean(compared.lazy.map { loss($0, reference![$0]!) })
            return Level(
                level: level, pinball: pinball, referencePinball: other,
                skill: own.flatMap { own in other.flatMap { $0 > 0 ? 1 - own / $0 : nil } },
                coverage: Proportion(
                    count: scored.count { actual[$0] <= forecast[$0].quantile(level) }, total: scored.count))
        }
    }
}
