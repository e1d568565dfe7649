import Tensors

/// How an ``AdaptiveCalibrator`` learns. Steps and distances are in units of a forecast: half the distance between its quantiles 0.1 and 0.9.
///
/// The defaults were chosen on seasonal series whose level and noise double, season 48: see ``AdaptiveCalibrator``.
public struct AdaptiveSettings: Codable, Hashable, Sendable {
    /// Step of every expert per observation, ascending; the last one, the fast expert, takes every score as it is.
    ///
    /// An expert with step γ forgets in about `4.5/γ` observations at level 0.9 of normal errors, and its quantile wavers by `0.45·√γ`.
    public var stepSizes: [Float]
    /// Learning rate of the weights, per unit of pinball loss.
    public var learningRate: Float
    /// Weight that is spread over all experts at every observation (fixed share), so that none is ever lost.
    public var share: Float
    /// Expert i corrects what it issued by steps of `correction·√γᵢ`, so that its coverage is right also where errors of neighbouring steps
    /// hang together.
    public var correction: Float
    /// Step of the correction of the mixture, which makes the long-run coverage exact.
    public var integral: Float
    /// An expert whose weight is less than this share of the best one's learns in proportion: it keeps what it knew.
    public var gate: Float
    /// Scores further than this from an expert's median are freak ones, times 1 and half the distance by which the expert widens.
    public var freak: Float
    /// Share of a step that all but the fast expert take for freak scores.
    public var freakGain: Float
    /// Scores are clipped to ± this.
    public var scoreLimit: Float
    /// Most blocks of leads with experts of their own. Up to as many leads have one each; beyond, later leads share one, which learns from
    /// each in turn, so that an observation costs the same whatever the horizon.
    public var blocks: Int

    /// Makes settings.
    public init(
        stepSizes: [Float] = [0.15, 0.3, 0.6, 1.5], learningRate: Float = 4, share: Float = 0.02, correction: Float = 0.1,
        integral: Float = 0.002, gate: Float = 0.1, freak: Float = 2.3, freakGain: Float = 0.05, scoreLimit: Float = 64, blocks: Int = 12
    ) {
        (self.stepSizes, self.learningRate, self.share) = (stepSizes, learningRate, share)
        (self.correction, self.integral, self.gate) = (correction, integral, gate)
        (self.freak, self.freakGain, self.scoreLimit, self.blocks) = (freak, freakGain, scoreLimit, blocks)
    }

    /// Checks the ranges.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)``.
    func check() throws(ForecastError) {
        guard (1...Kernels.AdaptiveRule.mostExperts).contains(stepSizes.count), stepSizes.allSatisfy({ $0 > 0 && $0 <= 10 }),
            zip(stepSizes, stepSizes.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw ForecastError.invalidConfiguration(
                "adaptive calibration takes 1 to \(Kernels.AdaptiveRule.mostExperts) ascending step sizes in (0, 10], found \(stepSizes)")
        }
        guard (0.001...100).contains(learningRate), (1e-4...0.5).contains(share), (0...1).contains(correction), (0...1).contains(integral),
            (1e-4...1).contains(gate), (0.1...1000).contains(freak), (0...1).contains(freakGain), (1...1000).contains(scoreLimit),
            (1...1024).contains(blocks)
        else {
            throw ForecastError.invalidConfiguration(
                "settings of adaptive calibration should lie in: learning rate 0.001…100, share 0.0001…0.5, correction, integral and freak gain "
                    + "0…1, gate 0.0001…1, freak 0.1…1000, score limit 1…1000, blocks 1…1024; found \(self)")
        }
    }
}
