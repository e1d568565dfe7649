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
    /// Any other objective of LightGBM whose prediction is the sum itself, by its name.
    case identity(name: String)
}
