/// The optimiser of all model families: Adam with decoupled weight decay, with its state.
///
/// Kingma & Ba, "Adam", ICLR 2015; Loshchilov & Hutter, "Decoupled Weight Decay Regularization", ICLR 2019. Agrees with PyTorch's
/// `AdamW`, and with `Adam` when the weight decay is 0. `Codable`, so that a checkpoint can hold it.
public struct Adam: Sendable, Hashable {
    /// What an optimiser is made from.
    public struct Configuration: Hashable, Sendable {
        /// Step size η before any schedule.
        public var learningRate: Float
        /// Decay of the first moment, in `[0, 1)`.
        public var beta1: Float
        /// Decay of the second moment, in `[0, 1)`.
        public var beta2: Float
        /// Added to the root of the bias-corrected second moment.
        public var epsilon: Float
        /// Decoupled weight decay λ: each step multiplies parameters by `1 - ηλ`.
        public var weightDecay: Float

        /// Makes a configuration.
        public init(
            learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0
        ) {
            (self.learningRate, self.beta1, self.beta2) = (learningRate, beta1, beta2)
            (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
        }
    }

    /// How to step.
    public let configuration: Configuration
    /// Steps taken so far.
    public private(set) var stepCount: Int
    /// Exponential mean of the gradients, shape `[count]`.
    public private(set) var firstMoment: [Float]
    /// Exponential mean of their squares, shape `[count]`.
    public private(set) var secondMoment: [Float]

    /// Makes an optimiser for `count` parameters that has taken no step.
    public init(_ configuration: Configuration = Configuration(), count: Int) {
        let zeros = [Float](repeating: 0, count: count)
        self.init(configuration, stepCount: 0, firstMoment: zeros, secondMoment: zeros)
    }

    /// Restores an optimiser from the state of a checkpoint.
    /// - Precondition: both moments have the same count and `stepCount` is not negative.
    public init(_ configuration: Configuration, stepCount: Int, firstMoment: [Float], secondMoment: [Float]) {
        precondition(stepCount >= 0, "a negative number of steps, \(stepCount)")
        precondition(
            firstMoment.count == secondMoment.count,
            "the first moment has \(firstMoment.count) values, the second \(secondMoment.count)")
        (self.configuration, self.stepCount) = (configuration, stepCount)
        (self.firstMoment, self.secondMoment) = (firstMoment, secondMoment)
    }

    /// Number of parameters.
    public var count: Int { firstMoment.count }

    /// Takes one step.
    ///
    /// - Parameters:
    ///   - parameters: shape `[count]`, updated.
    ///   - gradients: shape `[count]`.
    ///   - count: number of parameters, the number this optimiser was made for.
    ///   - learningRate: the rate of this step: `configuration.learningRate` times the factor of a ``LearningRateSchedule``.
    ///   - kernels: which instructions to use.
    public mutating func step(
        parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, count: Int, learningRate: Float,
        kernels: Kernels
    ) {
        precondition(count == self.count, "an optimiser of \(self.count) parameters was given \(count)")
        stepCount += 1
        firstMoment.withUnsafeMutableBufferPointer { first in
            secondMoment.withUnsafeMutableBufferPointer { second in
                guard let first = first.baseAddress, let second = second.baseAddress else { return }
                kernels.adamStep(
                    parameters: parameters, gradients: gradients, firstMoment: first, secondMoment: second, count: count,
                    learningRate: learningRate, beta1: configuration.beta1, beta2: configuration.beta2,
                    epsilon: configuration.epsilon, weightDecay: configuration.weightDecay, step: stepCount)
            }
        }
    }
}
