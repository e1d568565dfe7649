import Headroom

/// Scores of ceilings and spikes, one entry per model in the order of the backtest table.
struct ProvisioningRows {
    var ceilings: [[CeilingEvaluation.Level]]?
    var spikes: [SpikeEvaluation]?

    /// The tables that were asked for, one after the other; `nil` for none.
    func text(_ names: [String]) -> String? {
        let parts = [
            ceilings.flatMap { Self.ceilingText(names, $0) }, spikes.flatMap { Self.spikeText(names, $0) },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }

    private static func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
    private static func percent(_ value: Double?) -> String { number(value.map { 100 * $0 }, 1) }

    private static func ceilingText(_ names: [String], _ all: [[CeilingEvaluation.Level]]) -> String? {
        guard let first = all.first, let windows = first.first?.coverage.total else { return nil }
        var table = TextTable(["model"] + first.flatMap { ["ceiling \($0.level)", "vs naive", "coverage %"] })
        for (name, levels) in zip(names, all) {
            table.add([name] + levels.flatMap { [number($0.loss, 4), number($0.ratio, 3), percent($0.coverage.share)] })
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
}
