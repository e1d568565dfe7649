import Forecasting
import Tensors
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Turns the state of a series into rows of features. Nothing beyond the origin is read, except covariates known in advance.
package struct FeatureAssembler: Sendable {
    package let schema: FeatureSchema
    /// Numbers of columns.
    package let originColumns: Int, stepColumns: Int

    let layout: FeatureLayout
    private let seriesNumbers: [String: Float]

    package init(_ schema: FeatureSchema) {
        self.schema = schema
        layout = FeatureLayout(schema)
        (originColumns, stepColumns) = (layout.origin.count, layout.step.count)
        seriesNumbers = Dictionary(schema.seriesIDs.enumerated().map { ($1, Float($0)) }) { first, _ in first }
    }

    /// Columns of a row.
    package var columns: Int { originColumns + stepColumns }

    /// Number of a series' first position on the time axis: phases do not depend on where a history begins.
    package static func phase(of axis: TimeAxis) -> Int {
        Int((axis.start / axis.step) - (axis.start % axis.step < 0 ? 1 : 0))
    }

    /// A value as features and targets see it, before location and scale; NaN stays.
    package func transformed(_ value: Float) -> Float {
        value.isNaN ? .nan : schema.window.transform.forward(value, lowerBound: schema.window.quantity.lowerBound ?? 0)
    }

    /// A target in the unit of its origin.
    @inline(__always)
    func target(_ value: Float, scale: WindowScale) -> Float {
        min(max((transformed(value) - scale.location) / scale.scale, -1e18), 1e18)
    }

    /// The smallest transformed value.
    var transformedBound: Float { schema.window.quantity.lowerBound.map(transformed) ?? -.greatestFiniteMagnitude }

    /// Location and scale at an origin, behind a gap those of the longer past.
    package func scale(_ state: FeatureState) -> WindowScale {
        let known = [layout.recent, layout.long].lazy.compactMap { $0 }.first { state.sums[$0].sums.known > 0 }
        guard let recent = known else { return WindowScale(location: 0, scale: 1) }
        let mean = state.sums[recent].sums.mean
        var (location, scale) = (mean, 1.0)
        switch (schema.scaling, layout.long) {
        case (.level, let long?): (location, scale) = (0, max(mean, 0.1 * state.sums[long].sums.mean))
        case (_, let long?): scale = max(state.sums[recent].sums.deviation, 0.1 * state.sums[long].sums.deviation, 1e-3 * abs(mean))
        case (_, nil): scale = max(state.sums[recent].sums.deviation, 0.05)
        }
        let single = Float(scale)
        return WindowScale(location: Float(location), scale: single.isNormal && single > 1e-30 ? single : 1)
    }

    /// Writes the columns that all steps of an origin share.
    /// - Parameter known: number of values of past covariates that may be looked at; less than the origin where the latest values of the
    ///   demand are forecasts.
    package func writeOrigin(
        _ out: UnsafeMutablePointer<Float>, state: FeatureState, past: PastValues, known: Int, scale: WindowScale, series: Series
    ) {
        let count = past.count
        let unit = FeatureUnit(scale)
        for (place, column) in layout.origin.enumerated() {
            out[place] =
                switch column {
                case .lag(let steps): unit(past[count - steps])
                case .difference(let steps): unit.distance(past[count - 1] - past[count - 1 - steps])
                case .level(let steps): unit(level(past, before: count - steps))
                case .mean(let sum): Self.isShown(state.sums[sum].sums) ? unit(Float(state.sums[sum].sums.mean)) : .nan
                case .deviation(let sum): Self.isShown(state.sums[sum].sums) ? unit.distance(Float(state.sums[sum].sums.deviation)) : .nan
                case .extreme(let extreme, let sum): Self.isShown(state.sums[sum].sums) ? unit(state.extremes[extreme].extreme.value) : .nan
                case .quantile(let window, let level): unit(state.sorted[window].values.quantile(level))
                case .distinct(let window): Float(state.sorted[window].values.distinct(limit: 64))
                case .smoothed(let span): unit(Float(state.smoothed[span].mean))
                case .lastMinusSmoothed(let span): unit.distance(past[count - 1] - Float(state.smoothed[span].mean))
                case .share(let sum): Float(state.sums[sum].sums.mean)
                case .distance(let sum): unit.distance(Float(state.sums[sum].sums.mean))
                case .sinceNonZero: Float(state.sinceNonZero)
                case .logScale: logf(scale.scale)
                case .locationByScale: unit.held(scale.location / scale.scale)
                case .fixed(let column): series.staticCovariates[column]
                case .past(let column): lastKnown(series.pastCovariates[column], before: min(count, known))
                case .series: seriesNumbers[series.id] ?? .nan
                }
        }
    }

    /// A window that is mostly unknown says what shorter ones have said.
    @inline(__always)
    private static func isShown(_ sums: RollingSums) -> Bool { sums.known * 2 > sums.length }

    /// Writes the columns of one step.
    /// - Parameters:
    ///   - step: 0 for the first value after the origin.
    ///   - clock: of the schema's calendar.
    package func writeStep(
        _ out: UnsafeMutablePointer<Float>, step: Int, past: PastValues, scale: WindowScale, series: Series, phase: Int,
        clock: inout LocalClock
    ) {
        let target = past.count + step
        let parts = Feature.CyclePart.allCases.count
        let local = layout.needsClock ? clock.localTime(at: series.axis.time(at: target)) : nil
        withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.cycles.count * parts) { cycles in
            if let base = cycles.baseAddress, !layout.cycles.isEmpty {
                let unit = FeatureUnit(scale)
                let now = level(past, before: past.count)
                for (place, cycle) in layout.cycles.enumerated() {
                    writeCycle(base + place * parts, cycle, step: step, now: now, past: past, unit: unit)
                }
            }
            for (place, column) in layout.step.enumerated() {
                out[place] =
                    switch column {
                    case .step: Float(step + 1)
                    case .phase(let cycle): Float(RollingSums.remainder(phase + target, cycle))
                    case .cycle(let part): cycles[part]
                    case .secondOfDay: Float(local?.secondOfDay ?? 0)
                    case .hour: Float((local?.secondOfDay ?? 0) / 3600)
                    case .weekday: Float(local?.weekday ?? 0)
                    case .holiday: local?.isHoliday == true ? 1 : 0
                    case .future(let column):
                        target < series.futureCovariates[column].count ? series.futureCovariates[column][target] : .nan
                    }
            }
        }
    }

    /// Writes all parts of a cycle, in the order of ``Feature/CyclePart``.
    private func writeCycle(
        _ out: UnsafeMutablePointer<Float>, _ cycle: Int, step: Int, now: Float, past: PastValues, unit: FeatureUnit
    ) {
        let latest = past.count + step - cycle * (step / cycle + 1)
        var (sum, squares, known) = (0.0, 0.0, 0)
        for back in 0..<FeatureSchema.cyclesBack {
            let value = unit(past[latest - back * cycle])
            if back < 3 { out[back] = value }
            guard !value.isNaN else { continue }
            (sum, squares, known) = (sum + Double(value), squares + Double(value) * Double(value), known + 1)
        }
        let mean = known > 0 ? sum / Double(known) : .nan
        out[3] = Float(mean)
        out[4] = known > 1 ? Float(max(0, squares / Double(known) - mean * mean).squareRoot()) : .nan
        out[5] = unit(past[latest - 1])
        out[6] = unit(past[latest + 1])
        for (place, reach) in FeatureSchema.neighbourhoods.enumerated() {
            out[7 + place] = unit(past.mean(latest - reach..<latest + reach + 1))
        }
        let levelThen = level(past, before: past.count - cycle * (step / cycle + 1))
        out[9] = unit(past[latest] + (now - levelThen))
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
