import Tensors

/// The distribution of the maximum of demand over a window, learnt from validation forecasts.
///
/// Three forecasts of it are averaged quantile by quantile, each good where the others fail:
///
/// 1. sample paths of the ``GaussianCopula``, which know how errors of neighbouring steps hang together;
/// 2. steps in perfect step (the maximum of the marginal quantiles), right where whole curves are too high or too low;
/// 3. maxima over windows of the series' own past, right where demand is bounded or comes in rare bursts that no marginal tells apart.
///
/// The weights of every level are those that would have lost least on the validation forecasts, not far from 0.45, 0.325 and 0.225 where these are few
/// (combination of quantiles: Ratcliff, "Group reaction time distributions", Psychological Bulletin 86, 1979; shrunk weights: Clemen,
/// "Combining forecasts", International Journal of Forecasting 5, 1989).
public struct CeilingModel: Sendable {
    /// Number of sample paths, and of samples of a ceiling.
    static let pathCount = 200
    /// Levels whose weights are learnt; levels between them get weights between theirs.
    static let anchors = [0.5, 0.75, 0.9, 0.95, 0.99]
    /// What is averaged: sample paths, marginals, the past.
    static let parts = 3

    /// Dependence between steps.
    public let copula: GaussianCopula
    /// Weights `[anchors, parts]`, each row sums to 1.
    let weights: [Float]
    /// Windows without overlap that the weights were learnt from.
    let windows: Int
    /// Values at the end of a history that ceilings look at.
    public let span: Int

    let draws: PathDraws, inStep: PathDraws
    /// Of every sample of a ceiling: the level that its parts are read at, and their weights.
    let mixture: [(level: Double, weights: (Float, Float, Float))]

    init(copula: GaussianCopula, weights: [Float], windows: Int, span: Int, levels: QuantileLevels) {
        (self.copula, self.weights, self.windows, self.span) = (copula, weights, windows, span)
        draws = PathDraws(PathLevels(copula, count: Self.pathCount), at: levels)
        let middles = (0..<Self.pathCount).map { (Double($0) + 0.5) / Double(Self.pathCount) }
        inStep = PathDraws(PathLevels(count: Self.pathCount, steps: 1, levels: middles), at: levels)
        mixture = middles.map { (FiniteSample.corrected($0, count: windows), Self.weights(at: $0, of: weights)) }
    }

    /// The ceiling of a forecast over its first steps. Many are faster in a ``CeilingWorkspace``, which allocates nothing.
    /// - Parameters:
    ///   - forecast: at the levels that the model was made for.
    ///   - history: what it was made from.
    ///   - window: number of steps, at most those of the forecast.
    public func ceiling(of forecast: QuantileForecast, history: History, over window: Int) -> Ceiling {
        var work = CeilingWorkspace(for: self)
        forecast.values.withUnsafeBufferPointer { quantiles in
            history.values.withUnsafeBufferPointer { work.find(of: quantiles, lowerBound: forecast.lowerBound, after: $0, over: window) }
        }
        return Ceiling(window: window, samples: Array(work.samples))
    }

    /// Weights of the parts at a level, on the line between those of its anchors.
    private static func weights(at level: Double, of weights: [Float]) -> (Float, Float, Float) {
        let upper = min(anchors.firstIndex { $0 >= level } ?? anchors.count - 1, anchors.count - 1)
        let lower = max(0, upper - 1)
        let share =
            lower == upper || level <= anchors[lower]
            ? (level <= anchors[0] ? 0 : 1)
            : Float(min(1, (level - anchors[lower]) / (anchors[upper] - anchors[lower])))
        func weight(_ part: Int) -> Float {
            weights[lower * parts + part] + share * (weights[upper * parts + part] - weights[lower * parts + part])
        }
        return (weight(0), weight(1), weight(2))
    }
}
