import Forecasting
import Tensors

/// Trains the forests of a forecaster.
struct QuantileTrainer {
    let configuration: GBTConfiguration
    let levels: QuantileLevels
    let seed: UInt64
    let compute: Compute

    /// Rounds without a better validation loss after which a trial ends.
    private static let patience = 20
    /// How much faster than the final training a trial learns: it only has to find the number of rounds.
    static let trialHaste = 2.0

    /// Forests, and the round after which each was best on validation rows.
    struct Result {
        var forests: [Forest]
        var rounds: [Int]
    }

    /// Trains quickly and stops each forest when the validation loss rises.
    func trial(on rows: ForecastRows, watching validation: ForecastRows, schema: FeatureSchema) throws -> Result {
        let rate = min(1, configuration.learningRate * Self.trialHaste)
        let rounds = max(1, Int((Double(configuration.rounds) * configuration.learningRate / rate).rounded(.up)))
        return try train(rows, validation, schema: schema, rate: rate, rounds: QuantileForests.parts(of: levels).map { _ in rounds })
    }

    /// Trains with a number of rounds for each forest.
    func train(on rows: ForecastRows, schema: FeatureSchema, rounds: [Int]) throws -> Result {
        try train(rows, nil, schema: schema, rate: configuration.learningRate, rounds: rounds)
    }

    /// Rounds of the final training after those that were best for a trial: slower steps, and more rows to learn from.
    func rounds(after trial: [Int]) -> [Int] {
        let factor = 1.1 * min(1, configuration.learningRate * Self.trialHaste) / configuration.learningRate
        return trial.map { min(configuration.rounds, Int(factor * Double($0)) + 10) }
    }

    private func train(
        _ rows: ForecastRows, _ validation: ForecastRows?, schema: FeatureSchema, rate: Double, rounds: [Int]
    ) throws -> Result {
        let names = schema.names
        var settings = BoostingConfiguration(objective: .squared)
        settings.learningRate = rate
        settings.leaves = configuration.leaves
        // A leaf of few rows knows nothing about the outer quantiles; a set of few rows still has to be split.
        settings.minimumRows = max(1, min(configuration.minimumRows, rows.count / 20))
        settings.featureFraction = configuration.featureFraction
        settings.rowSampling = configuration.rowFraction < 1 ? .bagging(fraction: configuration.rowFraction, every: 1) : .all
        settings.bins = 127
        settings.earlyStopping = validation == nil ? nil : Self.patience
        settings.seed = seed
        let targets = rows.targets(schema.window)
        let watched = validation.map { BoostingData($0.table(names), targets: $0.targets(schema.window)) }
        var result = Result(forests: [], rounds: [])
        for (part, rounds) in zip(QuantileForests.parts(of: levels), rounds) {
            settings.objective = .quantiles(levels: part)
            settings.rounds = rounds
            let trained = try withExtendedLifetime((rows, validation)) {
                try Booster(settings, compute: compute).train(
                    BoostingData(rows.table(names), targets: targets), validation: watched)
            }
            result.forests.append(trained.forest)
            result.rounds.append(trained.bestRound)
        }
        return result
    }
}
