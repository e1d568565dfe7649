/// How arrivals are made.
public enum ArrivalProcess: Hashable, Sendable {
    /// The arrivals themselves; counts are kept exactly and placed uniformly in their steps.
    case vanilla
    /// A Poisson process of the window's rate.
    case exponential
    /// A renewal process with gamma gaps of the window's rate and coefficient of variation.
    case gamma
    /// A renewal process with gaps of a Lomax (shifted Pareto) distribution, whose tail index is estimated once per model.
    case pareto
    /// Equal gaps.
    case deterministic
    /// A Poisson process whose rate is modulated by a Markov chain; without states, two are fitted to the index of dispersion.
    case mmpp(MarkovModulation?)
    /// Stretches of so many seconds of the window's arrivals, drawn at random places and joined.
    case bootstrap(block: Double)

    /// The name of the process.
    public var name: String {
        switch self {
        case .vanilla: "vanilla"
        case .exponential: "exponential"
        case .gamma: "gamma"
        case .pareto: "pareto"
        case .deterministic: "deterministic"
        case .mmpp: "mmpp"
        case .bootstrap: "bootstrap"
        }
    }
}

/// States of a Markov chain that modulate the rate of a Poisson process: exponential sojourns, then a uniform jump to another state.
///
/// Rates are relative: in a window of rate λ, state s has the rate `λ·rate[s]/Σ(d·rate)·Σd`, whose mean over time is λ. The chain starts in
/// its stationary distribution.
public struct MarkovModulation: Hashable, Sendable {
    /// Mean sojourn in every state, seconds.
    public let durations: [Double]
    /// Relative rate in every state.
    public let rates: [Double]

    /// Makes a chain.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)`` unless there are as many rates as durations, at least two, durations
    ///   are positive and rates are not negative, one of them positive.
    public init(durations: [Double], rates: [Double]) throws(ReplayError) {
        guard durations.count == rates.count, durations.count >= 2, durations.allSatisfy({ $0 > 0 && $0.isFinite }),
            rates.allSatisfy({ $0 >= 0 && $0.isFinite }), rates.contains(where: { $0 > 0 })
        else {
            throw .invalidSetting(
                name: "the modulation", found: "durations \(durations) and rates \(rates)",
                expected: "two or more positive durations with as many rates, not negative and not all 0")
        }
        (self.durations, self.rates) = (durations, rates)
    }

    init(unchecked durations: [Double], rates: [Double]) { (self.durations, self.rates) = (durations, rates) }

    /// Rates relative to their mean over time.
    var multipliers: [Double] {
        let mean = zip(durations, rates).reduce(0) { $0 + $1.0 * $1.1 } / durations.reduce(0, +)
        return rates.map { $0 / mean }
    }
}
