import Tensors

/// The automatic choice among exponential smoothings: all that suit a history are fitted, and the one with the least AICc is taken.
///
/// Hyndman & Khandakar, "Automatic Time Series Forecasting: The forecast Package for R", J. Stat. Softw. 27(3), 2008, section 2.
package enum AutomaticSmoothing {
    /// Largest variance of relative errors. Where their deviation is above a half, one value in forty would be negative: the model contradicts
    /// the positive values that it was made for, which happens where some of them are almost 0, and its forecasts explode.
    static let largestRelativeVariance = 0.25

    /// The chosen model of a history, `nil` where it has too few values for any.
    ///
    /// - Parameters:
    ///   - history: values from a first known one on; they are not all the same.
    ///   - season: in steps, `nil` for none; the history has two of it or more.
    ///   - kernels: what runs the models.
    package static func fit(_ history: KnownHistory, season: Int?, kernels: Kernels) -> SmoothingFit? {
        let models = SmoothingModel.candidates(seasonal: season != nil, positive: history.isPositive)
        return fits(models, to: history, season: season, kernels: kernels).filter { fit in
            fit.aicc < .infinity && (fit.model.error == .additive || fit.errorVariance < largestRelativeVariance)
        }.min { $0.aicc < $1.aicc }
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
