import Tensors

/// Which model every function of a trace stands for, decided once for the whole trace, so that slices of it agree.
public struct ModelMap: Hashable, Sendable {
    /// How functions are dealt to models.
    public enum Strategy: String, Hashable, Sendable, CaseIterable {
        /// Function i goes to model `i mod M`.
        case stripe
        /// Function i of F goes to model `⌊M·i/F⌋`: neighbours stay together.
        case blocks
        /// By a hash of the function's name: it stays where it is when other functions come or go.
        case hash
        /// The busiest function first, each to the model with the least load so far.
        case load
    }

    /// Names of the models.
    public let models: [String]
    /// Index of the model of every function, in the order of the trace; `nil` for functions that are left out.
    public let assignment: [Int?]

    /// Deals all functions of a trace to models.
    ///
    /// - Parameters:
    ///   - source: the whole trace.
    ///   - models: names, unique.
    ///   - strategy: how they are dealt.
    /// - Throws: ``ReplayError/tooFewFunctions(functions:models:)``, ``ReplayError/nothingToReplay(reason:)`` without models,
    ///   ``ReplayError/conflict(_:)`` for a name that appears twice.
    public init(_ source: ReplaySource, models: [String], strategy: Strategy = .stripe) throws(ReplayError) {
        try self.init(
            source, models: models, strategy: strategy, loads: strategy == .load ? source.loads(in: source.span) : [], leavesIdleOut: false)
    }

    /// Deals those functions that are asked within a range and leaves the others out, as AlpaServe's replay does: the same function may
    /// then stand for another model in another range.
    ///
    /// - Parameters:
    ///   - source: the whole trace.
    ///   - models: names, unique.
    ///   - strategy: how they are dealt.
    ///   - range: a range that ``ReplaySource/slice(from:to:)`` gave.
    /// - Throws: ``ReplayError/tooFewFunctions(functions:models:)``, ``ReplayError/nothingToReplay(reason:)`` without models,
    ///   ``ReplayError/conflict(_:)`` for a name that appears twice.
    public init(
        _ source: ReplaySource, models: [String], strategy: Strategy = .stripe, activeIn range: Range<Double>
    ) throws(ReplayError) {
        try self.init(source, models: models, strategy: strategy, loads: source.loads(in: range), leavesIdleOut: true)
    }

    private init(
        _ source: ReplaySource, models: [String], strategy: Strategy, loads: [Double], leavesIdleOut: Bool
    ) throws(ReplayError) {
        guard !models.isEmpty else { throw .nothingToReplay(reason: "no model was named") }
        guard Set(models).count == models.count else {
            throw .conflict("names of models must be unique, found \(models.joined(separator: ", "))")
        }
        let functions = source.ids.indices.filter { !leavesIdleOut || loads[$0] > 0 }
        guard functions.count >= models.count else { throw .tooFewFunctions(functions: functions.count, models: models.count) }
        var assignment = [Int?](repeating: nil, count: source.ids.count)
        switch strategy {
        case .stripe: for (rank, function) in functions.enumerated() { assignment[function] = rank % models.count }
        case .blocks: for (rank, function) in functions.enumerated() { assignment[function] = models.count * rank / functions.count }
        case .hash:
            for function in functions {
                assignment[function] = Int(Self.hash(source.ids[function]).multipliedFullWidth(by: UInt64(models.count)).high)
            }
        case .load:
            var sums = [Double](repeating: 0, count: models.count), members = [Int](repeating: 0, count: models.count)
            for function in functions.sorted(by: { (loads[$0], $1) > (loads[$1], $0) }) {
                // Of equal loads the one with fewer functions, so that idle functions are spread, too; then the first.
                let model = models.indices.min { (sums[$0], members[$0], $0) < (sums[$1], members[$1], $1) } ?? 0
                assignment[function] = model
                sums[model] += loads[function]
                members[model] += 1
            }
        }
        (self.models, self.assignment) = (models, assignment)
    }

    /// A hash that is the same for ever: all bits of the name count in all bits of it.
    private static func hash(_ name: String) -> UInt64 { RandomStream(seed: 0, purpose: name).stream }

    /// Functions of every model, in the order of the trace.
    public var functions: [[Int]] {
        var functions = [[Int]](repeating: [], count: models.count)
        for (function, model) in assignment.enumerated() { if let model { functions[model].append(function) } }
        return functions
    }

    /// What a model stands for.
    public struct Share: Hashable, Sendable, Codable {
        /// Name of the model.
        public let model: String
        /// Number of its functions, and their share of all functions of the trace.
        public let functions: Int, functionShare: Double
        /// Requests to them in the whole trace, and their share of all requests; the share is 0 where there are none.
        public let requests: Double, requestShare: Double
    }

    /// What every model stands for in a trace.
    /// - Throws: ``ReplayError/foreignMap(functions:expected:)``.
    public func shares(of source: ReplaySource) throws(ReplayError) -> [Share] {
        guard assignment.count == source.ids.count else {
            throw .foreignMap(functions: assignment.count, expected: source.ids.count)
        }
        let loads = source.loads(in: source.span), total = loads.reduce(0, +)
        return zip(models, functions).map { name, functions in
            let load = functions.reduce(0) { $0 + loads[$1] }
            return Share(
                model: name, functions: functions.count, functionShare: Double(functions.count) / Double(source.ids.count), requests: load,
                requestShare: total > 0 ? load / total : 0)
        }
    }
}
