import Statistical
import Tensors
import TestSupport
import Testing

/// What statsforecast has no formula for.
@Suite struct SmoothingFitTests {
    /// The variance where the season multiplies, beside 20,000 simulated paths: the formula is made for small errors, and the standard error of
    /// a simulated variance is 1 %.
    @Test(arguments: [SmoothingModel.Trend.none, .damped, .additive]) func varianceOfMultiplicativeSeasons(trend: SmoothingModel.Trend) {
        let model = SmoothingModel(error: .multiplicative, trend: trend, season: .multiplicative)
        var point = SmoothingPoint()
        (point.alpha, point.betaShare, point.gammaShare, point.phi) = (0.3, 0.1, 0.2, trend == .damped ? 0.9 : 1)
        (point.level, point.trend, point.seasonal) = (1, trend == .none ? 0 : 0.01, [0.7, 1.1, 1.2, 1])
        if trend == .none { point.betaShare = 0 }
        var random = RandomStream(seed: 3, purpose: "paths")
        let history = Self.path(from: point, count: 200, deviation: 0.05, random: &random)
        let fit = SmoothingFit(
            model, at: point.scaled(by: 1 / SmoothingLanes(history, kernels: .best).scale, season: 1),
            over: SmoothingLanes(history, kernels: .best))
        var end = point
        (end.level, end.trend, end.seasonal) = (fit.level, fit.trend, fit.seasonal)
        let paths = (0..<20_000).map { _ in
            Self.path(from: end, count: 12, deviation: fit.errorVariance.squareRoot(), random: &random)
        }
        let (means, variances) = (fit.means(horizon: 12), fit.variances(horizon: 12))
        for step in 0..<12 {
            let mean = paths.reduce(0) { $0 + $1[step] } / 20_000
            let variance = paths.reduce(0) { $0 + ($1[step] - mean) * ($1[step] - mean) } / 20_000
            expectClose(mean, means[step], .relative(0.005), "step \(step)")
            expectClose(variance, variances[step], .relative(0.05), "step \(step)")
        }
    }

    /// ETS(M,·,M) as it is defined.
    private static func path(from start: SmoothingPoint, count: Int, deviation: Double, random: inout RandomStream) -> [Double] {
        var (level, trend, seasonal) = (start.level, start.trend, start.seasonal)
        return (0..<count).map { step in
            let before = level + start.phi * trend, place = step % seasonal.count, error = deviation * random.normal()
            let value = before * seasonal[place] * (1 + error)
            level = before * (1 + start.alpha * error)
            trend = start.phi * trend + start.beta * before * error
            seasonal[place] *= 1 + start.gamma * error
            return value
        }
    }
}
