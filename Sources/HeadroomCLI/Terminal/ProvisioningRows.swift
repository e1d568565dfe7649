import Headroom

/// Scores of ceilings, spikes and costs, one entry per model in the order of the backtest table.
struct ProvisioningRows {
    var ceilings: [[CeilingEvaluation.Level]]?
    var spikes: [SpikeEvaluation]?
    var costs: [CostEvaluation]?

    /// The tables that were asked for, one after the other; `nil` for none.
    func text(_ names: [String]) -> String? {
        let parts = [
            ceilings.flatMap { Self.ceilingText(names, $0) }, spikes.flatMap { Self.spikeText(names, $0) },
            costs.flatMap { Self.costText(names, $0) },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    private static func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
    private static func percent(_ value: Double?) -> String { number(value.map { 100 * $0 }, 1) }

    private static func ceilingText(_ names: [String], _ all: [[CeilingEvaluation.Level]]) -> String? {
        guard let first = all.first, let windows = first.first?.coverage.total else { return nil }
        var table = TextTable(["model"] + first.flatMap { ["ceiling \($0.level)", "vs naive", "coverage %"] })
        for (name, levels) in zip(names, all) {
            table.add(
                [name]
                    + levels.flatMap { level in
                        let coverage = CalibrationRows.percent(level.coverage.share, low: level.coverageLow, high: level.coverageHigh)
                        return [number(level.loss, 4), number(level.ratio, 3), coverage]
                    })
        }
        return "ceilings of \(windows) windows\n" + table.text
    }

    private static func spikeText(_ names: [String], _ all: [SpikeEvaluation]) -> String? {
        guard let first = all.first else { return nil }
        var table = TextTable([
            "model", "announced", "recall %", "precision %", "F1 %", "useful %", "timing", "p90", "amplitude %", "p10", "p90", "soft",
            "covered %",
        ])
        for (name, one) in zip(names, all) {
            let s = one.scores
            table.add([
                name, "\(s.predicted)", percent(s.recall), percent(s.precision), percent(s.f1), percent(s.usefulRecall),
                number(s.timingError, 2), number(s.timingError90, 1), percent(s.amplitudeError), percent(s.amplitudeError10),
                percent(s.amplitudeError90), number(s.softScore, 3), percent(one.shiftTolerantCoverage.share),
            ])
        }
        return
            "\(first.scores.actual) spikes in \(percent(first.spikeSlots.share)) % of the steps, announced by the \(first.level) quantile "
            + "within \(first.tolerance) steps, useful \(first.activationDelay) steps ahead; timing in steps\n" + table.text
    }

    private static func costText(_ names: [String], _ all: [CostEvaluation]) -> String? {
        guard let first = all.first else { return nil }
        var table = TextTable([
            "model", "cost", "unused", "missing", "resizes", "regret", "short %", "short volume %", "depth %", "unused volume %", "waste %",
            "churn %", "within ±\(first.tolerance) %",
        ])
        for (name, c) in zip(names, all) {
            let a = c.allocation
            table.add([
                name, number(c.cost, 4), number(c.over, 4), number(c.under, 4), number(c.resizes, 4), number(c.regret, 3),
                percent(a.underRate), number(a.underVolume.map { 100 * $0 }, 2), percent(a.depth95), percent(a.overVolume),
                percent(a.waste),
                percent(a.relativeChurn), percent(c.shiftTolerantCoverage.share),
            ])
        }
        let held = first.window == 1 ? "" : ", its largest value held for \(first.window) steps"
        return
            "costs per unit of demand of holding the \(Decimal.text(first.level, digits: 4)) quantile\(held); the oracle costs "
            + "\(number(first.oracle, 4)) (regret 0), the season before \(number(first.seasonalNaive, 4)) (regret 1)\n" + table.text
    }
}
