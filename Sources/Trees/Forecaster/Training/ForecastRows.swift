import Forecasting
import Tensors
import Traces

/// Rows of features with their targets: what trees learn from or are judged by.
final class ForecastRows: @unchecked Sendable {
    /// Number of rows.
    let count: Int
    /// Features `[N, D]`.
    let features: UnsafeMutablePointer<Float>
    /// Values to predict, as they are.
    private(set) var actual: [Float] = []
    /// Location and scale of every row.
    private(set) var scales: [WindowScale] = []
    /// How much the series of every row varied before its origin, in its unit; positive.
    private(set) var variations: [Double] = []

    private let columns: Int

    /// One origin of a series with the steps whose targets are predicted.
    struct Origin: Sendable {
        var history: History
        var steps: [Int]
    }

    /// Computes the rows of origins, given series by series, ascending within a series.
    ///
    /// A series is gone through once: from one origin to the next its state is advanced, or made anew where that is cheaper.
    /// - Parameter needsVariations: whether ``variations`` are wanted; they are 1 otherwise.
    init(_ origins: [Origin], assembler: FeatureAssembler, needsVariations: Bool = false, threads: Int) {
        columns = assembler.columns
        count = origins.reduce(0) { $0 + $1.steps.count }
        features = .allocate(capacity: max(1, count * columns))
        var starts: [Int] = [], first = 0
        for origin in origins {
            starts.append(first)
            first += origin.steps.count
        }
        var pieces: [Range<Int>] = []
        for index in origins.indices {
            if let last = pieces.last, origins[last.lowerBound].history.id == origins[index].history.id {
                pieces[pieces.count - 1] = last.lowerBound..<index + 1
            } else {
                pieces.append(index..<index + 1)
            }
        }
        let perOrigin = Collected(count: origins.count, empty: (scale: WindowScale(location: 0, scale: 1), variation: 1.0))
        nonisolated(unsafe) let rowFeatures = features
        let (columns, rowStarts, all) = (columns, starts, pieces)
        Parallel.forEach(pieces.count, threads: threads) { piece in
            let ends = all[piece].map { origins[$0].history.count }
            var walk = FeatureWalk(
                origins[all[piece].lowerBound].history.series, assembler: assembler, origins: ends[0]...ends[ends.count - 1])
            for index in all[piece] {
                let origin = origins[index]
                let scale = walk.move(to: origin.history.count)
                perOrigin.set(index, (scale, needsVariations ? origin.history.variation : 1))
                for (offset, step) in origin.steps.enumerated() {
                    walk.write(rowFeatures + (rowStarts[index] + offset) * columns, step: step)
                }
            }
        }
        for (origin, found) in zip(origins, perOrigin.values) {
            actual += origin.steps.map { origin.history.series.values[origin.history.count + $0] }
            scales += Array(repeating: found.scale, count: origin.steps.count)
            variations += Array(repeating: found.variation, count: origin.steps.count)
        }
    }

    deinit { features.deallocate() }

    /// The table that trees are trained on.
    func table(_ names: [String]) -> FeatureTable { FeatureTable(rowMajor: features, rows: count, names: names) }

    /// Targets in the unit of their origins, freak ones held near the others so that no single one fills the range of a leaf.
    func targets(_ schema: WindowSchema) -> [Float] {
        let bound = schema.quantity.lowerBound ?? 0
        var out = zip(actual, scales).map { value, scale -> Float in
            let distance = (schema.transform.forward(value, lowerBound: bound) - scale.location) / scale.scale
            return min(max(distance, -1e18), 1e18)
        }
        let sorted = out.sorted()
        guard let last = sorted.indices.last else { return out }
        let (low, high) = (sorted[Int(0.0005 * Double(last))], sorted[last - Int(0.0005 * Double(last))])
        let room = max(high - low, 1)
        for index in out.indices { out[index] = min(max(out[index], low - room), high + room) }
        return out
    }
}

/// A way through one series: transformed values once, and a state that follows the origins.
package struct FeatureWalk {
    private let assembler: FeatureAssembler
    private let series: Series
    private let values: [Float]
    private let first: Int
    private let phase: Int
    private var state: FeatureState?
    private var count = 0
    private var scale = WindowScale(location: 0, scale: 1)
    private var shared: [Float]

    /// Values beyond which a state is made anew rather than advanced.
    private static let longStride = 512

    /// - Parameter origins: the numbers of known values that it may be moved to; what lies further back than their reach is not read.
    package init(_ series: Series, assembler: FeatureAssembler, origins: ClosedRange<Int>) {
        (self.series, self.assembler) = (series, assembler)
        first = max(0, origins.lowerBound - assembler.schema.reach)
        values = series.values[first..<origins.upperBound].map { assembler.transformed($0) }
        phase = FeatureAssembler.phase(of: series.axis)
        shared = Array(repeating: 0, count: assembler.originColumns)
    }

    /// Goes to an origin and returns its location and scale.
    package mutating func move(to count: Int) -> WindowScale {
        let (values, first) = (values, first)
        values.withUnsafeBufferPointer { values in
            if var state, count >= state.count, count - state.count <= Self.longStride {
                self.state = nil
                while state.count < count { state.advance(PastValues(values, first: first, count: state.count + 1)) }
                self.state = state
            } else {
                state = FeatureState(PastValues(values, first: first, count: count), phase: phase, schema: assembler.schema)
            }
            self.count = count
            scale = assembler.scale(state!)
            let past = PastValues(values, first: first, count: count)
            shared.withUnsafeMutableBufferPointer {
                assembler.writeOrigin($0.baseAddress!, state: state!, past: past, scale: scale, series: series)
            }
        }
        return scale
    }

    /// Writes the row of a step after the origin.
    package func write(_ row: UnsafeMutablePointer<Float>, step: Int) {
        row.update(from: shared, count: shared.count)
        values.withUnsafeBufferPointer { values in
            assembler.writeStep(
                row + shared.count, step: step, past: PastValues(values, first: first, count: count), scale: scale, series: series,
                phase: phase)
        }
    }
}
