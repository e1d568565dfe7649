import Forecasting
import Tensors

/// Trains the forests of a forecaster.
struct ForestTrainer {
    let configuration: GBTConfiguration
    let levels: QuantileLevels
    let seed: UInt64
    let compute: Compute

    /// Rounds without a better validation loss after which a trial ends.
    private static let patience = 20
    /// How much faster than the final training a trial learns: it only has to find the number of rounds.
    static let trialHaste = 2.0
    /// Least sum of the expected values of a leaf, in the unit of the targets, where trees learn logarithms.
    private static let leastExpectation = 1.0
    /// Bins of a feature.
    private static let bins = 127

    /// Forests, and the round after which each was best on validation rows.
    struct Result {
        var forests: [Forest]
        var rounds: [Int]
    }

    /// Levels of every forest; none for that of a mean.
    private var parts: [[Double]] { configuration.objective.isMean ? [[]] : QuantileForests.parts(of: levels) }

    /// Trains quickly and stops each forest when the validation loss rises; without validation rows trains as the final training does.
    func trial(on rows: ForecastRows, watching validation: ForecastRows?, schema: FeatureSchema) throws -> Result {
        guard validation != nil else { return try train(on: rows, schema: schema, rounds: parts.map { _ in configuration.rounds }) }
        let rate = min(1, configuration.learningRate * Self.trialHaste)
        let rounds = max(1, Int((Double(configuration.rounds) * configuration.learningRate / rate).rounded(.up)))
        return try train(rows, validation, schema: schema, rate: rate, rounds: parts.map { _ in rounds })
    }

    /// Trains with a number of rounds for each forest.
    func train(on rows: ForecastRows, schema: FeatureSchema, rounds: [Int]) throws -> Result {
        try train(rows, nil, schema: schema, rate: configuration.learningRate, rounds: rounds)
    }

    /// Rounds of the final training after those that were best for a trial: slower steps, and more rows to learn from.
    func rounds(after trial: [Int]) -> [Int] {
        guard configuration.earlyStopping else { return parts.map { _ in configuration.rounds } }
        let factor = 1.1 * min(1, configuration.learningRate * Self.trialHaste) / configuration.learningRate
        return trial.map { min(configuration.rounds, Int(factor * Double($0)) + 10) }
    }

    /// Bytes that a training takes for so many rows and others that it watches, those of the features included.
    func memoryEstimate(rows: Int, validationRows: Int = 0, columns: Int) -> Int {
        let most = parts.max { $0.count < $1.count } ?? []
        let booster = Booster(settings(rows: rows, levels: most), compute: compute)
        return booster.memoryEstimate(rows: rows, features: columns, validationRows: validationRows)
            + (rows + validationRows) * ForecastRows.bytes(columns: columns)
    }

    private func settings(rows: Int, levels: [Double]) -> BoostingConfiguration {
        var settings = BoostingConfiguration(objective: configuration.objective.boosting(levels: levels))
        settings.leaves = configuration.leaves
        // A leaf of few rows knows nothing about the outer quantiles; a set of few rows still has to be split.
        settings.minimumRows = max(1, min(configuration.minimumRows, rows / 20))
        // Steps of logarithms are divided by the sum of the means: one that is nearly nothing would send a leaf out of all bounds.
        if configuration.objective.needsCounts { settings.minimumHessian = Self.leastExpectation }
        settings.featureFraction = configuration.featureFraction
        settings.rowSampling = configuration.rowFraction < 1 ? .bagging(fraction: configuration.rowFraction, every: 1) : .all
        settings.bins = Self.bins
        settings.seed = seed
        return settings
    }

    private func train(
        _ rows: ForecastRows, _ validation: ForecastRows?, schema: FeatureSchema, rate: Double, rounds: [Int]
    ) throws -> Result {
        let names = schema.names
        let watched = validation.map { BoostingData($0.table(names), targets: $0.targets) }
        var result = Result(forests: [], rounds: [])
        for (part, rounds) in zip(parts, rounds) {
            var settings = settings(rows: rows.count, levels: part)
            settings.learningRate = rate
            settings.earlyStopping = validation == nil ? nil : Self.patience
            settings.rounds = rounds
            let trained = try withExtendedLifetime((rows, validation)) {
                try Booster(settings, compute: compute).train(
                    BoostingData(rows.table(names), targets: rows.targets), validation: watched)
            }
            result.forests.append(trained.forest)
            result.rounds.append(trained.bestRound)
        }
        return result
    }
}
