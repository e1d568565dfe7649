import Forecasting
import Tensors

/// What the trees of a model say about a row: its quantiles, or its mean with the errors of the past around it.
enum TreeAnswers: Sendable {
    /// All levels.
    case quantiles(QuantileForests)
    /// A mean.
    case mean(MeanForest, ResidualQuantiles)

    /// The forests.
    var forests: [Forest] {
        switch self {
        case .quantiles(let forests): forests.forests
        case .mean(let forest, _): [forest.forest]
        }
    }

    /// Buffers for ``write(_:row:scale:step:levels:bound:scratch:)``.
    func makeScratch() -> QuantileForests.Scratch? { if case .quantiles(let forests) = self { forests.makeScratch() } else { nil } }

    /// Quantiles `[Q]` of one row `[D]`, in the unit of its origin.
    func write(
        _ out: UnsafeMutablePointer<Float>, row: UnsafePointer<Float>, scale: WindowScale, step: Int, levels: QuantileLevels, bound: Float,
        scratch: inout QuantileForests.Scratch?
    ) {
        switch self {
        case .quantiles(let forests):
            var own = scratch.take() ?? forests.makeScratch()
            forests.write(out, row: row, scratch: &own)
            scratch = own
        case .mean(let forest, let residuals):
            var mean: Float = 0
            forest.write(&mean, rows: row, count: 1)
            residuals.write(out, mean: mean, scale: scale, step: step, levels: levels, bound: bound)
        }
    }
}
