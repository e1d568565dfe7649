import Tensors

/// Loess of values that are not trusted evenly.
///
/// With tricube weights k, trust r and distances x of the neighbours a local constant needs `Σ kr` and `Σ kry`, a local line `Σ krx`, `Σ krx²`
/// and `Σ krxy` too: sums with weights that depend on places only, over r and ry, so that they are found as quickly as loess without trust.
struct RobustLoess: Sendable {
    private let count: Int, margin: Int, degree: Int
    /// Weights k, and kx and kx² for lines.
    private let moments: [WindowWeights]

    /// Finds the weights; parameters as of `LoessSmoother`.
    init(count: Int, span: Int, degree: Int, margin: Int = 0) {
        (self.count, self.margin, self.degree) = (count, margin, degree)
        moments = (0...2 * degree).map { power in
            WindowWeights(count: count, span: span, margin: margin) { row, place, left in
                Kernels.loessWeights(
                    row.baseAddress!, robustness: nil, stride: 1, span: row.count, at: Double(place - left),
                    reach: WindowWeights.reach(of: place, count: count, span: span), count: count, degree: 0)
                for tap in row.indices { row[tap] *= PortableMath.power(Double(left + tap - place), power) }
            }
        }
    }

    /// Smooths several series side by side.
    ///
    /// - Parameters:
    ///   - out: the next smoothed value of a series lies `stride` further.
    ///   - x: the next value of a series lies `stride` further.
    ///   - trust: of each value, from 0 to 1, laid out as they are.
    ///   - stride: at least the number of series.
    ///   - columns: number of series.
    ///   - kernels: which instructions to use.
    func smooth(
        _ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, trust: UnsafePointer<Double>, stride: Int, columns: Int,
        _ kernels: Kernels
    ) {
        let places = (count + 2 * margin) * stride
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * stride + 5 * places) { memory in
            memory.initialize(repeating: 0)
            let product = memory.baseAddress!, sums = product + count * stride
            for row in 0..<count {
                for column in row * stride..<row * stride + columns { product[column] = trust[column] * x[column] }
            }
            for (index, moment) in moments.enumerated() {
                sum(sums + index * places, moment, trust, stride: stride, columns: columns, kernels)
                guard index <= degree else { continue }
                sum(sums + (3 + index) * places, moment, product, stride: stride, columns: columns, kernels)
            }
            for row in 0..<count + 2 * margin {
                let nearest = min(max(row - margin, 0), count - 1) * stride
                for column in 0..<columns {
                    let place = row * stride + column
                    // Nobody trusted is near: the value stays, and a place in the margin has its neighbour's.
                    out[place] = sums[place] > 0 ? value(sums + place, places) : x[nearest + column]
                }
            }
        }
    }

    private func sum(
        _ out: UnsafeMutablePointer<Double>, _ moment: WindowWeights, _ x: UnsafePointer<Double>, stride: Int, columns: Int,
        _ kernels: Kernels
    ) {
        if stride == 1 { moment.apply(out, x, kernels) } else { moment.apply(out, x, stride: stride, columns: columns, kernels) }
    }

    /// The constant or line at a place, whose sums lie `stride` apart.
    private func value(_ sums: UnsafePointer<Double>, _ stride: Int) -> Double {
        let mean = sums[3 * stride] / sums[0]
        guard degree == 1 else { return mean }
        let centre = sums[stride] / sums[0], spread = sums[2 * stride] / sums[0] - centre * centre
        let least = 0.001 * Double(count - 1)
        guard spread > least * least else { return mean }
        return mean - centre * (sums[4 * stride] / sums[0] - centre * mean) / spread
    }
}
