/// A path of one quantile of a forecast, and when it was made.
public struct ForecastPath: Hashable, Sendable {
    /// Number of values known when it was made; its first value is for this slot.
    public var known: Int
    /// Forecasts of the slots `known ..< known + values.count`.
    public var values: [Float]

    /// Makes a path.
    /// - Precondition: `known ≥ 0`.
    public init(known: Int, values: [Float]) {
        precondition(known >= 0)
        (self.known, self.values) = (known, values)
    }
}
