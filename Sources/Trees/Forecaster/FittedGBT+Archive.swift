import Forecasting
import Tensors

extension FittedGBT {
    /// The model as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(configuration, under: "configuration")
        try archive.store(schema, under: "schema")
        for (index, forest) in forests.forests.enumerated() { ForestTensors(prefix: "forest.\(index)").store(forest, in: &archive) }
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        let configuration: GBTForecaster = try archive.value(under: "configuration")
        let schema: FeatureSchema = try archive.value(under: "schema")
        try schema.validate()
        guard schema.horizon == configuration.horizon else {
            throw ForecastError.invalidArchive("configuration and schema contradict each other")
        }
        var forests: [Forest] = []
        for (index, levels) in QuantileForests.parts(of: configuration.levels).enumerated() {
            forests.append(
                try ForestTensors(prefix: "forest.\(index)").forest(
                    in: archive, outputs: levels.count, featureNames: schema.names, objective: .quantiles(levels: levels)))
        }
        self.init(
            configuration: configuration, schema: schema, forests: forests, residualPaths: try ResidualPaths(archive: archive),
            compute: compute)
    }
}
