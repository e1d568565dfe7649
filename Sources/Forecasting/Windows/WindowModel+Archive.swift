import Tensors

extension WindowModel {
    /// The model as data, with the family's configuration and the losses of its training.
    public func archive(
        kind: String, configuration: some Encodable & Sendable, curve: [TrainingState.Round]
    ) throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(tensors: network.layout.tensors(of: parameters, prefix: "model."), metadata: ["kind": kind])
        try archive.store(configuration, under: "configuration")
        try archive.store(assembler.schema, under: "schema")
        try archive.store(curve, under: "curve")
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a model whose network the family has built from its configuration.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when a parameter is missing, of another shape, or not finite.
    public init(
        archive: ModelArchive, name: String, network: Network, assembler: WindowAssembler, levels: QuantileLevels, compute: Compute
    ) throws(ForecastError) {
        let parameters = try network.layout.parameters(in: archive, prefix: "model.")
        let known = Set(network.layout.blocks.map { "model." + $0.name })
        if let unknown = archive.tensors.keys.filter({ $0.hasPrefix("model.") && !known.contains($0) }).min() {
            throw ForecastError.invalidArchive("the network of this configuration has no tensor \(unknown)")
        }
        guard parameters.allSatisfy(\.isFinite) else { throw ForecastError.invalidArchive("a parameter is not finite") }
        self.init(
            name: name, network: network, assembler: assembler, levels: levels, parameters: parameters,
            residualPaths: try ResidualPaths(archive: archive), compute: compute)
    }
}
