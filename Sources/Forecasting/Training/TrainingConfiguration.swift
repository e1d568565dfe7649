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
    /// What the parameters are chosen for.
    public var objective: TrainingObjective
    /// Chance that a training window shows only the end of its context, from a random step on: models that meet short histories learn from
    /// such.
    public var cropping: Float
    /// Deviation of the logarithm of a random factor on the values and targets of a training window.
    public var stretching: Float

    /// Makes a configuration.
    public init(
        steps: Int = 1500, batch: Int = 128, learningRate: Float = 2e-3, warmup: Int = 50, clipNorm: Float = 1, weightDecay: Float = 1e-4,
        round: Int = 50, patience: Int = 8, objective: TrainingObjective = .marginal, cropping: Float = 0, stretching: Float = 0
    ) {
        (self.steps, self.batch, self.learningRate, self.warmup) = (steps, batch, learningRate, warmup)
        (self.clipNorm, self.weightDecay, self.round, self.patience) = (clipNorm, weightDecay, round, patience)
        (self.objective, self.cropping, self.stretching) = (objective, cropping, stretching)
    }

    /// Reads a configuration; files of earlier versions do not name all settings.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            steps: try values.decode(Int.self, forKey: .steps), batch: try values.decode(Int.self, forKey: .batch),
            learningRate: try values.decode(Float.self, forKey: .learningRate), warmup: try values.decode(Int.self, forKey: .warmup),
            clipNorm: try values.decode(Float.self, forKey: .clipNorm), weightDecay: try values.decode(Float.self, forKey: .weightDecay),
            round: try values.decode(Int.self, forKey: .round), patience: try values.decode(Int.self, forKey: .patience),
            objective: try values.decodeIfPresent(TrainingObjective.self, forKey: .objective) ?? .marginal,
            cropping: try values.decodeIfPresent(Float.self, forKey: .cropping) ?? 0,
            stretching: try values.decodeIfPresent(Float.self, forKey: .stretching) ?? 0)
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
        try require(cropping >= 0 && cropping <= 1, "the chance of a cropped context lies in [0, 1], found \(cropping)")
        try require(stretching >= 0 && stretching <= 2, "the deviation of stretched windows lies in [0, 2], found \(stretching)")
        try require(patience >= 1, "patience must be at least 1 round, found \(patience)")
    }
}
