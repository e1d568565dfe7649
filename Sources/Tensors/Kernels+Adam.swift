internal import CKernels

extension Kernels {
    /// One step of Adam with decoupled weight decay, in the order of operations of PyTorch's `AdamW` (`Adam` when `weightDecay`
    /// is 0).
    ///
    /// `p ← p·(1 - η·λ)`, `m ← m + (1-β₁)(g - m)`, `v ← β₂·v + (1-β₂)·g²`,
    /// `p ← p - η/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)`.
    ///
    /// What depends on the step alone is computed in double. There the betas stand for the decimal they were written as, to
    /// seven places: `1 - 0.999` from the nearest float is wrong by 1.3·10⁻⁵ of its value.
    /// - Parameters:
    ///   - parameters: shape `[count]`, updated.
    ///   - gradients: shape `[count]`.
    ///   - firstMoment: `m`, shape `[count]`, zero before the first step.
    ///   - secondMoment: `v`, shape `[count]`, zero before the first step.
    ///   - count: number of parameters.
    ///   - learningRate: `η ≥ 0`.
    ///   - beta1: decay of the first moment, in `[0, 1)`.
    ///   - beta2: decay of the second moment, in `[0, 1)`.
    ///   - epsilon: `ε ≥ 0`, added to the root of the bias-corrected second moment.
    ///   - weightDecay: `λ ≥ 0`.
    ///   - step: number of this step, from 1.
    public func adamStep(
        parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
        secondMoment: UnsafeMutablePointer<Float>, count: Int, learningRate: Float, beta1: Float, beta2: Float, epsilon: Float,
        weightDecay: Float, step: Int
    ) {
        precondition(step >= 1, "steps of Adam count from 1, found \(step)")
        precondition((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas lie in [0, 1), found \(beta1) and \(beta2)")
        let (first, second, rate) = (Self.decimal(beta1), Self.decimal(beta2), Double(learningRate))
        var scalars = hk_adam_scalars(
            decay: Float(1 - rate * Double(weightDecay)),
            first_weight: Float(1 - first),
            second_keep: Float(second),
            second_weight: Float(1 - second),
            second_root: Float((1 - PortableMath.power(second, step)).squareRoot()),
            step_size: Float(rate / (1 - PortableMath.power(first, step))),
            epsilon: epsilon)
        table.pointee.adam(parameters, firstMoment, secondMoment, gradients, count, &scalars)
    }

    /// The decimal of at most seven places that a float in [0, 1) was written as.
    private static func decimal(_ value: Float) -> Double { (Double(value) * 1e7).rounded() / 1e7 }
}
