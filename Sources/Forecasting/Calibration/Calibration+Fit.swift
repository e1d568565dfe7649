import Traces

extension Calibration {
    /// Fewest validation forecasts that anything can be learnt from.
    static let fewestForecasts = 4

    /// Learns the corrections of a model from its validation forecasts.
    ///
    /// - Parameters:
    ///   - configuration: method and groups.
    ///   - sample: forecasts of the reserved end of the training time.
    ///   - quantity: what the values measure; its lower bound is respected.
    ///   - calendar: of the hours of the week.
    /// - Returns: the corrections, and the validation forecasts corrected by them; `nil` for fewer than four.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for groups that these series do not have.
    static func learnt(
        _ configuration: CalibrationConfiguration, on sample: ValidationForecasts, quantity: Quantity, calendar: DemandCalendar
    ) throws(ForecastError) -> (calibration: Calibration, corrected: ValidationForecasts)? {
        guard sample.count >= fewestForecasts, let first = sample.forecasts.first else { return nil }
        let groups = try CalibrationGroups(configuration.grouping, sample: sample, calendar: calendar)
        // The untouched calibration knows how to look at histories.
        let summary = CalibrationSummary(of: sample)
        let identity = Calibration(
            configuration: CalibrationConfiguration(), summary: summary, levels: first.levels, groups: groups,
            table: .factors([Float](repeating: 1, count: 2 * groups.count)), quantity: quantity)
        let targets = CalibrationTargets(sample, groups: groups, isWhole: identity.isWhole)
        guard !targets.all.isEmpty else { return nil }

        let members = members(of: targets, groups: groups.count)
        let table: CalibrationTable
        if configuration.method == .sharp {
            let fit = SharpFactors(
                sample: sample, bound: quantity.lowerBound ?? -.greatestFiniteMagnitude, effective: summary.effectiveTargets)
            table = .factors(byGroup(members) { sharpRow(fit, $0, isRefitted: sample.isRefitted) })
        } else {
            let fit = ConformalOffsets(sample: sample, method: configuration.method)
            table = .offsets(
                byGroup(members) { targets in
                    let offsets = fit.offsets(for: targets, horizon: first.horizon)
                    return sample.isRefitted && !configuration.method.isSymmetric ? offsets.map { 0.5 * $0 } : offsets
                })
        }
        var calibration = Calibration(
            configuration: configuration, summary: summary, levels: first.levels, groups: groups, table: table, quantity: quantity)
        let corrected = try sample.map { calibration.corrected($1, of: $0) }
        (calibration.summary.coverageBefore, calibration.summary.coverageAfter) = (sample.coverage80, corrected.coverage80)
        return (calibration, corrected)
    }

    // A model that was trained again, on the validation period too, errs less than these forecasts did, nobody knows by how much: half of the
    // correction is made.
    private static func sharpRow(_ fit: SharpFactors, _ targets: [CalibrationTargets.Target], isRefitted: Bool) -> [Float] {
        let factors = fit.factors(for: targets)
        let row = [factors.below, factors.above]
        return isRefitted ? row.map { $0.squareRoot() } : row
    }

    /// Targets of every group, all of them for a group that is too small to be corrected by itself.
    private static func members(of targets: CalibrationTargets, groups: Int) -> [[CalibrationTargets.Target]?] {
        var members = [[CalibrationTargets.Target]](repeating: [], count: groups)
        for (target, group) in zip(targets.all, targets.groups) { members[group].append(target) }
        let isSmall = members.map { Set($0.lazy.map(\.forecast)).count < smallestGroup }
        // Nil stands for all: they are fitted once, not once a group.
        return [targets.all] + zip(members, isSmall).map { $1 && groups > 1 ? nil : $0 }
    }

    private static func byGroup(
        _ members: [[CalibrationTargets.Target]?], _ row: ([CalibrationTargets.Target]) -> [Float]
    ) -> [Float] {
        if members.count == 2, let only = members[1] { return row(only) }
        let all = members.contains { $0 == nil } ? row(members[0] ?? []) : []
        return members.dropFirst().flatMap { $0.map(row) ?? all }
    }
}

extension CalibrationSummary {
    /// What validation forecasts are, before anything is learnt from them.
    init(of sample: ValidationForecasts) {
        let horizon = sample.forecasts.first?.horizon ?? 0
        let spans = sample.spans.values
        let reserved = spans.reduce(0) { $0 + $1.last + horizon - $1.first }
        let known = spans.reduce(0) { $0 + $1.last + horizon }
        let times = sample.origins.map { ($0.targetAxis.start, $0.targetAxis.time(at: horizon - 1)) }
        self.init(
            horizon: horizon, forecasts: sample.count, series: spans.count,
            effectiveTargets: CalibrationTargets.effectiveCount(sample), firstTarget: times.map(\.0).min() ?? .max,
            lastTarget: times.map(\.1).max() ?? .min,
            reservedShare: known > 0 ? Double(reserved) / Double(known) : 0, coverageBefore: nil, coverageAfter: nil,
            isRefitted: sample.isRefitted)
    }
}

extension ValidationForecasts {
    /// Share of the targets inside the 80 % interval; `nil` where the levels do not reach that far.
    var coverage80: Double? {
        guard let levels = forecasts.first?.levels, let low = levels.index(of: 0.1), let high = levels.index(of: 0.9) else { return nil }
        var inside = Proportion(count: 0, total: 0)
        for (index, forecast) in forecasts.enumerated() {
            let steps = 0..<forecast.horizon
            let one = IntervalScore.coverage(
                actual: steps.map { actual(index, step: $0) }, lower: steps.map { forecast[$0, low] },
                upper: steps.map { forecast[$0, high] })
            inside.count += one.count
            inside.total += one.total
        }
        return inside.share
    }
}
