internal import CKernels

/// Pinball loss of quantile forecasts with its gradient: what every model family is trained on.
///
/// The loss of a prediction `q` at level τ for an observation `y` is `max(τ(y - q), (τ - 1)(y - q))`; its expectation is smallest
/// at the τ-quantile. Koenker & Bassett, "Regression Quantiles", Econometrica 46(1), 1978.
///
/// The loss has no derivative at `y = q`. There the gradient is `½ - τ`, the middle of the subgradients `-τ … 1 - τ`. It is what
/// PyTorch's `maximum` gives, which shares a gradient equally between equal arguments, and it pulls a median with no force at all
/// when it is exactly right, so counts that are forecast exactly stay where they are.
public struct PinballLoss: Sendable, Hashable {
    /// Quantile levels τ, shape `[Q]`.
    public let levels: [Float]

    /// Makes the loss of some quantile levels.
    /// - Precondition: at least one level, each in `(0, 1)`.
    public init(levels: [Float]) {
        precondition(!levels.isEmpty && levels.allSatisfy { $0 > 0 && $0 < 1 }, "quantile levels lie between 0 and 1: \(levels)")
        self.levels = levels
    }

    /// Weighted sum of the losses of `count` rows, and its gradient.
    ///
    /// - Parameters:
    ///   - predicted: shape `[count, Q]`.
    ///   - actual: shape `[count]`; a row with NaN is not scored.
    ///   - weights: shape `[count]`, `nil` for 1.
    ///   - count: number of rows.
    ///   - gradient: shape `[count, Q]`, written with `gradientScale · weight · d loss / d predicted`, 0 for rows that are not
    ///     scored; `nil` when not wanted; may be `predicted`.
    ///   - gradientScale: factor of the gradient, such as one over the number of scored values.
    ///   - kernels: which instructions to use.
    /// - Returns: the weighted sum over scored rows and all levels, in double, and the number of scored rows.
    public func evaluate(
        predicted: UnsafePointer<Float>, actual: UnsafePointer<Float>, weights: UnsafePointer<Float>?, count: Int,
        gradient: UnsafeMutablePointer<Float>?, gradientScale: Float, kernels: Kernels = .best
    ) -> (sum: Double, observed: Int) {
        var observed = 0
        let sum = kernels.table.pointee.pinball_rows(
            gradient, &observed, predicted, actual, weights, levels, count, levels.count, gradientScale)
        return (sum, observed)
    }
}
