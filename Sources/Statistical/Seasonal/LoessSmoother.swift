import Tensors

/// Loess of evenly spaced values of one count: weights that depend on places only, found once and used for many series.
///
/// A value is smoothed by a local constant or line through its `span` nearest neighbours with tricube weights (Cleveland, "Robust Locally
/// Weighted Regression and Smoothing Scatterplots", Journal of the American Statistical Association 74(368), 1979).
package struct LoessSmoother: Sendable {
    private let weights: WindowWeights

    /// Finds the weights.
    /// - Parameters:
    ///   - count: number of values, at least 1.
    ///   - span: neighbours that count, odd, at least 3.
    ///   - degree: 0 for a local constant, 1 for a local line.
    ///   - margin: places smoothed before the first value and after the last, 0 or 1.
    package init(count: Int, span: Int, degree: Int, margin: Int = 0) {
        weights = WindowWeights(count: count, span: span, margin: margin) { row, place, left in
            Kernels.loessWeights(
                row.baseAddress!, robustness: nil, stride: 1, span: row.count, at: Double(place - left),
                reach: WindowWeights.reach(of: place, count: count, span: span), count: count, degree: degree)
        }
    }

    /// Smooths one series: `out` has the shape `[margin + count + margin]`.
    package func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        weights.apply(out, x, kernels)
    }

    /// Smooths several series side by side: the next value of each lies `stride` further in `x`, its next smoothed value in `out`.
    func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, stride: Int, columns: Int, _ kernels: Kernels) {
        weights.apply(out, x, stride: stride, columns: columns, kernels)
    }
}
