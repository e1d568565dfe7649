/// How the errors of validation forecasts become corrections of later ones.
///
/// All but ``sharp`` are conformal: a score is computed for every target of the validation period, and the correction of level τ is the
/// `⌈(n + 1)τ⌉`-th smallest of the n scores, so that on exchangeable data the corrected level is exceeded with a probability of at most
/// 1 − τ whatever the model is (Vovk, Gammerman & Shafer, "Algorithmic Learning in a Random World", 2005; Lei et al., "Distribution-free
/// predictive inference for regression", Journal of the American Statistical Association 113, 2018).
public enum ConformalMethod: String, Sendable, Codable, CaseIterable {
    /// The distances of every quantile from the median are multiplied by one factor above it and one below: those which lose least, among
    /// the ones that the share of targets inside does not contradict. Keeps what is certain certain, and suits any mixture of sizes.
    case sharp
    /// Intervals around the median, as wide at every step as its absolute errors were (split conformal), in the unit of the series.
    case split
    /// The same with errors in units of the forecast's own spread at their step (locally scaled scores).
    case scaled
    /// Every quantile of every step is shifted by its own errors (conformalised quantile regression: Romano, Patterson & Candès, NeurIPS
    /// 2019, for each tail by itself), in the unit of the series.
    case cqr
    /// The same with errors in units of the forecast's own spread at their step.
    case scaledCQR = "scaled-cqr"

    /// Whether scores are in units of the forecast's spread.
    var isScaled: Bool { self == .scaled || self == .scaledCQR }
    /// Whether intervals lie around the median, equally far on both sides.
    var isSymmetric: Bool { self == .split || self == .scaled }
}
