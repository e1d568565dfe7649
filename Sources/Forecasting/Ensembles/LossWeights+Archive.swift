extension LossWeights {
    /// Series that have weights of their own, in the order of their rows.
    var series: [String] { rows.sorted { $0.value < $1.value }.map(\.key) }

    /// The weights as a tensor `[1 + series, respects, candidates]`; ``series`` is kept by the caller.
    var tensor: ModelArchive.Tensor { ModelArchive.Tensor(values, shape: [1 + rows.count, respects, candidates]) }

    /// Reads weights.
    /// - Parameters:
    ///   - archive: where the tensor is.
    ///   - name: of the tensor.
    ///   - series: what was kept beside it.
    ///   - respects: number of respects that are expected.
    ///   - candidates: number of candidates that are expected.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` for a tensor of another shape, weights outside 0…1, rows that do not sum to 1, and series
    ///   that appear twice.
    init(archive: ModelArchive, named name: String, series: [String], respects: Int, candidates: Int) throws(ForecastError) {
        let values = try archive.floats(name, shape: [1 + series.count, respects, candidates])
        guard Set(series).count == series.count, values.allSatisfy({ (0...1).contains($0) }),
            Swift.stride(from: 0, to: values.count, by: candidates).allSatisfy({
                (0.999...1.001).contains(values[$0..<$0 + candidates].reduce(0, +))
            })
        else {
            throw ForecastError.invalidArchive("\(name) should hold weights from 0 to 1 of sum 1, once for every series")
        }
        self.init(
            candidates: candidates, respects: respects,
            rows: Dictionary(uniqueKeysWithValues: series.enumerated().map { ($1, $0 + 1) }), values: values)
    }
}
