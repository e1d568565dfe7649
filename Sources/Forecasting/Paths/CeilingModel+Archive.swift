extension CeilingModel {
    private static let key = "ceilings", tensor = "ceilings.weights"

    /// What is kept as text: the season, and the series that have weights of their own, in the order of their rows.
    private struct Record: Codable { var season: Int, series: [String] }

    /// Adds the model to an archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it cannot be written as text.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        let series = weights.rows.sorted { $0.value < $1.value }.map(\.key)
        try archive.store(Record(season: season, series: series), under: Self.key)
        archive.tensors[Self.tensor] = ModelArchive.Tensor(
            weights.values, shape: [1 + series.count, CeilingWeights.anchors.count, CeilingParts.count])
        copula.store(in: &archive)
    }

    /// Reads the model of an archive; `nil` when it has none.
    /// - Parameter levels: of the forecasts.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` for an unsound one.
    public init?(archive: ModelArchive, levels: QuantileLevels) throws(ForecastError) {
        guard archive.metadata[Self.key] != nil else { return nil }
        let record: Record = try archive.value(under: Self.key)
        let shape = [1 + record.series.count, CeilingWeights.anchors.count, CeilingParts.count]
        let values = try archive.floats(Self.tensor, shape: shape)
        guard (1...100_000_000).contains(record.season), Set(record.series).count == record.series.count,
            values.allSatisfy({ (0...1).contains($0) }),
            stride(from: 0, to: values.count, by: CeilingParts.count).allSatisfy({
                (0.999...1.001).contains(values[$0..<$0 + CeilingParts.count].reduce(0, +))
            })
        else {
            throw ForecastError.invalidArchive("the ceilings have a season, series or weights out of range")
        }
        guard let copula = try GaussianCopula(archive: archive) else {
            throw ForecastError.invalidArchive("the ceilings lack the dependence between steps")
        }
        let rows = Dictionary(uniqueKeysWithValues: record.series.enumerated().map { ($1, $0 + 1) })
        self.init(copula: copula, weights: CeilingWeights(rows: rows, values: values), season: record.season, levels: levels)
    }
}
