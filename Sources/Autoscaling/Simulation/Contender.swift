/// A policy that takes part in a comparison, with its forecasts.
public struct Contender: Sendable {
    /// Name in the report, unique within a comparison.
    public var name: String
    /// The policy.
    public var policy: any ScalingPolicy
    /// Where it gets forecasts from, if it needs any.
    public var forecasts: (any ForecastSource)?

    /// Makes a contender; the name is the policy's own by default.
    public init(_ policy: any ScalingPolicy, name: String? = nil, forecasts: (any ForecastSource)? = nil) {
        self.name = name ?? policy.name
        self.policy = policy
        self.forecasts = forecasts
    }
}
