import Traces

/// How much training windows count when spikes matter: 1 + λ, with λ = 5, where one of their targets belongs to a spike or comes at most Δ steps
/// before one, else 1.
///
/// Whole windows, because weights that differ inside a window bend its quantiles: with sixfold weight on the steps of a spike the 0.9 quantile
/// comes to lie where the 0.98 quantile should, at all steps, and a spike that is announced everywhere is announced nowhere. The weight of a
/// window says that it is worth learning, and leaves open when in it demand will rise.
package struct SpikeWeights: Sendable {
    private static let lambda: Float = 5

    /// Targets that count, by series: how many there are before each step.
    private let countBefore: [String: [Int32]]

    /// - Parameters:
    ///   - series: series with the number of values that may be looked at.
    ///   - rule: what a spike is.
    ///   - lead: Δ, steps before a spike that count as much as it.
    package init(_ series: [(series: Series, count: Int)], rule: SpikeRule, lead: Int) {
        countBefore = Dictionary(
            series.map { ($0.series.id, Self.countBefore(Array($0.series.values.prefix($0.count)), rule: rule, lead: lead)) }
        ) { $0.count > $1.count ? $0 : $1 }
    }

    private static func countBefore(_ values: [Float], rule: SpikeRule, lead: Int) -> [Int32] {
        var counts = [Bool](repeating: false, count: values.count)
        let baseline = SpikeBaseline(values, rule: rule, start: 0)
        for t in values.indices where baseline.excess(of: values[t], at: t, known: t)?.isSpike == true {
            for k in max(0, t - lead)...t { counts[k] = true }
        }
        var before: [Int32] = [0]
        before.reserveCapacity(values.count + 1)
        for one in counts { before.append(before[before.count - 1] + (one ? 1 : 0)) }
        return before
    }

    /// Weight of the window behind an origin.
    package func weight(id: String, origin: Int, horizon: Int) -> Float {
        guard let before = countBefore[id], origin < before.count else { return 1 }
        return before[min(origin + horizon, before.count - 1)] > before[origin] ? 1 + Self.lambda : 1
    }
}
