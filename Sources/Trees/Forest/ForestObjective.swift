/// What a forest was trained for, and how its raw sums become predictions.
public enum ForestObjective: Hashable, Sendable {
    /// Squared error; with a square root, of the signed square root of the target.
    case regression(isSquareRoot: Bool)
    /// Absolute error.
    case absolute
    /// Huber's loss; the width of its quadratic part, in the unit of the target.
    case huber(delta: Double)
    /// Pinball loss of one quantile level.
    case quantile(level: Double)
    /// Pinball losses of several quantile levels, ascending; a prediction is put in order, which never raises the loss (Chernozhukov,
    /// Fernández-Val, Galichon, "Quantile and probability curves without crossing", Econometrica 78(3), 2010).
    case quantiles(levels: [Double])
    /// Poisson deviance; the prediction is exp(sum).
    case poisson
    /// Gamma deviance; the prediction is exp(sum).
    case gamma
    /// Tweedie deviance with variance power 1 … 2; the prediction is exp(sum).
    case tweedie(power: Double)
    /// Log loss of one class against the other; the prediction is 1 / (1 + exp(−scale · sum)).
    case binary(scale: Double)
    /// Log loss of several classes; the prediction is a softmax.
    case multiclass(classes: Int)
    /// Log loss of each of several classes against all others; each prediction is 1 / (1 + exp(−scale · sum)), and they need not add to 1.
    case oneVersusAll(classes: Int, scale: Double)
    /// Cross entropy of targets 0 … 1; the prediction is 1 / (1 + exp(−sum)).
    case crossEntropy
    /// Cross entropy in LightGBM's alternative parametrisation by an intensity; the prediction is log(1 + exp(sum)).
    case crossEntropyIntensity
    /// One of the cases above whose prediction is the sum, but of the signed square root of the target; the prediction is
    /// sign(sum) · sum². For squared error it is ``regression(isSquareRoot:)``.
    indirect case signedSquareRoot(of: ForestObjective)
    /// Any other objective of LightGBM whose prediction is the sum itself, by its name: `fair`, `mape`, `lambdarank`, `rank_xendcg`, `custom`.
    case identity(name: String)
}
