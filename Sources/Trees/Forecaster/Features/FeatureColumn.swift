import Forecasting

/// A column of a row: a feature, a covariate of the user, or which series it is.
package enum FeatureColumn: Hashable, Sendable {
    /// A feature of the demand or the time.
    case feature(Feature)
    /// A static covariate, the last known value of a past one, the target's value of one known in advance; by their numbers.
    case fixed(Int), past(Int), future(Int)
    /// Number of the series among those that the model tells apart.
    case series

    /// What it tells about a series.
    var kind: FeatureKind {
        switch self {
        case .feature(let feature): feature.kind
        case .fixed, .past, .future: .covariates
        case .series: .series
        }
    }

    /// Its name; a covariate may be called like any feature.
    func name(_ covariates: CovariateNames) -> String {
        switch self {
        case .feature(let feature): feature.description
        case .fixed(let column): covariates.fixed[column]
        case .past(let column): "last_\(covariates.past[column])"
        case .future(let column): covariates.future[column]
        case .series: "series"
        }
    }

    /// Number of values up to the origin that it depends on.
    func reach(scaleWindow: Int, horizon: Int) -> Int {
        switch self {
        case .feature(let feature): feature.reach(scaleWindow: scaleWindow, horizon: horizon)
        case .past: FeatureSchema.longWindow
        case .fixed, .future, .series: 0
        }
    }
}
