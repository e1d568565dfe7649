import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing

/// Quantiles from futures that meet the errors of the history again.
@Suite struct ErrorDrawsTests {
    private static let levels = try! QuantileLevels([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
    private static let setting = LocalSetting(seasons: [], quantity: .gauge(), levels: levels)

    private static func normals(_ count: Int) -> [Double] {
        var random = RandomStream(seed: 12, purpose: "errors")
        return (0..<count).map { _ in random.normal() }
    }

    private static func fit(_ model: SmoothingModel, _ values: [Double], _ point: SmoothingPoint) -> (SmoothingFit, [Double]) {
        let lanes = SmoothingLanes(values, kernels: .best)
        let scaled = point.scaled(by: 1 / lanes.scale, season: model.season == .additive ? 1 / lanes.scale : 1)
        let fit = SmoothingFit(model, at: scaled, over: lanes)
        return (fit, fit.errors(of: KnownHistory(values.map(Float.init)[...]), kernels: .best))
    }

    private static let models: [SmoothingModel] = SmoothingModel.candidates(seasonal: true, positive: true)

    /// With normal errors, the quantiles of the formulas: 512 futures have quantiles with a standard error of 0.1 deviations at the outermost
    /// levels and 0.06 inside.
    @Test(arguments: 0..<15) func normalErrorsGiveNormalQuantiles(index: Int) {
        let model = Self.models[index]
        var point = SmoothingPoint()
        (point.alpha, point.level, point.phi) = (0.3, 100, model.trend == .damped ? 0.9 : 1)
        if model.trend != .none { (point.betaShare, point.trend) = (0.1, 0.1) }
        if model.season != .none {
            (point.gammaShare, point.seasonal) = (0.2, model.season == .additive ? [-5, 2, 3, 0] : [0.9, 1.1, 1.05, 0.95])
        }
        let noise = Self.normals(600)
        let values = noise.indices.map { step in
            (model.season == .multiplicative
                ? 100 * point.seasonal[step % 4] : 100 + (point.seasonal.isEmpty ? 0 : point.seasonal[step % 4]))
                + 2 * noise[step]
        }
        let (fit, errors) = Self.fit(model, values, point)
        let answer = fit.futures(ErrorDraws(horizon: 9), errors: errors, in: Self.setting)
        let (means, variances) = (fit.means(horizon: 9), fit.variances(horizon: 9))
        for step in 0..<9 {
            for (q, level) in Self.levels.values.enumerated() {
                let expected = means[step] + NormalQuantile.value(level) * variances[step].squareRoot()
                let error = (Double(answer.values[step * 7 + q]) - expected) / variances[step].squareRoot()
                #expect(abs(error) < (q == 0 || q == 6 ? 0.45 : 0.25), "\(model.name) step \(step) level \(level)")
            }
        }
    }

    /// After one step the quantiles are those of the errors about their mean, whatever their distribution, stretched for what was estimated.
    @Test func oneStepHasTheQuantilesOfTheErrors() {
        let values = Self.normals(1000).map { 50 + $0 * $0 * $0 }
        var point = SmoothingPoint()
        (point.alpha, point.level) = (1e-4, 50)
        let (fit, errors) = Self.fit(SmoothingModel(error: .additive, trend: .none, season: .none), values, point)
        let mean = errors.reduce(0, +) / 1000, sorted = errors.map { $0 - mean }.sorted()
        let answer = fit.futures(ErrorDraws(horizon: 1), errors: errors, in: Self.setting)
        for (q, level) in Self.levels.values.enumerated() {
            let upper = Int(level * 1000), middle = (sorted[upper - 1] + sorted[upper]) / 2
            expectClose(Double(answer.values[q]), fit.level + middle, .absolute(0.05 * fit.errorVariance.squareRoot()))
        }
    }

    /// Theta's futures have the deviations of its formula.
    @Test(arguments: [Theta.Variant.standard, .dynamicOptimised]) func thetaFuturesHaveItsDeviations(variant: Theta.Variant) {
        let (fit, adjustment) = Theta(variant).fit(Self.normals(600).map { 50 + $0 }, season: nil, kernels: .best)
        let answer = fit.futures(ErrorDraws(horizon: 9), adjustment: adjustment, in: Self.setting)
        let (means, deviations) = (fit.means(horizon: 9), fit.deviations(horizon: 9))
        for step in 0..<9 {
            for (q, level) in Self.levels.values.enumerated() {
                let expected = means[step] + NormalQuantile.value(level) * deviations[step]
                #expect(abs(Double(answer.values[step * 7 + q]) - expected) < (q == 0 || q == 6 ? 0.45 : 0.25) * deviations[step])
            }
        }
    }
}
