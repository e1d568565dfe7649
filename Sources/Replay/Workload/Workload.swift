/// Requests for a serving simulator, as columns that cannot be changed: when, to which model, within which time.
///
/// Requests are in the order of their arrival, those at the same time in the order of their models, then of their numbers.
public struct Workload: Hashable, Sendable {
    /// Names of the models, unique.
    public let models: [String]
    /// Arrival of every request, seconds; ascending.
    public let arrivals: [Double]
    /// Index of every request's model in ``models``.
    public let modelIndices: [UInt32]
    /// Time within which every request is to be answered, seconds; infinity for none.
    public let slos: [Double]
    /// Number of every request; parts keep the numbers of the whole.
    public let ids: [UInt64]

    /// Makes a workload from columns of the same length.
    ///
    /// - Parameters:
    ///   - models: names, unique.
    ///   - arrivals: finite, ascending.
    ///   - modelIndices: indices of `models`.
    ///   - slos: positive; infinity for none.
    ///   - ids: numbers; `nil` for 0, 1, ….
    /// - Throws: ``ReplayError/invalidWorkload(reason:)``.
    public init(
        models: [String], arrivals: [Double], modelIndices: [UInt32], slos: [Double], ids: [UInt64]? = nil
    ) throws(ReplayError) {
        let count = arrivals.count
        guard modelIndices.count == count, slos.count == count, ids == nil || ids?.count == count else {
            throw .invalidWorkload(
                reason: "\(count) arrivals, but \(modelIndices.count) models, \(slos.count) SLOs, \(ids?.count ?? count) numbers")
        }
        guard Set(models).count == models.count else { throw .invalidWorkload(reason: "a name of a model appears twice") }
        let ids = ids ?? (0..<UInt64(count)).map { $0 }
        for index in 0..<count {
            guard arrivals[index].isFinite else { throw .invalidWorkload(reason: "arrival \(index) is \(arrivals[index])") }
            guard modelIndices[index] < models.count else {
                throw .invalidWorkload(reason: "request \(index) is for model \(modelIndices[index]) of \(models.count)")
            }
            guard slos[index] > 0 else { throw .invalidWorkload(reason: "request \(index) has an SLO of \(slos[index]) s") }
            if index > 0, !(arrivals[index - 1] <= arrivals[index]) {
                throw .invalidWorkload(
                    reason: "request \(index) arrives at \(arrivals[index]) s, after one at \(arrivals[index - 1]) s; sort them")
            }
        }
        (self.models, self.arrivals, self.modelIndices, self.slos, self.ids) = (models, arrivals, modelIndices, slos, ids)
    }

    init(unchecked models: [String], arrivals: [Double], modelIndices: [UInt32], slos: [Double], ids: [UInt64]) {
        (self.models, self.arrivals, self.modelIndices, self.slos, self.ids) = (models, arrivals, modelIndices, slos, ids)
    }

    /// No requests.
    public static let empty = Workload(unchecked: [], arrivals: [], modelIndices: [], slos: [], ids: [])

    /// Number of requests.
    public var count: Int { arrivals.count }

    /// Name of the model of a request.
    public func model(of request: Int) -> String { models[Int(modelIndices[request])] }

    /// A stretch of requests, with the numbers they have.
    public subscript(range: Range<Int>) -> Workload { selecting(range) }

    /// The requests at ascending positions.
    func selecting(_ positions: some Sequence<Int>) -> Workload {
        var out = (arrivals: [Double](), models: [UInt32](), slos: [Double](), ids: [UInt64]())
        for position in positions {
            out.arrivals.append(arrivals[position])
            out.models.append(modelIndices[position])
            out.slos.append(slos[position])
            out.ids.append(ids[position])
        }
        return Workload(unchecked: models, arrivals: out.arrivals, modelIndices: out.models, slos: out.slos, ids: out.ids)
    }
}

extension TraceReplay {
    /// The arrivals of all models as requests, numbered in their order.
    /// - Parameter slo: time within which every request is to be answered, seconds; infinity for none.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)``.
    public func toWorkload(slo: Double = .infinity) throws(ReplayError) -> Workload {
        guard slo > 0 else { throw .invalidSetting(name: "the SLO", found: "\(slo) s", expected: "positive") }
        let merged = WorkloadMerge(
            models.enumerated().map { index, model in
                WorkloadMerge.List(arrivals: sortedArrivals(of: model), model: UInt32(index))
            })
        return Workload(
            unchecked: models.map(\.model), arrivals: merged.arrivals, modelIndices: merged.models,
            slos: Array(repeating: slo, count: merged.arrivals.count), ids: (0..<UInt64(merged.arrivals.count)).map { $0 })
    }
}

/// Merges ascending lists of arrivals of one model each, by time and then by model: pairs of neighbours, round after round.
struct WorkloadMerge {
    struct List {
        var arrivals: [Double]
        var model: UInt32
    }

    private(set) var arrivals: [Double] = []
    private(set) var models: [UInt32] = []

    init(_ lists: [List]) {
        typealias Columns = (arrivals: [Double], models: [UInt32])
        var round: [Columns] = lists.map { ($0.arrivals, Array(repeating: $0.model, count: $0.arrivals.count)) }
        while round.count > 1 {
            var next: [Columns] = []
            for first in stride(from: 0, to: round.count, by: 2) {
                next.append(first + 1 < round.count ? Self.merge(round[first], round[first + 1]) : round[first])
            }
            round = next
        }
        if let last = round.first { (arrivals, models) = last }
    }

    /// Of equal times those of `a` come first.
    private static func merge(
        _ a: (arrivals: [Double], models: [UInt32]), _ b: (arrivals: [Double], models: [UInt32])
    ) -> (arrivals: [Double], models: [UInt32]) {
        let total = a.arrivals.count + b.arrivals.count
        var models = [UInt32](repeating: 0, count: total)
        let arrivals = [Double](unsafeUninitializedCapacity: total) { out, initialized in
            a.arrivals.withUnsafeBufferPointer { x in
                b.arrivals.withUnsafeBufferPointer { y in
                    models.withUnsafeMutableBufferPointer { models in
                        a.models.withUnsafeBufferPointer { xs in
                            b.models.withUnsafeBufferPointer { ys in
                                var (i, j) = (0, 0)
                                for place in 0..<total {
                                    let isFirst = j == y.count || (i < x.count && x[i] <= y[j])
                                    out[place] = isFirst ? x[i] : y[j]
                                    models[place] = isFirst ? xs[i] : ys[j]
                                    i += isFirst ? 1 : 0
                                    j += isFirst ? 0 : 1
                                }
                            }
                        }
                    }
                }
            }
            initialized = total
        }
        return (arrivals, models)
    }
}
