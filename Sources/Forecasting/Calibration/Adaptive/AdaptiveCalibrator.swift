import Tensors

/// Keeps every quantile of a forecaster honest while the world drifts: adaptive conformal calibration of one series, online.
///
/// Forecasts pass through ``adjust(_:)``, values through ``observe(_:)``. A value settles every pending forecast of its time: what it
/// scored, `(value − quantile) / unit`, moves the shifts that later forecasts get, `quantile + unit · shift`. The unit is half the
/// distance between the forecast's own quantiles nearest to 0.1 and 0.9 at that lead, so that one calibration works for any size.
///
/// For every level of every lead (or block of leads) several experts with different steps track the quantile of the scores; they are mixed
/// by exponential weights on what they would have lost. Three things keep coverage right when a shift ends as abruptly as it came, as a
/// level shift does for a seasonal naive forecast after one season: slow experts hardly learn from scores that are out of all proportion,
/// an expert that has lost its weight keeps what it knew, and one that returns does so with the state of the mixture. Corrections of each
/// expert and of the mixture against what was issued make the long-run coverage exact, whatever the data do. The update and its
/// sources: `CKernels/include/ckernels.h`, `hk_adaptive_update_ref`.
///
/// After the start nothing is allocated and no lock is taken. Results are the same bits on every machine.
public struct AdaptiveCalibrator: Sendable {
    /// Longest horizon, H; later steps of a forecast get the shifts of the last lead.
    public let horizon: Int
    /// Levels of the forecasts.
    public let levels: QuantileLevels
    /// How it learns.
    public let settings: AdaptiveSettings
    /// Smallest possible value; `nil` when there is none.
    public let lowerBound: Float?
    /// Number of values observed so far, missing ones included.
    public internal(set) var step = 0

    let blocks: LeadBlocks
    let rule: Kernels.AdaptiveRule
    let kernels: Kernels
    private let low: Int, middle: Int, high: Int
    private let tau: [Float]

    /// `[blocks, rule.stateFloats]`.
    var state: [Float]
    /// `[H, blocks, rule.pendingFloats]`, by target.
    var pending: [Float]
    /// `[H, blocks]`, 0 where nothing is pending.
    var inverseUnits: [Float]
    /// Running mean size of the errors of the median: what a unit is measured by where a forecast has no spread.
    var errorSize: Float = 0

    /// Starts without experience: forecasts stay as they are until values come.
    ///
    /// - Parameters:
    ///   - horizon: longest horizon, 1…65,536 steps.
    ///   - levels: levels of the forecasts.
    ///   - lowerBound: smallest possible value; `nil` when there is none.
    ///   - settings: how to learn.
    ///   - compute: instruction set; all give the same bits.
    /// - Throws: ``ForecastError/invalidHorizon(_:)``, ``ForecastError/invalidConfiguration(_:)``.
    public init(
        horizon: Int, levels: QuantileLevels = .standard, lowerBound: Float? = nil, settings: AdaptiveSettings = AdaptiveSettings(),
        compute: Compute = .best
    ) throws(ForecastError) {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        try settings.check()
        guard horizon <= Self.longestHorizon, levels.count <= Self.mostLevels else {
            throw ForecastError.invalidConfiguration(
                "adaptive calibration takes at most \(Self.longestHorizon) steps and \(Self.mostLevels) levels, found \(horizon) and \(levels.count)"
            )
        }
        (self.horizon, self.levels, self.settings, self.lowerBound) = (horizon, levels, settings, lowerBound)
        kernels = Kernels(compute.instructionSet)
        blocks = LeadBlocks(horizon: horizon, most: settings.blocks)
        (low, middle, high) = (levels.index(nearest: 0.1), levels.middle, levels.index(nearest: 0.9))
        rule = Kernels.AdaptiveRule(
            steps: settings.stepSizes, corrections: settings.stepSizes.map { settings.correction * $0.squareRoot() }, levels: levels.count,
            middle: middle, low: low, high: high, rate: settings.learningRate, share: settings.share, gate: settings.gate,
            freak: settings.freak, freakGain: settings.freakGain, integral: settings.integral, limit: settings.scoreLimit)
        tau = levels.values.map(Float.init) + [Float](repeating: 0.5, count: rule.stride - levels.count)
        state = [Float](repeating: 0, count: blocks.count * rule.stateFloats)
        for block in 0..<blocks.count {
            let weights = block * rule.stateFloats + rule.experts * rule.stride
            for index in weights..<weights + rule.experts * rule.stride { state[index] = 1 / Float(rule.experts) }
        }
        pending = [Float](repeating: 0, count: horizon * blocks.count * rule.pendingFloats)
        inverseUnits = [Float](repeating: 0, count: horizon * blocks.count)
    }

    static let longestHorizon = 65_536, mostLevels = 1024

    /// Share of a new error in the running mean size of errors.
    private static let errorRate: Float = 0.02

    /// Bytes of memory.
    public var bytes: Int { (state.count + pending.count + inverseUnits.count + tau.count) * MemoryLayout<Float>.stride }

    /// Shift of a level at a lead (0-based) that a forecast issued now gets, in units of the forecast.
    public func shift(lead: Int, level: Int) -> Float {
        state[(block(of: lead) + 1) * rule.stateFloats - rule.stride + level]
    }

    private func block(of lead: Int) -> Int { blocks.blockOfLead[min(lead, horizon - 1)] }

    // MARK: Forecasts

    /// Corrects a forecast of the base model that starts at the next value, and remembers it until its targets are known.
    ///
    /// Quantiles are shifted, put in order (sorted: Chernozhukov, Fernández-Val & Galichon, "Quantile and probability curves without
    /// crossing", Econometrica 78(3), 2010), and held above the lower bound; where all of the base forecast are whole numbers the
    /// corrected ones are rounded, too. Of several forecasts at one step the last one is remembered.
    /// - Parameter values: quantiles `[steps, Q]` of the base model, finite, in the unit of the series; corrected in place.
    /// - Precondition: `values` has whole rows, at least one.
    public mutating func adjust(_ values: UnsafeMutableBufferPointer<Float>) {
        let count = levels.count
        precondition(
            !values.isEmpty && values.count % count == 0, "a forecast has rows of \(count) quantiles, found \(values.count) values")
        let steps = values.count / count
        let isWhole = values.allSatisfy { $0.rounded(.down) == $0 }
        var spread: Float = 0
        for row in 0..<steps { spread += values[row * count + high] - values[row * count + low] }
        let floor = max(0.05 * 0.5 * spread / Float(steps), 0.1 * errorSize)
        remember(values, floor: floor)

        for row in 0..<steps {
            let quantiles = UnsafeMutableBufferPointer(rebasing: values[row * count..<(row + 1) * count])
            let unit = unit(of: quantiles, floor: floor)
            guard unit.isFinite else { continue }
            let shifts = (block(of: row) + 1) * rule.stateFloats - rule.stride
            for level in 0..<count {
                quantiles[level] = min(
                    max(quantiles[level] + unit * state[shifts + level], -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
            }
            // In a loop of its own, or the compiler rounds what it then throws away, by a call for each value.
            if isWhole { for level in 0..<count { quantiles[level] = quantiles[level].rounded() } }
            if let lowerBound { for level in 0..<count { quantiles[level] = max(quantiles[level], lowerBound) } }
            Self.sort(quantiles)
        }
    }

    /// Half the distance between the quantiles nearest to 0.1 and 0.9, not below a floor, nor one part in a thousand of the median.
    private func unit(of quantiles: UnsafeMutableBufferPointer<Float>, floor: Float) -> Float {
        max(0.5 * (quantiles[high] - quantiles[low]), floor, 1e-3 * abs(quantiles[middle]), .leastNormalMagnitude)
    }

    private mutating func remember(_ values: UnsafeMutableBufferPointer<Float>, floor: Float) {
        let (count, stride, experts, horizon, step) = (levels.count, rule.stride, rule.experts, horizon, step)
        let steps = min(values.count / count, horizon)
        for block in 0..<blocks.count {
            let lead = blocks.lead(of: block, at: step)
            guard lead < steps else { continue }
            let quantiles = UnsafeMutableBufferPointer(rebasing: values[lead * count..<(lead + 1) * count])
            let slot = (step + lead) % horizon * blocks.count + block
            let unit = unit(of: quantiles, floor: floor)
            inverseUnits[slot] = unit.isFinite ? 1 / unit : 0
            let (first, row) = (block * rule.stateFloats, slot * rule.pendingFloats),
                (stateFloats, rowFloats) = (rule.stateFloats, rule.pendingFloats)
            precondition(first + stateFloats <= state.count && row + rowFloats <= pending.count && count <= stride)
            state.withUnsafeBufferPointer { state in
                pending.withUnsafeMutableBufferPointer { pending in
                    // The lengths are checked above, once for the hundred values that follow.
                    let shifts = state.baseAddress! + first, remembered = pending.baseAddress! + row
                    let corrections = shifts + 2 * experts * stride, issued = remembered + stride
                    remembered.update(from: quantiles.baseAddress!, count: count)
                    for index in 0..<experts * stride { issued[index] = shifts[index] + corrections[index] }
                    (issued + experts * stride).update(from: shifts + stateFloats - stride, count: stride)
                }
            }
        }
    }

    /// In ascending order: quantiles are nearly so.
    private static func sort(_ quantiles: UnsafeMutableBufferPointer<Float>) {
        for index in 1..<max(1, quantiles.count) {
            let value = quantiles[index]
            var place = index
            while place > 0 && quantiles[place - 1] > value {
                quantiles[place] = quantiles[place - 1]
                place -= 1
            }
            quantiles[place] = value
        }
    }

    // MARK: Values

    /// Settles all pending forecasts of the next value. One that is not finite settles none: they are dropped.
    public mutating func observe(_ value: Float) {
        let slot = step % horizon * blocks.count
        if value.isFinite {
            let row = slot * rule.pendingFloats
            if inverseUnits[slot] > 0 {
                let error = min(abs(value - pending[row + middle]), .greatestFiniteMagnitude)
                errorSize += Self.errorRate * (error - errorSize)
            }
            let (rule, rows, kernels) = (rule, blocks.count, kernels)
            state.withUnsafeMutableBufferPointer { state in
                pending.withUnsafeBufferPointer { pending in
                    inverseUnits.withUnsafeBufferPointer { units in
                        tau.withUnsafeBufferPointer { tau in
                            kernels.adaptiveUpdate(
                                state: state.baseAddress!, pending: pending.baseAddress! + row, inverseUnits: units.baseAddress! + slot,
                                levels: tau.baseAddress!, rows: rows, value: value, rule: rule)
                        }
                    }
                }
            }
        }
        for index in slot..<slot + blocks.count { inverseUnits[index] = 0 }
        step += 1
    }

    /// Warm start: replays forecasts of consecutive past origins and the value that followed each of them.
    /// - Parameters:
    ///   - forecasts: base forecasts, each one step after the one before, of the calibrator's levels.
    ///   - values: value i is the first target of forecast i.
    /// - Precondition: as many values as forecasts.
    public mutating func warm(by forecasts: [QuantileForecast], values: some Collection<Float>) {
        precondition(forecasts.count == values.count, "\(forecasts.count) forecasts cannot be replayed over \(values.count) values")
        for (forecast, value) in zip(forecasts, values) {
            precondition(forecast.levels == levels, "forecasts of other levels than the calibrator's")
            var quantiles = forecast.values
            quantiles.withUnsafeMutableBufferPointer { adjust($0) }
            observe(value)
        }
    }

    /// The same calibrator, warmed: see ``warm(by:values:)``.
    public func warmed(by forecasts: [QuantileForecast], values: some Collection<Float>) -> AdaptiveCalibrator {
        var copy = self
        copy.warm(by: forecasts, values: values)
        return copy
    }
}
