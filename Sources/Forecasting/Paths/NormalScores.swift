import Tensors

/// The errors of one step as normal scores: what they would be, were they normally distributed with the same order.
///
/// A path that comes r-th of K (0-based; equal errors share the middle of their places) has the score Φ⁻¹((r + ½) / K). Scores are then
/// centred and brought to variance 1, so that their mean products are correlations: the normal scores rank correlation, which is efficient
/// where the dependence is a Gaussian copula (Klaassen & Wellner, "Efficient estimation in the bivariate normal copula model: normal margins
/// are least favourable", Bernoulli 3(1), 1997).
struct NormalScores {
    /// Number of paths, K, and of steps, H.
    let count: Int, steps: Int
    /// Scores `[H, K]`: those of a step lie together.
    let values: [Double]
    /// Whether the errors of a step differ at all, `[H]`; scores of others are 0.
    let isKnown: [Bool]

    /// Scores of ranks `[K, H]`, in any monotone scale.
    init(ranks: [Float], count: Int, steps: Int) {
        (self.count, self.steps) = (count, steps)
        var values = [Double](repeating: 0, count: steps * count)
        var isKnown = [Bool](repeating: false, count: steps)
        // Tied places are halves: 2K - 1 scores are all there are.
        let scores = (0..<2 * count).map { NormalQuantile.value((0.5 * Double($0) + 0.5) / Double(count)) }
        for step in 0..<steps {
            let order = (0..<count).sorted { ranks[$0 * steps + step] < ranks[$1 * steps + step] }
            var first = 0
            while first < count {
                var last = first
                while last + 1 < count, ranks[order[last + 1] * steps + step] == ranks[order[first] * steps + step] { last += 1 }
                for place in first...last { values[step * count + order[place]] = scores[first + last] }
                first = last + 1
            }
            let row = step * count..<(step + 1) * count
            isKnown[step] = count > 1 && Set(values[row]).count > 1
            Self.standardise(&values, row, isKnown: isKnown[step])
        }
        (self.values, self.isKnown) = (values, isKnown)
    }

    private static func standardise(_ values: inout [Double], _ row: Range<Int>, isKnown: Bool) {
        let count = Double(row.count)
        let mean = row.reduce(0) { $0 + values[$1] } / count
        let deviation = (row.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / count).squareRoot()
        for k in row { values[k] = isKnown ? (values[k] - mean) / deviation : 0 }
    }
}
