import Tensors
import Traces

extension DimensionalGenerator {
    /// A total of a bucket, shared out along the dimensions.
    ///
    /// The total is drawn from the summed rate, and every node gives its edges a multinomial share of what it got, by binomial numbers from
    /// a stream named by the prefix. Poisson totals shared so are independent Poisson cells; linear negative binomial ones, shared by
    /// beta-binomial numbers, independent negative binomial cells. Sums of children equal their parent because nothing else is given out,
    /// and below a node that got nothing there is nothing to do.
    struct Splitter {
        let diagram: CellDiagram
        let sums: [Double]
        let factors: [[Double]]
        let valueKeys: [[UInt64]]
        let dispersion: Double
        let index: Int
        let stop: Int

        /// Shares `count` out below a node and hands on what reaches the dimension where it stops.
        ///
        /// `scale` is the rate below the node in units of its sum: what the way to it has weighed.
        func share(
            _ count: Int, below node: Int, _ level: Int, _ key: StreamKey, _ cell: Int, scale: Double,
            _ visit: (_ cell: Int, _ count: Int) -> Void
        ) {
            if level == stop { return visit(cell, count) }
            var random = KeyedRandom(key, at: index)
            var rest = count
            var sum = sums[node]
            let range = diagram.edgeRange[node]
            func weight(_ edge: CellDiagram.Edge) -> Double { edge.weight * (factors.isEmpty ? 1 : factors[level][Int(edge.value)]) }
            // What is left goes to the last edge that can have anything, never to one whose rate is 0.
            var last = range.upperBound - 1
            while last > range.lowerBound, weight(diagram.edges[last]) * sums[Int(diagram.edges[last].child)] <= 0 { last -= 1 }
            for position in range.lowerBound...last where rest > 0 {
                let edge = diagram.edges[position]
                let value = Int(edge.value)
                let weight = weight(edge)
                let own = weight * sums[Int(edge.child)]
                let given: Int
                if position == last {
                    given = rest
                } else if own <= 0 {
                    given = 0
                } else {
                    let others = max(0, sum - own)
                    var probability = own / max(sum, own)
                    if dispersion > 0, others > 0 { probability = random.beta(scale * own / dispersion, scale * others / dispersion) }
                    given = random.binomial(trials: rest, probability: probability)
                }
                sum -= own
                rest -= given
                guard given > 0 else { continue }
                share(
                    given, below: Int(edge.child), level + 1, key.appending(valueKeys[level][value]), cell + edge.cellsBefore,
                    scale: scale * weight, visit)
            }
        }
    }

    /// Shares a bucket's total out down to a dimension.
    /// - Parameters:
    ///   - stop: number of dimensions to share out over; all of them gives cells.
    ///   - visit: called with the number of the first cell below and the count, where it is not 0, in canonical order.
    func split(
        _ compiled: CompiledMetric, bucket: Int, to stop: Int, _ residuals: BlockResiduals,
        visit: (_ cell: Int, _ count: Int) -> Void
    ) {
        guard let root = compiled.diagram.root else { return }
        let index = grid.absoluteIndex(of: bucket)
        let parts = compiled.rates.components(bucket: bucket)
        let shared = residuals.factors(at: index)
        let values = zip(parts, compiled.rates.classes).map { $0.expected * $1.factor }
        let sums = compiled.diagram.sums(values, factors: shared.values, levels: compiled.levels)
        let span = grid.interval(of: bucket)
        let scale = compiled.rate * Double(span.upperBound - span.lowerBound) * shared.all
        var dispersion = 0.0
        if case .negativeBinomial(let value, _) = compiled.metric.settings.noise { dispersion = value }
        let noise: ObservationNoise = dispersion > 0 ? .negativeBinomial(dispersion: dispersion, isLinear: true) : .poisson
        let key = key.appending(compiled.nameBits)
        var random = KeyedRandom(key, at: index, lane: 5)
        let total = Int(noise.draw(rate: scale * sums[root], scale: 1, using: &random))
        guard total > 0 else { return }
        Splitter(
            diagram: compiled.diagram, sums: sums, factors: shared.values, valueKeys: valueKeys, dispersion: dispersion, index: index,
            stop: stop
        ).share(total, below: root, 0, key, 0, scale: scale, visit)
    }

    func splitRow(_ compiled: CompiledMetric, bucket: Int, _ residuals: BlockResiduals) -> [Double] {
        var row = [Double](repeating: 0, count: cellCount)
        split(compiled, bucket: bucket, to: compiled.diagram.depth, residuals) { cell, count in row[cell] = Double(count) }
        return row
    }
}
