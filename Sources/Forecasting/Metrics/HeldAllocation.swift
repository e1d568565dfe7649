import Traces

/// What a quantile of the forecasts in force would have held for one series over the windows of a backtest, beside what an oracle and the
/// season before would have.
///
/// Slots between windows are left out. Where two parts do not touch, a slot with unknown demand stands between them, which costs nothing
/// and ends a violated run.
struct HeldAllocation {
    /// y, `[T]`; NaN where unknown or not scored.
    private(set) var demand: [Float] = []
    /// Quantile of the forecast in force; in provisioning windows of w > 1 slots its largest value there. `[T]`.
    private(set) var allocation: [Float] = []
    /// `a = c_k`: every provisioning window at its largest demand. `[T]`.
    private(set) var oracle: [Float] = []
    /// Every provisioning window at the largest value that the same slots had one season before, `[T]`: of as many seasons as it takes to
    /// lie before the origin of the forecast in force, so that both know the same; the last known value where the history does not reach
    /// back.
    private(set) var seasonalNaive: [Float] = []
    /// Slots served by the allocation within Δ slots, part by part.
    private(set) var shiftTolerantCoverage = Proportion(count: 0, total: 0)

    /// - Parameters:
    ///   - forecasts: of the series, in any order.
    ///   - series: history and future in one.
    ///   - level: quantile level that is held.
    ///   - window: w, slots for which an allocation is held; windows begin with each part.
    ///   - season: in slots.
    ///   - tolerance: Δ in slots.
    init(
        _ forecasts: [ScoredForecast], of series: Series, level: Double, window: Int, season: Int, tolerance: Int
    ) throws(ForecastError) {
        precondition(window >= 1 && season >= 1 && tolerance >= 0)
        let windows = try SpikeWindows(forecasts, of: series, level: level)
        for range in windows.inForce.ranges {
            if let last = (demand.isEmpty ? nil : demand.count - 1) {
                demand.append(.nan)
                allocation.append(allocation[last])
                oracle.append(oracle[last])
                seasonalNaive.append(seasonalNaive[last])
            }
            let actual = Array(windows.demand[range])
            func held(_ values: [Float]) -> [Float] {
                let ceilings = ProvisioningWindows.ceilings(of: values, window: window)
                // What is not known at first is held as the first that is.
                let first = ceilings.first { !$0.isNaN } ?? 0
                return ProvisioningWindows.allocation(
                    from: [ceilings[0].isNaN ? first : ceilings[0]] + ceilings.dropFirst(), window: window, slots: values.count)
            }
            let provided = held(range.map { windows.inForce[$0]?.value ?? .nan })
            demand += actual
            allocation += provided
            oracle += held(actual)
            seasonalNaive += held(
                range.map { slot in
                    windows.inForce[slot].map { Self.seasonBefore(slot, known: $0.known, in: series.values, season: season) } ?? .nan
                })
            let served = ShiftTolerantCoverage.of(demand: actual, allocation: provided, tolerance: tolerance)
            shiftTolerantCoverage.count += served.count
            shiftTolerantCoverage.total += served.total
        }
    }

    private static func seasonBefore(_ slot: Int, known: Int, in values: [Float], season: Int) -> Float {
        var position = slot - season * ((slot - known) / season + 1)
        while position >= 0 {
            if !values[position].isNaN { return values[position] }
            position -= season
        }
        return values[..<known].last { !$0.isNaN } ?? 0
    }
}
