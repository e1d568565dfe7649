/// The seasonal indices of a history by classical decomposition: a centred moving average over one season is the trend, and the averages
/// of what is left at each place of the season are its indices.
///
/// Macaulay, "The Smoothing of Time Series" (1931); Hyndman & Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, section
/// 3.4. Missing values are left out of all averages.
package struct ClassicalDecomposition: Sendable, Equatable {
    /// Indices of steps 0, 1, … of the history, one for each step of the season. Their mean is 0 where they add and 1 where they multiply.
    package let indices: [Double]

    /// Decomposes a history.
    ///
    /// - Parameters:
    ///   - values: two seasons or more; NaN is missing; above 0 where indices multiply.
    ///   - season: in steps, at least 2.
    ///   - multiplies: whether indices are factors.
    /// - Complexity: O(n).
    package init(_ values: [Double], season: Int, multiplies: Bool) {
        precondition(season >= 2, "a season of \(season) steps")
        var (sums, counts) = ([Double](repeating: 0, count: season), [Double](repeating: 0, count: season))
        // Running sums of the values and their weights over 2 · half + 1 steps; with an even season the outermost two count half.
        let half = season / 2, isEven = season % 2 == 0
        var (sum, weight) = (0.0, 0.0)
        func known(_ index: Int) -> Double { values[index].isNaN ? 0 : values[index] }
        func one(_ index: Int) -> Double { values[index].isNaN ? 0 : 1 }
        for index in 0..<min(2 * half + 1, values.count) { (sum, weight) = (sum + known(index), weight + one(index)) }
        var centre = half
        while centre + half < values.count {
            if centre > half {
                sum += known(centre + half) - known(centre - half - 1)
                weight += one(centre + half) - one(centre - half - 1)
            }
            let ends = isEven ? (known(centre - half) + known(centre + half)) / 2 : 0
            let endWeights = isEven ? (one(centre - half) + one(centre + half)) / 2 : 0
            if !values[centre].isNaN, weight - endWeights > 0 {
                let trend = (sum - ends) / (weight - endWeights)
                sums[centre % season] += multiplies ? values[centre] / trend : values[centre] - trend
                counts[centre % season] += 1
            }
            centre += 1
        }
        var indices = (0..<season).map { counts[$0] > 0 ? sums[$0] / counts[$0] : .nan }
        let found = indices.filter { !$0.isNaN }
        let mean = found.isEmpty ? (multiplies ? 1 : 0) : found.reduce(0, +) / Double(found.count)
        for place in indices.indices {
            if indices[place].isNaN { indices[place] = mean }
            if multiplies { indices[place] /= mean } else { indices[place] -= mean }
        }
        self.indices = indices
    }
}
