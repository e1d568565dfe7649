/// How the learning rate changes while a model is trained: a factor on the base rate for each step.
public enum LearningRateSchedule: Codable, Hashable, Sendable {
    /// Always 1.
    case constant
    /// Rises linearly over `warmup` steps, then falls along half a cosine to the fraction `floor` at step `total`, and stays there.
    ///
    /// Loshchilov & Hutter, "SGDR", ICLR 2017, without restarts.
    case cosine(warmup: Int, total: Int, floor: Float)
    /// Multiplied by `factor` after every `every` steps; a stretch of less than one step counts as one.
    case stepDecay(every: Int, factor: Float)

    /// The factor on the learning rate of a step.
    ///
    /// During a warm-up of `w` steps the factor of step `s` is `(s + 1) / w`, so that the first step already learns.
    /// - Parameter step: how many steps were taken before this one, from 0.
    /// - Returns: a factor `≥ 0`, the same bits on every machine.
    public func factor(at step: Int) -> Float {
        precondition(step >= 0, "a negative number of steps, \(step)")
        switch self {
        case .constant: return 1
        case .cosine(let warmup, let total, let floor):
            if step < warmup { return Float(Double(step + 1) / Double(warmup)) }
            if step >= total { return floor }
            let progress = Double(step - max(warmup, 0)) / Double(total - max(warmup, 0))
            return Float(Double(floor) + (1 - Double(floor)) * (1 + PortableMath.cosine(halfTurns: progress)) / 2)
        case .stepDecay(let every, let factor):
            return Float(PortableMath.power(Double(factor), step / max(every, 1)))
        }
    }
}
