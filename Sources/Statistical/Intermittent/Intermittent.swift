import Forecasting
import Tensors

/// Counts with many zeros: a pool of distributions, each weighted by how well it forecast the end of the history.
///
/// Candidates are ``TSB``, and for each of several half-lives the values seen so far with decaying weights and, of whole numbers, the
/// negative binomial distribution (Poisson where counts do not vary more) with decaying moments. Each forecasts the latest windows of the
/// horizon's length from what was known before them; with pinball losses `L_c` and the smallest one `L` the answer is their linear pool
/// with weights proportional to `(L/L_c)^10`. A pool of distributions on whole numbers is one, so that quantiles of whole series are whole,
/// and zero has its honest share. Missing values are skipped.
public struct Intermittent: LocalModel {
    /// `intermittent`.
    public static let name = "intermittent"

    /// Half-lives of values and moments in steps, each at least 1.
    public var halfLives: [Int]
    /// Most windows that judge a candidate, at least 1.
    public var windows: Int

    /// Makes a rule.
    /// - Parameters:
    ///   - halfLives: half-lives of values and moments in steps.
    ///   - windows: most windows that judge a candidate.
    /// - Precondition: at least one half-life, all at least 1; at least one window.
    public init(halfLives: [Int] = [8, 32, 128, 512, 4096], windows: Int = 8) {
        precondition(Self.isSound(halfLives, windows), "half-lives \(halfLives), \(windows) windows")
        (self.halfLives, self.windows) = (halfLives, windows)
    }

    private static func isSound(_ halfLives: [Int], _ windows: Int) -> Bool {
        (1...100).contains(halfLives.count) && halfLives.allSatisfy { (1...1_000_000).contains($0) } && (1...10_000).contains(windows)
    }

    /// As far as sizes count that come once in a hundred steps.
    public func reach(in setting: LocalSetting) -> Int { 10_000 }

    /// Quantiles of the pool; without any demand zero answers, and recent quantiles where demand falls below zero.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        histories.map { history in
            LocalAnswer.demand(IntermittentDemand(history), history, horizon: horizon, in: setting) { demand in
                let distinct = DistinctValues(demand.values)
                let losses = losses(on: demand, distinct, horizon: horizon, levels: setting.levels)
                let final = candidates(of: demand, distinct, isWhole: demand.isWhole)
                return DiscreteDistribution(pool: Array(zip(final, RecentQuantiles.weights(losses, sharpness: 10))))
            }
        }
    }

    /// Pinball losses of the candidates on the end of a history; all equal where it is too short.
    private func losses(
        on demand: IntermittentDemand, _ distinct: DistinctValues, horizon: Int, levels: QuantileLevels
    ) -> [Double] {
        var losses = [Double](repeating: 0, count: 1 + halfLives.count * (demand.isWhole ? 2 : 1))
        let values = demand.values.map { Float($0) }
        let span = min(horizon, values.count / 2)
        guard span > 0 else { return losses }
        for window in 1...min(windows, values.count / 2 / span) {
            let origin = values.count - window * span
            let candidates = candidates(of: IntermittentDemand(values[..<origin]), distinct, isWhole: demand.isWhole)
            for (index, candidate) in candidates.enumerated() {
                losses[index] += PinballSum.of(values[origin..<origin + span], candidate.quantiles(levels), levels)
            }
        }
        return losses
    }

    /// Candidates in a fixed order, for the first values of a history or all of them.
    private func candidates(of demand: IntermittentDemand, _ distinct: DistinctValues, isWhole: Bool) -> [DiscreteDistribution] {
        let zero = DiscreteDistribution(values: [0], weights: [1])
        var out = [demand.sizes.isEmpty ? zero : TSB().distribution(of: demand)]
        for halfLife in halfLives {
            let weights = DecayingMoments.weights(count: demand.values.count, halfLife: halfLife)
            let seen = distinct.distribution(weights)
            out.append(seen)
            guard isWhole else { continue }
            let moments = DecayingMoments(demand.values, weights: weights)
            out.append(NegativeBinomial.distribution(mean: moments.mean, variance: moments.variance, shift: 0) ?? seen)
        }
        return out
    }
}

extension Intermittent {
    private enum CodingKeys: String, CodingKey { case halfLives, windows }

    /// Decodes a rule.
    /// - Throws: `DecodingError` when a setting is out of range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        halfLives = try fields.decode([Int].self, forKey: .halfLives)
        windows = try fields.decode(Int.self, forKey: .windows)
        guard Self.isSound(halfLives, windows) else {
            throw DecodingError.dataCorruptedError(
                forKey: .halfLives, in: fields,
                debugDescription: "expected 1 to 100 half-lives of at least 1, found \(halfLives) and \(windows) windows")
        }
    }
}
