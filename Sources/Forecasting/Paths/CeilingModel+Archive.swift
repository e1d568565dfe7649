extension CeilingModel {
    private static let key = "ceilings", tensor = "ceilings.weights"

    /// What is kept as text.
    private struct Record: Codable { var windows: Int, span: Int }

    /// Adds the model to an archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it cannot be written as text.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        try archive.store(Record(windows: windows, span: span), under: Self.key)
        archive.tensors[Self.tensor] = ModelArchive.Tensor(weights, shape: [Self.anchors.count, Self.parts])
        copula.store(in: &archive)
    }

    /// Reads the model of an archive; `nil` when it has none.
    /// - Parameter levels: of the forecasts.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` for an unsound one.
    public init?(archive: ModelArchive, levels: QuantileLevels) throws(ForecastError) {
        guard archive.metadata[Self.key] != nil else { return nil }
        let record: Record = try archive.value(under: Self.key)
        let weights = try archive.floats(Self.tensor, shape: [Self.anchors.count, Self.parts])
        guard (1...1 << 40).contains(record.windows), (1...1 << 16).contains(record.span), weights.allSatisfy({ (0...1).contains($0) })
        else {
            throw ForecastError.invalidArchive("the ceilings have weights, windows or a span out of range")
        }
        guard let copula = try GaussianCopula(archive: archive) else {
            throw ForecastError.invalidArchive("the ceilings lack the dependence between steps")
        }
        self.init(copula: copula, weights: weights, windows: record.windows, span: record.span, levels: levels)
    }
}
