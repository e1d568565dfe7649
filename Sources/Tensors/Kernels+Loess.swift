internal import CKernels

extension Kernels {
    /// `out[c] = Σ_r w[r]·x[r·stride + c]`: sums of rows of `x` that lie `stride` apart and may overlap.
    ///
    /// - Parameters:
    ///   - out: shape `[columns]`, not in `x` or `weights`.
    ///   - x: first row; `(rows − 1)·stride + columns` values are read.
    ///   - stride: from a row to the next.
    ///   - weights: shape `[rows]`.
    ///   - rows: number of rows; 0 gives zeros.
    ///   - columns: values in a row.
    package func weighRows(
        _ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, stride: Int, weights: UnsafePointer<Double>, rows: Int,
        columns: Int
    ) {
        table.pointee.weigh_rows(out, x, stride, weights, rows, columns)
    }

    /// What neighbours contribute to a value smoothed by loess; all 0 where none of them has any weight.
    ///
    /// - Parameters:
    ///   - out: shape `[span]`.
    ///   - robustness: of each neighbour, the next one `stride` further; `nil` for 1.
    ///   - stride: from the robustness of a neighbour to the next.
    ///   - span: number of neighbours.
    ///   - place: where the value lies, in steps from the first neighbour; may lie outside of them.
    ///   - reach: distance at which a neighbour has no weight any more.
    ///   - count: number of values of the whole series.
    ///   - degree: 0 for a local constant, 1 for a local line.
    package static func loessWeights(
        _ out: UnsafeMutablePointer<Double>, robustness: UnsafePointer<Double>?, stride: Int, span: Int, at place: Double, reach: Double,
        count: Int, degree: Int
    ) {
        hk_loess_weights(out, robustness, stride, span, place, reach, count, Int32(degree))
    }

    /// Means of `span` neighbours, `1 ≤ span ≤ count`; `out` has the shape `[count − span + 1]`.
    package static func movingAverage(
        _ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, count: Int, span: Int
    ) {
        precondition(span >= 1 && span <= count, "means of \(span) of \(count) values")
        hk_moving_average(out, x, count, span)
    }
}
