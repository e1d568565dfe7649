import Traces

/// How much the values of the training series count when spikes matter: 1 + λ, with λ = 5, where a spike lasts or begins within Δ steps, else 1.
struct SpikeWeights: Sendable {
    private static let lambda: Float = 5

    private let ofSeries: [String: [Float]]

    /// - Parameters:
    ///   - series: series with the number of values that may be looked at.
    ///   - rule: what a spike is.
    ///   - lead: Δ, steps before a spike that count as much as it.
    init(_ series: [(series: Series, count: Int)], rule: SpikeRule, lead: Int) {
        ofSeries = Dictionary(
            series.map { ($0.series.id, Self.weights($0.series.values, count: $0.count, rule: rule, lead: lead)) }
        ) { first, _ in first }
    }

    private static func weights(_ values: [Float], count: Int, rule: SpikeRule, lead: Int) -> [Float] {
        var weights = [Float](repeating: 1, count: count)
        let baseline = SpikeBaseline(values, rule: rule, start: 0)
        for t in 0..<count where baseline.excess(of: values[t], at: t, known: t)?.isSpike == true {
            for k in max(0, t - lead)...t { weights[k] = 1 + lambda }
        }
        return weights
    }

    /// Writes the weights of the targets behind an origin.
    func write(_ out: UnsafeMutablePointer<Float>, id: String, origin: Int, horizon: Int) {
        let known = ofSeries[id] ?? []
        for step in 0..<horizon { out[step] = origin + step < known.count ? known[origin + step] : 1 }
    }
}
