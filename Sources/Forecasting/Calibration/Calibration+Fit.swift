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
    /// - Returns: `nil` for fewer than four validation forecasts.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for groups that these series do not have.
    public init?(
        _ configuration: CalibrationConfiguration, on sample: ValidationForecasts, quantity: Quantity, calendar: DemandCalendar
    ) throws(ForecastError) {
        let groups = try CalibrationGroups(configuration.grouping, sample: sample, calendar: calendar)
        guard sample.count >= Self.fewestForecasts, let first = sample.forecasts.first else { return nil }
        // The untouched calibration knows how to look at histories.
        let summary = CalibrationSummary(of: sample)
        let identity = Calibration(
            configuration: CalibrationConfiguration(), summary: summary, levels: first.levels, groups: groups,
            table: .factors([Float](repeating: 1, count: 2 * groups.count)), quantity: quantity)
        let targets = CalibrationTargets(sample, groups: groups, isWhole: identity.isWhole)
        guard !targets.all.isEmpty else { return nil }

        let members = Self.members(of: targets, groups: groups.count)
        let table: CalibrationTable
        if configuration.method == .sharp {
            let fit = SharpFactors(
                sample: sample, bound: quantity.lowerBound ?? -.greatestFiniteMagnitude, effective: summary.effectiveTargets)
            table = .factors(Self.byGroup(members) { Self.sharpRow(fit, $0, isRefitted: sample.isRefitted) })
        } else {
            let fit = ConformalOffsets(sample: sample, method: configuration.method)
            table = .offsets(
                Self.byGroup(members) { targets in
                    let offsets = fit.offsets(for: targets, horizon: first.horizon)
                    return sample.isRefitted && !configuration.method.isSymmetric ? offsets.map { 0.5 * $0 } : offsets
                })
        }
        var fitted = summary
        let calibration = Calibration(
            configuration: configuration, summary: summary, levels: first.levels, groups: groups, table: table, quantity: quantity)
        fitted.coverageBefore = sample.coverage80
        fitted.coverageAfter = try sample.map { calibration.corrected($1, of: $0) }.coverage80
        self.init(configuration: configuration, summary: fitted, levels: first.levels, groups: groups, table: table, quantity: quantity)
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
        var spans: [String: (first: Int, last: Int)] = [:]
        var (earliest, latest) = (Int64.max, Int64.min)
        for origin in sample.origins {
            let span = spans[origin.id]
            spans[origin.id] = (min(span?.first ?? .max, origin.count), max(span?.last ?? 0, origin.count + horizon))
            earliest = min(earliest, origin.targetAxis.start)
            latest = max(latest, origin.targetAxis.time(at: horizon - 1))
        }
        let reserved = spans.values.reduce(0) { $0 + $1.last - $1.first }
        let known = spans.values.reduce(0) { $0 + $1.last }
        self.init(
            horizon: horizon, forecasts: sample.count, series: spans.count,
            effectiveTargets: CalibrationTargets.effectiveCount(sample), firstTarget: earliest, lastTarget: latest,
            reservedShare: known > 0 ? Double(reserved) / Double(known) : 0, coverageBefore: nil, coverageAfter: nil,
            isRefitted: sample.isRefitted)
    }
}

extension ValidationForecasts {
    /// Share of the targets inside the 80 % interval; `nil` where the levels do not reach that far.
    var coverage80: Double? {
        guard let levels = forecasts.first?.levels, let low = levels.index(of: 0.1), let high = levels.index(of: 0.9) else { return nil }
        var (inside, known) = (0, 0)
        for (index, forecast) in forecasts.enumerated() {
            for step in 0..<forecast.horizon {
                let actual = actual(index, step: step)
                guard !actual.isNaN else { continue }
                known += 1
                inside += actual >= forecast[step, low] && actual <= forecast[step, high] ? 1 : 0
            }
        }
        return known > 0 ? Double(inside) / Double(known) : nil
    }
}
