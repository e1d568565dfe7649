import Tensors

/// The automatic choice among exponential smoothings: all that suit a history are fitted, and the one with the least AICc is taken. Models
/// with multiplicative errors must be sound beside.
///
/// Hyndman & Khandakar, "Automatic Time Series Forecasting: The forecast Package for R", J. Stat. Softw. 27(3), 2008, section 2.
package enum AutomaticSmoothing {
    /// Largest variance of relative errors: beyond a deviation of 0.22, formulas and normal errors no longer suit values above 0.
    static let largestRelativeVariance = 0.05
    /// Largest mean of relative errors of models with a trend, in root mean squares. A relative error is never below −1 but may be large, so
    /// that forecasts that are always too high can be the most likely ones: a trend lifts each of them, and runs away where nothing corrects it.
    static let largestBias = 0.05

    /// Whether a model with multiplicative errors is what it says. Without these two limits the mean scaled error of 48-step forecasts of the M4
    /// hourly series was 1.96, with them 1.48; with 24 steps of monitoring data 0.98 and 0.95, and of one-hour forecasts of VMs 1.13 and 1.15.
    static func isSound(_ fit: SmoothingFit) -> Bool {
        fit.model.error == .additive
            || (fit.errorVariance < largestRelativeVariance && (fit.model.trend == .none || abs(fit.bias) < largestBias))
    }

    /// The chosen model of a history, `nil` where it has too few values for any.
    ///
    /// - Parameters:
    ///   - history: values from a first known one on; they are not all the same.
    ///   - season: in steps, `nil` for none; the history has two of it or more.
    ///   - kernels: what runs the models.
    package static func fit(_ history: KnownHistory, season: Int?, kernels: Kernels) -> SmoothingFit? {
        let models = SmoothingModel.candidates(seasonal: season != nil, positive: history.isPositive)
        return fits(models, to: history, season: season, kernels: kernels)
            .filter { $0.aicc < .infinity && isSound($0) }.min { $0.aicc < $1.aicc }
    }

    /// These models, simpler ones first, each as likely as it can be; those with more parameters than the history has values are left out.
    package static func fits(
        _ models: [SmoothingModel], to history: KnownHistory, season: Int?, kernels: Kernels
    ) -> [SmoothingFit] {
        let lanes = SmoothingLanes(history.values, kernels: kernels)
        var indices: [SmoothingModel.Season: [Double]] = [.none: []]
        var found: [SmoothingModel: SmoothingPoint] = [:]
        var fits: [SmoothingFit] = []
        for model in models {
            let length = model.season == .none ? 0 : season ?? 0
            guard lanes.observed > model.parameterCount(season: length) + 1 else { continue }
            if indices[model.season] == nil {
                indices[model.season] =
                    ClassicalDecomposition(lanes.values, season: length, multiplies: model.season == .multiplicative).indices
            }
            let own = SmoothingPoint(values: lanes.values, indices: indices[model.season]!, model: model)
            let simpler = model.simpler.compactMap { model in found[model].map { (model: model, point: $0) } }
            let (point, cost) = SmoothingSearch(lanes, model: model, season: length).minimum(from: own.starts(of: model, simpler: simpler))
            guard cost < .infinity else { continue }
            found[model] = point
            fits.append(SmoothingFit(model, at: point, over: lanes))
        }
        return fits
    }
}
