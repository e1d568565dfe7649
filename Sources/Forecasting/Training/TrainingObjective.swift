/// What the parameters of a window network are chosen for.
public enum TrainingObjective: String, Sendable, Codable, CaseIterable {
    /// The quantiles of every step: pinball loss.
    case marginal
    /// The quantiles of every step and the largest value of the horizon: half of the loss is the pinball loss of the maximum of the paths of the
    /// quantiles from 0.9 on, softened at first.
    case ceiling
    /// The quantiles of every step, with six times the weight for windows in which a spike begins or lasts, or that end shortly before one
    /// (``SpikeRule``).
    case spike
    /// Expectiles instead of quantiles: squared errors, weighted by the level on one side and its complement on the other (Newey & Powell,
    /// Econometrica 55(4), 1987), for costs that grow with the square of what is missing.
    case asymmetric
}
