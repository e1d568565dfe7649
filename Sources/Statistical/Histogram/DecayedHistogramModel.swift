import Forecasting
import Traces

/// Percentiles of a decaying histogram, the same for every step ahead: the recommender of the Kubernetes Vertical Pod Autoscaler as a
/// forecast, and the baseline that every forecaster has to beat.
///
/// The 176 buckets of a history grow by 1.05 from a hundred-thousandth of its largest value, as the recommender's buckets for processors
/// do; a quantile is the upper edge of its bucket, so that it lies up to 5 % high, but not above the largest value, and zero for the first
/// bucket, or quiet series would never be forecast to be quiet. Where demand can be negative values count from the smallest one. Missing
/// values add nothing, and time goes on.
public struct DecayedHistogramModel: LocalModel {
    /// `decayed-histogram`.
    public static let name = "decayed-histogram"

    /// Steps in which a weight halves, at least 1. Where it is `nil` it is the most important season, which is a day of steps in most
    /// traces, as the recommender's half-life is; without any season an eighth of the history (the recommender keeps eight days), from 8 to
    /// 1,024 steps.
    public var halfLife: Int?

    /// Makes a rule.
    /// - Parameter halfLife: steps in which a weight halves.
    /// - Precondition: at least 1 and at most a hundred million steps.
    public init(halfLife: Int? = nil) {
        precondition(halfLife.map(Self.isSound) ?? true, "a half-life of \(halfLife ?? 0) steps")
        self.halfLife = halfLife
    }

    private static func isSound(_ halfLife: Int) -> Bool { (1...100_000_000).contains(halfLife) }
    private static let longestWithoutSeason = 1024

    /// Sixteen half-lives: older values count less than a 65,000th.
    public func reach(in setting: LocalSetting) -> Int { 16 * (halfLife ?? setting.seasons.first ?? Self.longestWithoutSeason) }

    /// Percentiles of every history; one without any known value answers with the lower bound, or 0.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        histories.map { history in
            let known = history.lazy.filter { $0.isFinite }
            guard let smallest = known.min(), let largest = known.max() else {
                return .constant(
                    setting.quantity.lowerBound ?? 0, horizon: horizon, in: setting,
                    note: "no value is known; the lowest possible one answers")
            }
            let origin = min(Double(smallest), setting.quantity.lowerBound.map(Double.init) ?? Double(smallest))
            let range = Double(largest) - origin
            // Nothing tells the values of a constant history apart, and they need no bucket.
            guard range > 0, smallest < largest else { return .constant(largest, horizon: horizon, in: setting) }
            let halfLife =
                self.halfLife ?? setting.seasons.first ?? min(max(history.count / 8, 8), Self.longestWithoutSeason)
            var histogram = DecayedHistogram(
                buckets: ExponentialBuckets(first: range / 1e5, largest: range), halfLife: Double(halfLife))
            for (step, value) in history.enumerated() where value.isFinite { histogram.add(Double(value) - origin, at: Double(step)) }
            let idle = histogram.buckets.start(of: 1)
            let row = setting.levels.values.map { level in
                let edge = histogram.percentile(level)
                return edge <= idle ? Float(origin) : min(Float(origin + edge), largest)
            }
            return .row(row, horizon: horizon)
        }
    }
}

extension DecayedHistogramModel {
    private enum CodingKeys: String, CodingKey { case halfLife }

    /// Decodes a rule.
    /// - Throws: `DecodingError` when the half-life is out of range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        halfLife = try fields.decodeIfPresent(Int.self, forKey: .halfLife)
        guard halfLife.map(Self.isSound) ?? true else {
            throw DecodingError.dataCorruptedError(
                forKey: .halfLife, in: fields, debugDescription: "expected a half-life of 1 to 100000000 steps, found \(halfLife ?? 0)")
        }
    }
}
