import Tensors

/// Where an interrupted training stands: everything beside the best parameters that going on needs.
public struct TrainingState: Sendable {
    /// Seed of the random streams.
    public let seed: UInt64
    /// Optimiser steps done.
    public var step = 0
    /// Current parameters, flat.
    public var parameters: [Float]
    /// Optimiser with its moments.
    public var optimiser: Adam
    /// Best parameters by validation loss so far.
    public var bestParameters: [Float]
    /// Their validation loss.
    public var bestLoss = Double.infinity
    /// Step at which they were found.
    public var bestStep = 0
    /// Rounds since then.
    public var roundsWithoutGain = 0
    /// Training and validation loss of every round.
    public var curve: [Round] = []

    /// Losses after one round.
    public struct Round: Sendable, Codable, Equatable {
        /// Optimiser steps done.
        public var step: Int
        /// Mean scaled pinball loss of the round's training batches.
        public var training: Double
        /// Validation loss; infinite when the forecasts were not finite.
        public var validation: Double

        /// Makes a round.
        public init(step: Int, training: Double, validation: Double) {
            (self.step, self.training, self.validation) = (step, training, validation.isNaN ? .infinity : validation)
        }

        private enum CodingKeys: String, CodingKey { case step, training, validation }

        /// Reads a round; one without a validation loss had none that was finite.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                step: try values.decode(Int.self, forKey: .step), training: try values.decode(Double.self, forKey: .training),
                validation: try values.decodeIfPresent(Double.self, forKey: .validation) ?? .infinity)
        }

        /// Writes a round. JSON knows no infinity: a loss that is not finite is left out.
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(step, forKey: .step)
            try values.encode(training, forKey: .training)
            try values.encodeIfPresent(validation.isFinite ? validation : nil, forKey: .validation)
        }
    }

    /// A fresh state.
    public init(seed: UInt64, parameters: [Float], optimiser: Adam) {
        self.seed = seed
        self.parameters = parameters
        self.optimiser = optimiser
        bestParameters = parameters
    }

    private struct Numbers: Codable {
        var seed: UInt64, step: Int, bestLoss: Double?, bestStep: Int, roundsWithoutGain: Int, curve: [Round]
    }

    private static let prefix = "training."

    /// Adds the state to an archive; the archive stays a complete model.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        archive.tensors[Self.prefix + "parameters"] = ModelArchive.Tensor(parameters, shape: [parameters.count])
        archive.tensors[Self.prefix + "first_moment"] = ModelArchive.Tensor(optimiser.firstMoment, shape: [parameters.count])
        archive.tensors[Self.prefix + "second_moment"] = ModelArchive.Tensor(optimiser.secondMoment, shape: [parameters.count])
        let numbers = Numbers(
            seed: seed, step: step, bestLoss: bestLoss.isFinite ? bestLoss : nil, bestStep: bestStep, roundsWithoutGain: roundsWithoutGain,
            curve: curve)
        try archive.store(numbers, under: "training")
    }

    /// Reads a state back.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when the archive is a finished model or has other parameters.
    public init(archive: ModelArchive, bestParameters: [Float], configuration: Adam.Configuration) throws(ForecastError) {
        guard archive.metadata["training"] != nil else {
            throw ForecastError.invalidArchive(
                "the file holds a finished model, not a checkpoint; start a new training or give the checkpoint")
        }
        let numbers: Numbers = try archive.value(under: "training")
        let count = [bestParameters.count]
        seed = numbers.seed
        parameters = try archive.floats(Self.prefix + "parameters", shape: count)
        let first = try archive.floats(Self.prefix + "first_moment", shape: count)
        let second = try archive.floats(Self.prefix + "second_moment", shape: count)
        guard numbers.step >= 0, numbers.bestStep >= 0, numbers.roundsWithoutGain >= 0 else {
            throw ForecastError.invalidArchive("the counters of the checkpoint are negative")
        }
        guard parameters.allSatisfy(\.isFinite), first.allSatisfy(\.isFinite), second.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw ForecastError.invalidArchive("the checkpoint holds a parameter or moment that is not finite, or a negative square")
        }
        optimiser = Adam(configuration, stepCount: numbers.step, firstMoment: first, secondMoment: second)
        self.bestParameters = bestParameters
        (step, bestStep, roundsWithoutGain, curve) = (numbers.step, numbers.bestStep, numbers.roundsWithoutGain, numbers.curve)
        bestLoss = numbers.bestLoss ?? .infinity
    }

    /// Removes the state from an archive: what remains is the finished model.
    public static func remove(from archive: inout ModelArchive) {
        for name in ["parameters", "first_moment", "second_moment"] { archive.tensors[prefix + name] = nil }
        archive.metadata["training"] = nil
    }
}
