internal import CKernels

extension Kernels {
    /// Sum of `x`, shape `[count]`, accumulated in double.
    public func sum(_ x: UnsafePointer<Float>, count: Int) -> Double { table.pointee.sum(x, count) }

    /// Sum of the squares of `x`, shape `[count]`, accumulated in double.
    public func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { table.pointee.sum_squares(x, count) }

    /// Sum of the products of `x` and `y`, shapes `[count]`, accumulated in double.
    public func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Double {
        table.pointee.dot(x, y, count)
    }

    /// Largest value of `x`, shape `[count]`; `-∞` for none, NaN when any is NaN.
    public func maximum(_ x: UnsafePointer<Float>, count: Int) -> Float { table.pointee.maximum(x, count) }

    /// `y += x`, shapes `[count]`.
    public func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) { table.pointee.add(y, x, count) }

    /// `y *= factor`, shape `[count]`.
    public func scale(_ y: UnsafeMutablePointer<Float>, by factor: Float, count: Int) { table.pointee.scale(y, count, factor) }

    /// `out = x ⊙ y`, shapes `[count]`.
    public func multiply(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) {
        table.pointee.multiply(out, x, y, count)
    }

    /// `y[r, c] += bias[c]`, `y` of shape `[rows, columns]`.
    public func addBias(_ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int) {
        table.pointee.add_bias(y, bias, rows, columns)
    }

    /// `out[c] += Σ_r x[r, c]`, `x` of shape `[rows, columns]`: the gradient of a bias. Summed in float, rows ascending.
    public func columnSums(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int) {
        table.pointee.column_sums(out, x, rows, columns)
    }

    /// Sum of pinball losses of `count` forecasts at one quantile level: `Σ max(τ(y - q), (τ - 1)(y - q))`.
    ///
    /// - Parameters:
    ///   - actual: observed values, shape `[count]`.
    ///   - predicted: predicted `level`-quantiles, shape `[count]`.
    ///   - count: number of forecasts.
    ///   - level: quantile level τ, `0 < τ < 1`.
    /// - Returns: the sum in the unit of the data, accumulated in double; NaN when a value is NaN.
    public func pinballSum(
        _ actual: UnsafePointer<Float>, _ predicted: UnsafePointer<Float>, count: Int, level: Float
    ) -> Double {
        precondition(level > 0 && level < 1, "a quantile level lies between 0 and 1, found \(level)")
        return table.pointee.pinball_sum(actual, predicted, count, level)
    }

    /// Scales gradients so that their Euclidean norm is at most `maximum`, as PyTorch's `clip_grad_norm_` does.
    ///
    /// The factor is `maximum / (norm + 1e-6)` where that is below 1. Pascanu et al., "On the difficulty of training recurrent
    /// neural networks", ICML 2013.
    /// - Parameters:
    ///   - gradients: shape `[count]`; left alone when the norm is not finite, so that the caller can see it and stop.
    ///   - count: number of gradients.
    ///   - maximum: largest norm allowed, `> 0`; infinity never clips.
    /// - Returns: the norm before clipping, NaN or infinity when the gradients are not finite.
    public func clipNorm(_ gradients: UnsafeMutablePointer<Float>, count: Int, maximum: Float) -> Float {
        precondition(maximum > 0, "a norm of at most \(maximum) leaves no gradient")
        let norm = sumOfSquares(gradients, count: count).squareRoot()
        let factor = Double(maximum) / (norm + 1e-6)
        if norm.isFinite, factor < 1 { scale(gradients, by: Float(factor), count: count) }
        return Float(norm)
    }
}
