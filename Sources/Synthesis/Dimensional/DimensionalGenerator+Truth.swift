import Tensors
import Traces

extension DimensionalGenerator {
    /// Expected value of a cell in a bucket, and what it is made of; residuals and shared factors have mean 1 and are not in it.
    /// - Parameters:
    ///   - metric: name of a metric that is drawn from a rate.
    ///   - cell: number of the cell.
    ///   - bucket: number of the bucket.
    /// - Throws: ``SynthesisError``.
    public func truth(metric: String, cell: Int, bucket: Int) throws(SynthesisError) -> (expected: Double, components: RateComponents) {
        guard let position = position(of: metric) else {
            throw .unknownName(metric, of: "metric that is drawn", known: metrics.map(\.metric.name))
        }
        guard cells != nil else {
            throw .tooManyCells(count: Double(cellCount), limit: CellDiagram.limit, reason: "the truth is told cell by cell")
        }
        let compiled = metrics[position]
        let part = compiled.rates.components(bucket: bucket)[Int(compiled.classOfCell[cell])]
        return (expected(compiled, cell, part, bucket), part)
    }

    func expected(_ compiled: CompiledMetric, _ cell: Int, _ part: RateComponents, _ bucket: Int) -> Double {
        let span = grid.interval(of: bucket)
        return compiled.rate * Double(span.upperBound - span.lowerBound) * compiled.weightOfCell[cell] * part.expected
    }

    /// Whether an incident touches a cell.
    public func touches(_ incident: Incident, cell: Int) -> Bool {
        zip(configuration.dimensions, self.cell(cell)).allSatisfy { incident.filter.accepts($1, of: $0.name) }
    }

    /// Times of the events behind a count: as many as it says (at most 10⁹), uniform inside the bucket, ascending, in nanoseconds since 1970.
    /// - Parameters:
    ///   - metric: name of a metric of counts.
    ///   - cell: number of the cell.
    ///   - bucket: number of the bucket.
    /// - Throws: ``SynthesisError/unknownName(_:of:known:)``.
    public func arrivals(metric: String, cell: Int, bucket: Int) throws(SynthesisError) -> [Int64] {
        guard let position = position(of: metric), let cells else {
            throw .unknownName(metric, of: "metric that is drawn cell by cell", known: metrics.map(\.metric.name))
        }
        let count = Int(min(trueRow(metric: position, bucket: bucket, BlockResiduals(self))[cell], 1e9))
        let span = grid.interval(of: bucket)
        let key = StreamKey(bits: cells.keys[cell]).appending(metrics[position].nameBits)
        var random = KeyedRandom(key, at: grid.absoluteIndex(of: bucket), lane: 10)
        let length = Double(span.upperBound - span.lowerBound)
        return (0..<max(0, count)).map { _ in span.lowerBound + Int64(random.uniform() * length) }.sorted()
    }
}
