import Tensors

/// Memory in which the ceilings of a ``CeilingModel`` are found, one after the other, without asking for more: for servers that answer in
/// microseconds.
///
/// A ceiling leaves its samples, which can be read until the next call. Where a value is wanted that outlives it,
/// ``CeilingModel/ceiling(of:history:over:)`` gives one: the same, bit for bit.
public struct CeilingWorkspace: ~Copyable {
    private let model: CeilingModel
    private let kernels: Kernels
    private var sampled: PathWorkspace, inStep: PathWorkspace
    private let past: PastCeilings.Workspace
    private let mixed: Matrix
    /// Steps of the window of the last ceiling; 0 before the first.
    public private(set) var window = 0

    /// Makes room for the ceilings of a model.
    /// - Parameters:
    ///   - model: the model.
    ///   - kernels: which instructions to use; all give the same bits.
    public init(for model: CeilingModel, kernels: Kernels = .best) {
        (self.model, self.kernels) = (model, kernels)
        sampled = PathWorkspace(for: model.draws, kernels: kernels)
        inStep = PathWorkspace(for: model.inStep, kernels: kernels)
        past = PastCeilings.Workspace(span: model.span)
        mixed = Matrix(rows: 1, columns: CeilingModel.pathCount)
    }

    /// Finds the distribution of the maximum over the first steps of a forecast.
    ///
    /// - Parameters:
    ///   - quantiles: of the forecast, `[H, Q]`, at the levels that the model was made for.
    ///   - lowerBound: smallest possible value; `nil` when there is none.
    ///   - values: what the forecast was made from, at least its last ``CeilingModel/span`` values; NaN is missing.
    ///   - window: number of steps, 1…H.
    /// - Complexity: O(K W + K² + span) for K = 200 paths and W steps. No allocation.
    public mutating func find(
        of quantiles: UnsafeBufferPointer<Float>, lowerBound: Float?, after values: UnsafeBufferPointer<Float>, over window: Int
    ) {
        findParts(of: quantiles, lowerBound: lowerBound, after: values, over: window)
        let (parts, out) = (parts, mixed.pointer)
        for (k, sample) in model.mixture.enumerated() {
            let value = parts.value(at: sample.level, weights: sample.weights)
            // Weights change from level to level, which could turn the order of neighbours.
            out[k] = k > 0 ? max(value, out[k - 1]) : value
        }
    }

    /// Samples of the last ceiling, ascending; valid until the next call.
    public var samples: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: mixed.pointer, count: CeilingModel.pathCount) }

    /// The quantile of the last ceiling, 0 ≤ level ≤ 1, as ``Ceiling/quantile(_:)`` has it.
    public func quantile(_ level: Double) -> Float { Ceiling.quantile(level, of: samples) }

    mutating func findParts(
        of quantiles: UnsafeBufferPointer<Float>, lowerBound: Float?, after values: UnsafeBufferPointer<Float>, over window: Int
    ) {
        precondition(window >= 1, "a ceiling is that of at least 1 step, found \(window)")
        self.window = window
        sampled.findMaximum(of: quantiles, lowerBound: lowerBound, model.draws, over: 0..<window)
        inStep.findMaximum(of: quantiles, lowerBound: lowerBound, model.inStep, over: 0..<window)
        past.find(values, window: window, kernels: kernels)
    }

    /// What the last ceiling is averaged from; valid until the next call.
    var parts: CeilingParts { CeilingParts(sampled: sampled.samples, inStep: inStep.samples, past: past.maxima) }
}

/// What a ceiling is averaged from: samples of each part, ascending.
struct CeilingParts {
    let sampled: UnsafeBufferPointer<Float>, inStep: UnsafeBufferPointer<Float>, past: UnsafeBufferPointer<Float>

    /// The quantiles of all parts; a past without any known value says what sample paths say.
    func values(at level: Double) -> (Float, Float, Float) {
        let first = SortedSamples.quantile(level, of: sampled)
        return (first, SortedSamples.quantile(level, of: inStep), past.isEmpty ? first : SortedSamples.quantile(level, of: past))
    }

    /// The weighted mean of the quantiles.
    func value(at level: Double, weights: (Float, Float, Float)) -> Float {
        let values = values(at: level)
        return weights.0 * values.0 + weights.1 * values.1 + weights.2 * values.2
    }
}
