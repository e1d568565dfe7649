import Tensors

/// How a window network is trained, the same for all neural families.
public struct TrainingConfiguration: Sendable, Codable, Hashable {
    /// Most optimiser steps.
    public var steps: Int
    /// Windows per step.
    public var batch: Int
    /// Peak learning rate; warm-up and cosine decay around it.
    public var learningRate: Float
    /// Steps of linear warm-up.
    public var warmup: Int
    /// Largest norm of the gradient.
    public var clipNorm: Float
    /// Decoupled weight decay.
    public var weightDecay: Float
    /// Steps between two validations.
    public var round: Int
    /// Rounds without a better validation loss after which training stops.
    public var patience: Int

    /// Makes a configuration.
    public init(
        steps: Int = 1500, batch: Int = 128, learningRate: Float = 2e-3, warmup: Int = 50, clipNorm: Float = 1, weightDecay: Float = 1e-4,
        round: Int = 50, patience: Int = 8
    ) {
        (self.steps, self.batch, self.learningRate, self.warmup) = (steps, batch, learningRate, warmup)
        (self.clipNorm, self.weightDecay, self.round, self.patience) = (clipNorm, weightDecay, round, patience)
    }

    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` naming the first value outside its range.
    public func validate() throws(ForecastError) {
        func require(_ condition: Bool, _ text: String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text) }
        }
        try require(steps >= 1, "training steps must be at least 1, found \(steps)")
        try require(batch >= 1 && batch <= 65_536, "batch must lie between 1 and 65536, found \(batch)")
        try require(learningRate > 0 && learningRate.isFinite, "the learning rate must be positive, found \(learningRate)")
        try require(warmup >= 0, "warm-up must be 0 or more steps, found \(warmup)")
        try require(clipNorm > 0 && clipNorm.isFinite, "the gradient clip must be positive and finite, found \(clipNorm)")
        try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay must be 0 or more, found \(weightDecay)")
        try require(round >= 1, "a round has at least 1 step, found \(round)")
        try require(patience >= 1, "patience must be at least 1 round, found \(patience)")
    }
}
