import Headroom

/// The backtest table for people and programs.
enum ScoreRows {
    /// Text: one row per model, seasonal naive's ratio beside WQL, coverage with its binomial interval beside the width.
    static func text(
        _ comparison: ModelComparison, _ calibrations: [CalibrationEvaluation], _ provisioning: ProvisioningRows = ProvisioningRows()
    ) -> String {
        var table = TextTable([
            "model", "MASE", "WQL", "vs naive", "coverage 80 %", "width 80 %", "ceiling 90", "ceiling cov.", "fit s", "forecast s",
        ])
        let naive = comparison.entries.first { $0.name == ModelRecipe.Family.seasonalNaive.rawValue }
        for entry in comparison.entries {
            let s = entry.evaluation.summary
            func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
            let ratio = naive?.evaluation.summary.wql.flatMap { reference in s.wql.map { reference > 0 ? $0 / reference : .nan } }
            table.add([
                entry.name, number(s.mase, 3), number(s.wql, 4), number(ratio, 3),
                CalibrationRows.percent(s.coverage80, low: s.coverage80Low, high: s.coverage80High),
                number(s.width80, 2), number(s.ceiling90, 4), number(s.ceilingCoverage90.map { 100 * $0 }, 1),
                Decimal.text(entry.fitSeconds, digits: 1), Decimal.text(entry.forecastSeconds, digits: 3),
            ])
        }
        guard let first = comparison.entries.first?.evaluation.summary else { return table.text }
        var lines = [
            "\(first.series) series, \(first.windows) windows of \(comparison.backtest.plan.horizon) steps, \(first.targets) targets"
                + (first.withoutScale > 0 ? ", \(first.withoutScale) series without a scale for MASE" : ""),
            table.text,
        ]
        let groups = Set(comparison.backtest.groups?.values.map { $0 } ?? []).count
        if groups > 1 { lines.append("WQL and ceiling 90 are means over \(groups) groups of series") }
        for entry in comparison.entries {
            if let note = entry.note { lines.append("\(entry.name): \(note)") }
            if let selection = entry.selection { lines.append(SelectionRows.text(selection, name: entry.name)) }
            if let calibrated = CalibratedRows(entry.model) {
                lines.append("\(entry.name): \(calibrated.text(comparison.set.series[0].axis))")
            }
        }
        if let more = CalibrationRows.text(comparison.entries.map(\.name), calibrations) { lines.append("\n" + more) }
        if let more = provisioning.text(comparison.entries.map(\.name)) { lines.append("\n" + more) }
        return lines.joined(separator: "\n")
    }

    /// Machine-readable scores of one model.
    struct Row: Codable {
        var model: String
        var note: String?
        var selection: ModelSelection?
        var fitSeconds: Double
        var forecastSeconds: Double
        var memoryEstimate: Int?
        var scores: EvaluationSummary
        var calibrated: CalibratedRows?
        var calibration: CalibrationEvaluation
        var ceilings: [CeilingEvaluation.Level]?
        var spikes: SpikeEvaluation?
        var costs: CostEvaluation?

        enum CodingKeys: String, CodingKey {
            case model, note, selection, scores, calibrated, calibration, ceilings, spikes, costs
            case fitSeconds = "fit_seconds"
            case forecastSeconds = "forecast_seconds"
            case memoryEstimate = "memory_estimate_bytes"
        }
    }

    /// JSON: `{"horizon":…,"models":[…]}`.
    struct Document: Codable {
        var horizon: Int
        var seasons: [Int]
        var models: [Row]
    }

    static func document(
        _ comparison: ModelComparison, _ calibrations: [CalibrationEvaluation], _ provisioning: ProvisioningRows = ProvisioningRows()
    ) -> Document {
        Document(
            horizon: comparison.backtest.plan.horizon, seasons: comparison.seasons,
            models: comparison.entries.enumerated().map { index, entry in
                Row(
                    model: entry.name, note: entry.note, selection: entry.selection, fitSeconds: entry.fitSeconds,
                    forecastSeconds: entry.forecastSeconds,
                    memoryEstimate: entry.memoryEstimate, scores: entry.evaluation.summary, calibrated: CalibratedRows(entry.model),
                    calibration: calibrations[index],
                    ceilings: provisioning.ceilings?[index], spikes: provisioning.spikes?[index], costs: provisioning.costs?[index])
            })
    }
}
