import Forecasting
import Tensors

extension FittedGBT {
    /// The model as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(configuration, under: "configuration")
        try archive.store(schema, under: "schema")
        for (index, forest) in answers.forests.enumerated() { ForestTensors(prefix: "forest.\(index)").store(forest, in: &archive) }
        if case .mean(_, let residuals) = answers { residuals.store(in: &archive) }
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        let configuration: GBTForecaster = try archive.value(under: "configuration")
        let schema: FeatureSchema = try archive.value(under: "schema")
        try schema.validate()
        try configuration.configuration.validate()
        guard schema.horizon == configuration.horizon, schema.isRecursive == (configuration.configuration.strategy == .recursive) else {
            throw ForecastError.invalidArchive("configuration and schema contradict each other")
        }
        let objective = configuration.configuration.objective
        func forest(_ index: Int, levels: [Double]) throws(ForecastError) -> Forest {
            let boosting = objective.boosting(levels: levels)
            return try ForestTensors(prefix: "forest.\(index)").forest(
                in: archive, outputs: boosting.outputs, featureNames: schema.names, objective: boosting.forestObjective)
        }
        let kernels = Kernels(compute.instructionSet)
        let answers: TreeAnswers
        if objective.isMean {
            guard !objective.needsCounts || [.none, .level].contains(schema.scaling) else {
                throw ForecastError.invalidArchive("the objective \(objective) needs targets that are a factor of the values")
            }
            let residuals = try ResidualQuantiles(
                archive: archive, variancePower: objective.variancePower, horizon: schema.horizon, levels: configuration.levels)
            answers = .mean(MeanForest(try forest(0, levels: []), kernels: kernels), residuals)
        } else {
            var forests: [Forest] = []
            for (index, levels) in QuantileForests.parts(of: configuration.levels).enumerated() {
                forests.append(try forest(index, levels: levels))
            }
            answers = .quantiles(QuantileForests(forests, kernels: kernels))
        }
        self.init(
            configuration: configuration, schema: schema, answers: answers, residualPaths: try ResidualPaths(archive: archive),
            compute: compute)
    }
}
