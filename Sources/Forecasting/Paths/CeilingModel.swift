import Tensors

/// The distribution of the maximum of demand over a window, learnt from validation forecasts.
///
/// Seven forecasts of it are at hand, each good where others fail (`CeilingParts`): of sample paths and of marginals, which know the model's
/// forecast, and of the past of the series, which knows bounds, bursts and repetitions. At every level a ceiling is their weighted median:
/// it follows those that agree, where a mean would follow the one that is far off. What a part weighs depends on what it would have lost,
/// on the series itself and on all of them (`LossWeights`).
public struct CeilingModel: Sendable {
    /// Number of sample paths, and of samples of a ceiling.
    static let pathCount = 200

    /// Dependence between steps.
    public let copula: GaussianCopula
    /// Values at the end of a history that ceilings look at.
    public let span: Int

    /// Season that the past is looked at by, 1 for none.
    let season: Int
    let weights: LossWeights
    let draws: PathDraws, inStep: PathDraws
    /// Where the weights of every sample of a ceiling lie: an anchor, and the share of the next one.
    let mixture: [(anchor: Int, next: Float)]

    init(copula: GaussianCopula, weights: LossWeights, season: Int, levels: QuantileLevels) {
        (self.copula, self.weights, self.season) = (copula, weights, season)
        span = PastCeilings.span(window: copula.steps, season: season)
        draws = PathDraws(PathLevels(copula, count: Self.pathCount), at: levels)
        let middles = (0..<Self.pathCount).map { (Double($0) + 0.5) / Double(Self.pathCount) }
        inStep = PathDraws(PathLevels(count: Self.pathCount, steps: 1, levels: middles), at: levels)
        mixture = middles.map { level in
            let anchors = CeilingParts.anchors
            let lower = max(0, (anchors.firstIndex { $0 > level } ?? anchors.count) - 1)
            let upper = min(lower + 1, anchors.count - 1)
            let share = upper > lower ? (level - anchors[lower]) / (anchors[upper] - anchors[lower]) : 0
            return (lower, Float(max(0, share)))
        }
    }

    /// The ceiling of a forecast over its first steps. Many are faster in a ``CeilingWorkspace``, which allocates nothing.
    /// - Parameters:
    ///   - forecast: at the levels that the model was made for.
    ///   - history: what it was made from.
    ///   - window: number of steps, at most those of the forecast.
    ///   - isWhole: whether the demand comes in whole numbers, and its ceilings with it.
    public func ceiling(of forecast: QuantileForecast, history: History, over window: Int, isWhole: Bool = false) -> Ceiling {
        var work = CeilingWorkspace(for: self)
        forecast.values.withUnsafeBufferPointer { quantiles in
            history.values.withUnsafeBufferPointer {
                work.find(
                    of: quantiles, lowerBound: forecast.lowerBound, after: $0, over: window, series: forecast.seriesID, isWhole: isWhole)
            }
        }
        return Ceiling(window: window, samples: Array(work.samples))
    }
}
