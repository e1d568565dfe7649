import Tensors

/// A history without its season, where it has one.
///
/// Assimakopoulos & Nikolopoulos, "The theta model: a decomposition approach to forecasting" (Int. J. Forecasting 16(4), 2000), section 3: a
/// history counts as seasonal where its autocorrelation at the season is beyond the 90 % limits of a moving average of shorter lags,
/// `|r_m| > 1.645 √((1 + 2 Σ_{k<m} r_k²)/n)`; then classical decomposition takes the season out.
package struct SeasonalAdjustment: Sendable {
    /// The history without season.
    package let values: [Double]
    /// Indices of steps 0, 1, … of the history, one for each step of the season; empty without one.
    package let indices: [Double]
    /// Whether indices are factors.
    package let multiplies: Bool

    /// Adjusts a history.
    ///
    /// Indices multiply where all values are above 0 and no index is below 0.01; otherwise they add.
    ///
    /// - Parameters:
    ///   - values: two seasons or more, none missing.
    ///   - season: in steps, `nil` for none; one below 4 is never tested and never taken out.
    ///   - kernels: what computes autocorrelations.
    package init(_ values: [Double], season: Int?, kernels: Kernels) {
        guard let season, season >= 4, Self.isSeasonal(values, season: season, kernels: kernels) else {
            (self.values, indices, multiplies) = (values, [], false)
            return
        }
        let isPositive = values.allSatisfy { $0 > 0 }
        let factors = isPositive ? ClassicalDecomposition(values, season: season, multiplies: true).indices : []
        let multiplies = isPositive && factors.allSatisfy { $0 >= 0.01 }
        let indices = multiplies ? factors : ClassicalDecomposition(values, season: season, multiplies: false).indices
        self.values = values.indices.map { multiplies ? values[$0] / indices[$0 % season] : values[$0] - indices[$0 % season] }
        (self.indices, self.multiplies) = (indices, multiplies)
    }

    /// Whether the autocorrelation at the season is significant.
    package static func isSeasonal(_ values: [Double], season: Int, kernels: Kernels) -> Bool {
        guard values.count >= 2 * season else { return false }
        let mean = values.reduce(0, +) / Double(values.count)
        let largest = values.reduce(0) { max($0, abs($1 - mean)) }
        guard largest > 0 else { return false }
        let centred = values.map { Float(($0 - mean) / largest) }
        let correlations = centred.withUnsafeBufferPointer { x in
            let start = x.baseAddress!, whole = kernels.sumOfSquares(start, count: x.count)
            return (1...season).map { kernels.dot(start, start + $0, count: x.count - $0) / whole }
        }
        let shorter = correlations.dropLast().reduce(0) { $0 + $1 * $1 }
        return abs(correlations[season - 1]) > 1.6448536269514722 * ((1 + 2 * shorter) / Double(values.count)).squareRoot()
    }

    /// Index of a step after the history: 1 or 0 without season.
    package func index(after steps: Int) -> Double {
        indices.isEmpty ? (multiplies ? 1 : 0) : indices[(values.count + steps) % indices.count]
    }
}
