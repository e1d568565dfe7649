internal import CKernels

extension Kernels {
    /// What an adaptive conformal calibration is told once: see `CKernels/include/ckernels.h` for every symbol.
    package struct AdaptiveRule: @unchecked Sendable {
        /// Most experts of a calibration.
        package static let mostExperts = Int(HK_ADAPTIVE_EXPERTS)

        /// Number of experts, K, and of levels with padding, P.
        package let experts: Int, stride: Int
        let value: hk_adaptive_rule

        /// Makes a rule; the last expert is the fast one, which takes every score and into which the state of the mixture flows.
        /// - Parameters:
        ///   - steps: step of every expert, 1 to ``mostExperts`` of them, in units of the forecast.
        ///   - corrections: step of every expert's correction.
        ///   - levels: number of quantile levels.
        ///   - middle: place of the level nearest to 0.5.
        ///   - low: place of the level nearest to 0.1.
        ///   - high: place of the level nearest to 0.9.
        ///   - rate: learning rate of the weights, per unit of loss.
        ///   - share: weight that is spread over all experts at every observation, in (0, 1).
        ///   - gate: share of the best weight below which an expert learns less.
        ///   - freak: distance of a freak score from the median.
        ///   - freakGain: share of a step that guarded experts take for freak scores.
        ///   - integral: step of the correction of the mixture.
        ///   - limit: scores are clipped to ± limit.
        package init(
            steps: [Float], corrections: [Float], levels: Int, middle: Int, low: Int, high: Int, rate: Float, share: Float, gate: Float,
            freak: Float, freakGain: Float, integral: Float, limit: Float
        ) {
            precondition((1...Self.mostExperts).contains(steps.count) && corrections.count == steps.count)
            experts = steps.count
            stride = (levels + 15) / 16 * 16
            var rule = hk_adaptive_rule()
            (rule.experts, rule.stride, rule.middle, rule.low, rule.high) = (experts, stride, middle, low, high)
            rule.floor = share / Float(experts)
            rule.keep = 1 - share
            (rule.rate, rule.gate, rule.freak, rule.freak_gain) = (rate / 8, gate, freak, freakGain)
            (rule.integral, rule.limit) = (integral, limit)
            let last = experts - 1
            Self.fill(&rule.steps, steps)
            Self.fill(&rule.corrections, corrections)
            Self.fill(&rule.absorbed, steps.indices.map { $0 == last && last > 0 ? rule.floor : 0 })
            Self.fill(&rule.guarded, steps.indices.map { $0 < last ? 1 : 0 })
            value = rule
        }

        /// Floats of the state of a row, and of a pending row.
        package var stateFloats: Int { hk_adaptive_state_floats(experts, stride) }
        /// Floats of a pending row.
        package var pendingFloats: Int { hk_adaptive_pending_floats(experts, stride) }

        private static func fill<Tuple>(_ tuple: inout Tuple, _ values: [Float]) {
            withUnsafeMutableBytes(of: &tuple) { bytes in values.withUnsafeBytes { bytes.copyMemory(from: $0) } }
        }
    }

    /// Settles one observation in all rows that have a pending forecast. Bitwise the same at every level.
    /// - Parameters:
    ///   - state: `[rows, rule.stateFloats]`, updated.
    ///   - pending: `[rows, rule.pendingFloats]`.
    ///   - inverseUnits: `[rows]`, 0 where nothing is pending.
    ///   - levels: `[P]`, padding included.
    ///   - rows: number of rows.
    ///   - value: the observation, finite.
    ///   - rule: what is fixed.
    package func adaptiveUpdate(
        state: UnsafeMutablePointer<Float>, pending: UnsafePointer<Float>, inverseUnits: UnsafePointer<Float>,
        levels: UnsafePointer<Float>, rows: Int, value: Float, rule: AdaptiveRule
    ) {
        withUnsafePointer(to: rule.value) { table.pointee.adaptive_update(state, pending, inverseUnits, levels, rows, value, $0) }
    }
}
