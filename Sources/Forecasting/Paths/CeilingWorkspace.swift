import Tensors

/// Memory in which the ceilings of a ``CeilingModel`` are found, one after the other, without asking for more: for servers that answer in
/// microseconds.
///
/// A ceiling leaves its samples, which can be read until the next call. Where a value is wanted that outlives it,
/// ``CeilingModel/ceiling(of:history:over:isWhole:)`` gives one: the same, bit for bit.
public struct CeilingWorkspace: ~Copyable {
    private let model: CeilingModel
    private var sampled: PathWorkspace, inStep: PathWorkspace
    private let past: PastCeilings
    private let mixed = Matrix(rows: 1, columns: CeilingModel.pathCount),
        parts = Matrix(rows: CeilingParts.count, columns: CeilingModel.pathCount)
    /// Values and weights of one level, and the order of the values.
    private let level = Matrix(rows: 2, columns: CeilingParts.count)
    private let order: UnsafeMutablePointer<UInt8>
    /// Steps of the window of the last ceiling; 0 before the first.
    public private(set) var window = 0

    /// Makes room for the ceilings of a model.
    /// - Parameters:
    ///   - model: the model.
    ///   - kernels: which instructions to use; all give the same bits.
    public init(for model: CeilingModel, kernels: Kernels = .best) {
        self.model = model
        sampled = PathWorkspace(for: model.draws, kernels: kernels)
        inStep = PathWorkspace(for: model.inStep, kernels: kernels)
        past = PastCeilings(season: model.season, kernels: kernels)
        order = .allocate(capacity: CeilingParts.count)
        for part in 0..<CeilingParts.count { (order + part).initialize(to: UInt8(part)) }
    }

    deinit { order.deallocate() }

    /// Finds the distribution of the maximum over the first steps of a forecast.
    ///
    /// - Parameters:
    ///   - quantiles: of the forecast, `[H, Q]`, at the levels that the model was made for.
    ///   - lowerBound: smallest possible value; `nil` when there is none.
    ///   - values: what the forecast was made from, at least its last ``CeilingModel/span`` values; NaN is missing.
    ///   - window: number of steps, 1…H.
    ///   - series: identifier of the series.
    ///   - isWhole: whether the demand comes in whole numbers, and its ceilings with it.
    /// - Complexity: O(K W + K² + span) for K = 200 paths and W steps. No allocation.
    public mutating func find(
        of quantiles: UnsafeBufferPointer<Float>, lowerBound: Float?, after values: UnsafeBufferPointer<Float>, over window: Int,
        series: String, isWhole: Bool = false
    ) {
        let found = findParts(of: quantiles, lowerBound: lowerBound, after: values, over: window)
        found.write(parts.pointer, levels: CeilingModel.pathCount)
        let (out, values, weights) = (mixed.pointer, level.pointer, level.pointer + CeilingParts.count)
        let first = model.weights.start(of: series)
        var highest = lowerBound ?? -.greatestFiniteMagnitude
        model.weights.values.withUnsafeBufferPointer { learnt in
            for (k, sample) in model.mixture.enumerated() {
                let row = first + sample.anchor * CeilingParts.count, isLast = sample.anchor + 1 == CeilingParts.anchors.count
                for part in 0..<CeilingParts.count {
                    let weight = learnt[row + part]
                    weights[part] = isLast ? weight : weight + sample.next * (learnt[row + CeilingParts.count + part] - weight)
                    values[part] = parts.pointer[part * CeilingModel.pathCount + k]
                }
                let value = WeightedMedian.find(values, weights, order: order, count: CeilingParts.count)
                // Weights change from level to level, which could turn the order of neighbours.
                highest = max(highest, min(value, .greatestFiniteMagnitude))
                out[k] = highest
            }
        }
        if isWhole { for k in 0..<CeilingModel.pathCount { out[k] = out[k].rounded() } }
    }

    /// Samples of the last ceiling, ascending; valid until the next call.
    public var samples: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: mixed.pointer, count: CeilingModel.pathCount) }

    /// The quantile of the last ceiling, 0 ≤ level ≤ 1, as ``Ceiling/quantile(_:)`` has it.
    public func quantile(_ level: Double) -> Float { Ceiling.quantile(level, of: samples) }

    /// What a ceiling is made of; valid until the next call.
    mutating func findParts(
        of quantiles: UnsafeBufferPointer<Float>, lowerBound: Float?, after values: UnsafeBufferPointer<Float>, over window: Int
    ) -> CeilingParts {
        precondition(window >= 1, "a ceiling is that of at least 1 step, found \(window)")
        self.window = window
        sampled.findMaximum(of: quantiles, lowerBound: lowerBound, model.draws, over: 0..<window)
        inStep.findMaximum(of: quantiles, lowerBound: lowerBound, model.inStep, over: 0..<window)
        past.find(UnsafeBufferPointer(rebasing: values.suffix(model.span)), window: window)
        return CeilingParts(
            sampled: sampled.samples, inStep: inStep.samples, recent: past.recent, long: past.long, seasonal: past.seasonal,
            lastSeason: past.lastSeason, grown: past.grown)
    }
}
