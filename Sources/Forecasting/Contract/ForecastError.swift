/// What can go wrong between a history and a forecast.
public enum ForecastError: Error, Equatable, Sendable {
    /// Quantile levels must be strictly ascending inside (0, 1).
    case invalidLevels([Double])
    /// A level beyond the lowest or highest trained level was asked for.
    case levelOutsideRange(Double, trained: [Double])
    /// A direct model was asked for more steps than it was trained for.
    case horizonTooLong(requested: Int, trained: Int)
    /// Horizons and windows have at least one step.
    case invalidHorizon(Int)
    /// A series is shorter than what is needed, and no simpler model may stand in.
    case tooShort(series: String, count: Int, required: Int)
    /// History and model disagree about the step.
    case stepMismatch(series: String, expectedSeconds: Double?, foundSeconds: Double?)
    /// History and model disagree about covariates.
    case covariateMismatch(series: String, expected: [String], found: [String])
    /// No residual paths: the model was fitted without a backtest, so the dependence between steps is unknown.
    case noResidualPaths(model: String)
    /// A forecast that claims to know values after its cutoff was offered for scoring.
    case sawTheFuture(series: String, origin: Int64, cutoff: Int64)
    /// Training reached a non-finite loss and cannot go on.
    case diverged(epoch: Int, loss: Double)
    /// Nothing to train on.
    case noTrainingData(reason: String)
    /// A model archive lacks something or contradicts itself.
    case invalidArchive(String)
    /// A configuration value outside its range.
    case invalidConfiguration(String)
    /// A training that takes more memory than was allowed.
    case tooLarge(neededMegabytes: Int, allowedMegabytes: Int)
}

extension ForecastError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .invalidLevels(let levels):
            "quantile levels must be strictly ascending between 0 and 1, found \(levels); write them like 0.1,0.5,0.9"
        case .levelOutsideRange(let level, let trained):
            "quantile level \(level) lies outside the trained range \(trained.first ?? .nan)…\(trained.last ?? .nan); "
                + "train with --levels that include it: levels are never extrapolated"
        case .horizonTooLong(let requested, let trained):
            "horizon \(requested) is longer than this model was trained for (\(trained)); train it with --horizon \(requested) or forecast with --recursive"
        case .invalidHorizon(let horizon): "a horizon needs at least one step, found \(horizon)"
        case .tooShort(let series, let count, let required):
            "series \(series) has \(count) values, \(required) are needed; give a longer history or a shorter horizon"
        case .stepMismatch(let series, let expected, let found):
            "series \(series) has a step of \(Self.seconds(found)), the model was trained on \(Self.seconds(expected)); re-bin it with `headroom trace convert --bin`"
        case .covariateMismatch(let series, let expected, let found):
            "series \(series) has the covariates \(found), the model was trained with \(expected); give the same columns"
        case .noResidualPaths(let model):
            "model \(model) carries no residual paths of a backtest, so ceilings are unknown; train it again on a history that is long enough for a backtest"
        case .sawTheFuture(let series, let origin, let cutoff):
            "a forecast for \(series) was made at time \(origin), after the cutoff \(cutoff): it saw the values that it is scored on"
        case .diverged(let epoch, let loss):
            "training diverged in epoch \(epoch) (loss \(loss)); lower the learning rate or the gradient clip; the last good state was kept"
        case .noTrainingData(let reason): "nothing to train on: \(reason)"
        case .invalidArchive(let reason): "not a usable model: \(reason)"
        case .invalidConfiguration(let reason): reason
        case .tooLarge(let needed, let allowed):
            "training needs about \(needed) MB, \(allowed) MB are allowed; use a shorter context, longer patches, a smaller network, "
                + "smaller batches or fewer threads, or allow more"
        }
    }

    private static func seconds(_ value: Double?) -> String { value.map { "\($0) s" } ?? "a plain index" }
}
