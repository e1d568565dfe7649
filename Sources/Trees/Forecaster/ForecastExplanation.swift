import Forecasting
import Traces

/// What the features of boosted trees contribute to the middle level of a forecast.
///
/// ``base`` and the contributions of a step add up to what the trees answer for ``level``: the quantile of the forecast before levels are put
/// in order, whole numbers rounded and the lower bound kept.
public struct ForecastExplanation: Hashable, Sendable {
    /// The unit of contributions.
    public enum Unit: String, Hashable, Sendable {
        /// That of the series.
        case series
        /// log(1 + y − lower bound) of values y: the trees add up in there, and no sum in the unit of the series exists.
        case log1p
    }

    /// Identifier of the series.
    public let seriesID: String
    /// Time of the last known value.
    public let origin: Int64
    /// Time axis of the targets.
    public let axis: TimeAxis
    /// The level that is explained: the one nearest to 0.5.
    public let level: Double
    /// Unit of all numbers.
    public let unit: Unit
    /// Kinds of features that the model has, K.
    public let kinds: [FeatureKind]
    /// The answer before any feature is looked at: location of the origin, and the mean over the training rows in its scale.
    public let base: Double
    /// Contributions `[H, K]`.
    public let contributions: [Double]

    /// Number of steps H.
    public var horizon: Int { contributions.count / kinds.count }

    /// Contributions `[K]` of the features to a step, from 0.
    public subscript(step: Int) -> ArraySlice<Double> { contributions[step * kinds.count..<(step + 1) * kinds.count] }
}
