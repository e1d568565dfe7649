/// The corrections of a calibration, for every group of targets.
enum CalibrationTable: Sendable, Equatable {
    /// Factors on the distances from the median, `[G, 2]`: below it and above it.
    case factors([Float])
    /// What is added at every step and level, `[G, H, Q]`.
    case offsets([Float])

    /// Corrects the quantiles of a step in place, before they are put in order and held at the lower bound.
    /// - Parameters:
    ///   - values: quantiles `[Q]` of the step.
    ///   - group: group of the target.
    ///   - step: number of the step.
    ///   - layout: sizes, and what offsets are added to.
    ///   - unit: what offsets are in.
    ///   - bound: lower bound of demand; a quantile that lies there stays: what may be nothing is not lifted off it.
    @inline(__always)
    func correct(
        _ values: UnsafeMutablePointer<Float>, group: Int, step: Int, layout: CalibrationLayout, unit: Float, bound: Float
    ) {
        let (count, middle) = (layout.levels, layout.middle)
        let median = values[middle]
        switch self {
        case .factors(let factors):
            factors.withUnsafeBufferPointer { factors in
                for q in 0..<count where q != middle && values[q] > bound {
                    values[q] = median + factors[2 * group + (q > middle ? 1 : 0)] * (values[q] - median)
                }
            }
        case .offsets(let offsets):
            offsets.withUnsafeBufferPointer { offsets in
                let row = (group * layout.horizon + step) * count
                for q in 0..<count {
                    let base = layout.isSymmetric ? median : values[q]
                    values[q] = base + unit * offsets[row + q]
                }
            }
        }
    }
}

/// Sizes of a ``CalibrationTable``, and how its offsets are meant.
struct CalibrationLayout: Sendable, Equatable {
    /// Steps H and levels Q of the forecasts, and the index of the middle level.
    var horizon: Int, levels: Int, middle: Int
    /// Whether offsets are distances from the median.
    var isSymmetric: Bool
}
