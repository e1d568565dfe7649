import Forecasting
import Tensors
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Turns the state of a series into rows of features. Nothing beyond the origin is read, except covariates known in advance.
package struct FeatureAssembler: Sendable {
    package let schema: FeatureSchema
    /// Numbers of features.
    package let originColumns: Int, stepColumns: Int

    private let seriesNumbers: [String: Float]

    package init(_ schema: FeatureSchema) {
        self.schema = schema
        (originColumns, stepColumns) = (schema.originNames.count, schema.stepNames.count)
        seriesNumbers = Dictionary(schema.seriesIDs.enumerated().map { ($1, Float($0)) }) { first, _ in first }
    }

    /// Features of a row.
    package var columns: Int { originColumns + stepColumns }

    /// Number of a series' first position on the time axis: phases do not depend on where a history begins.
    package static func phase(of axis: TimeAxis) -> Int {
        Int((axis.start / axis.step) - (axis.start % axis.step < 0 ? 1 : 0))
    }

    /// A value as features and targets see it, before location and scale; NaN stays.
    package func transformed(_ value: Float) -> Float {
        value.isNaN ? .nan : schema.window.transform.forward(value, lowerBound: schema.window.quantity.lowerBound ?? 0)
    }

    /// Location and scale at an origin.
    package func scale(_ state: FeatureState) -> WindowScale {
        let (mean, deviation) = (state.recent.mean, state.recent.deviation)
        guard !mean.isNaN else { return WindowScale(location: 0, scale: 1) }
        var (location, scale) = (mean, 1.0)
        switch schema.scaling {
        case .none: location = 0
        case .level: (location, scale) = (0, max(state.sizes.mean, 0.1 * state.longSizes.mean))
        case .standard: scale = max(deviation, 0.1 * state.long.deviation, 1e-3 * abs(mean))
        case .log1p: scale = max(deviation, 0.05)
        }
        let single = Float(scale)
        return WindowScale(location: Float(location), scale: single.isNormal && single > 1e-30 ? single : 1)
    }

    /// Writes the features that all steps of an origin share.
    package func writeOrigin(
        _ out: UnsafeMutablePointer<Float>, state: FeatureState, past: PastValues, scale: WindowScale, series: Series
    ) {
        let count = past.count
        let unit = FeatureUnit(scale)
        var row = RowCursor(out)
        row.add(logf(scale.scale))
        row.add(unit.held(scale.location / scale.scale))
        row.add(Float(state.zeros.mean))
        row.add(Float(state.sinceNonZero))
        row.add(Float(state.sorted.distinct(limit: 64)))
        row.add(unit.distance(Float(state.changes.mean)))
        for lag in 1...schema.lags { row.add(unit(past[count - lag])) }
        row.add(unit.distance(past[count - 1] - past[count - 2]))
        for cycle in schema.cycles { row.add(unit.distance(past[count - 1] - past[count - 1 - cycle])) }
        for index in schema.windows.indices {
            // A window that is mostly unknown says what the shorter ones have said.
            let isShown = state.windows[index].known * 2 > schema.windows[index]
            row.add(isShown ? unit(Float(state.windows[index].mean)) : .nan)
            row.add(isShown ? unit.distance(Float(state.windows[index].deviation)) : .nan)
            row.add(isShown ? unit(state.smallest[index].value) : .nan)
            row.add(isShown ? unit(state.largest[index].value) : .nan)
        }
        for mean in state.smoothed {
            row.add(unit(Float(mean)))
            row.add(unit.distance(past[count - 1] - Float(mean)))
        }
        for level in FeatureSchema.levels { row.add(unit(state.sorted.quantile(level))) }
        for cycle in schema.cycles { row.add(unit(level(past, before: count - cycle))) }
        for value in series.staticCovariates { row.add(value) }
        for column in series.pastCovariates { row.add(lastKnown(column, before: count)) }
        if !schema.seriesIDs.isEmpty { row.add(seriesNumbers[series.id] ?? .nan) }
        assert(row.written(since: out) == originColumns)
    }

    /// Writes the features of one step.
    /// - Parameter step: 0 for the first value after the origin.
    package func writeStep(
        _ out: UnsafeMutablePointer<Float>, step: Int, past: PastValues, scale: WindowScale, series: Series, phase: Int
    ) {
        let target = past.count + step
        let unit = FeatureUnit(scale)
        var row = RowCursor(out)
        row.add(Float(step + 1))
        let now = schema.cycles.isEmpty ? .nan : level(past, before: past.count)
        for cycle in schema.cycles { writeCycle(&row, cycle, step: step, now: now, past: past, unit: unit, phase: phase) }
        if schema.showsDay || schema.showsWeek {
            let local = schema.window.calendar.localTime(at: series.axis.time(at: target))
            if schema.showsDay { row.add(Float(local.secondOfDay)) }
            if schema.showsWeek {
                row.add(Float(local.weekday))
                row.add(local.isHoliday ? 1 : 0)
            }
        }
        for column in series.futureCovariates { row.add(target < column.count ? column[target] : .nan) }
        assert(row.written(since: out) == stepColumns)
    }

    private func writeCycle(
        _ row: inout RowCursor, _ cycle: Int, step: Int, now: Float, past: PastValues, unit: FeatureUnit, phase: Int
    ) {
        let target = past.count + step
        let latest = target - cycle * (step / cycle + 1)
        var (sum, squares, known) = (0.0, 0.0, 0)
        for back in 0..<FeatureSchema.cyclesBack {
            let value = unit(past[latest - back * cycle])
            if back < FeatureSchema.cyclesShown { row.add(value) }
            guard !value.isNaN else { continue }
            (sum, squares, known) = (sum + Double(value), squares + Double(value) * Double(value), known + 1)
        }
        let mean = known > 0 ? sum / Double(known) : .nan
        row.add(Float(mean))
        row.add(known > 1 ? Float(max(0, squares / Double(known) - mean * mean).squareRoot()) : .nan)
        row.add(unit(past[latest - 1]))
        row.add(unit(past[latest + 1]))
        for reach in FeatureSchema.neighbourhoods { row.add(unit(past.mean(latest - reach..<latest + reach + 1))) }
        // The last cycle's value, moved by what the level has moved since then.
        let levelThen = level(past, before: past.count - cycle * (step / cycle + 1))
        row.add(unit(past[latest] + (now - levelThen)))
        row.add(Float(RollingSums.remainder(phase + target, cycle)))
    }

    private func level(_ past: PastValues, before end: Int) -> Float { past.mean(end - FeatureSchema.levelWindow..<end) }

    /// The last known value of a past covariate, looked for as far back as the longest statistics go.
    private func lastKnown(_ column: [Float], before count: Int) -> Float {
        for position in stride(from: count - 1, through: max(0, count - FeatureSchema.longWindow), by: -1) where !column[position].isNaN {
            return column[position]
        }
        return .nan
    }
}

/// The unit of an origin.
struct FeatureUnit {
    private let location: Float, inverse: Float

    init(_ scale: WindowScale) { (location, inverse) = (scale.location, 1 / scale.scale) }

    /// A value.
    @inline(__always) func callAsFunction(_ value: Float) -> Float { held((value - location) * inverse) }
    /// A difference of values.
    @inline(__always) func distance(_ difference: Float) -> Float { held(difference * inverse) }
    /// Held where products of a few stay finite; NaN stays.
    @inline(__always) func held(_ value: Float) -> Float { value > 1e18 ? 1e18 : value < -1e18 ? -1e18 : value }
}

/// The next place of a row.
private struct RowCursor {
    private var next: UnsafeMutablePointer<Float>

    init(_ row: UnsafeMutablePointer<Float>) { next = row }

    @inline(__always) mutating func add(_ value: Float) {
        next.pointee = value
        next += 1
    }

    func written(since start: UnsafeMutablePointer<Float>) -> Int { next - start }
}
