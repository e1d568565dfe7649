import Headroom
import Plots

/// The page of a backtest: what was done, scores, calibration, ceilings and costs where they were asked for.
struct BacktestReport {
    private let comparison: ModelComparison
    private let calibrations: [CalibrationEvaluation]
    private let provisioning: ProvisioningRows
    private let source: String
    private let seed: UInt64

    /// - Parameters:
    ///   - comparison: the scored models.
    ///   - calibrations: one for each entry.
    ///   - provisioning: what else was scored.
    ///   - source: what the models were evaluated on.
    ///   - seed: of the run.
    init(
        _ comparison: ModelComparison, _ calibrations: [CalibrationEvaluation], _ provisioning: ProvisioningRows, source: String,
        seed: UInt64
    ) {
        (self.comparison, self.calibrations, self.provisioning) = (comparison, calibrations, provisioning)
        (self.source, self.seed) = (source, seed)
    }

    /// The page as text.
    func html() async throws -> String {
        var sections = [try scores(), try .calibration(of: models)]
        if provisioning.ceilings != nil { sections.append(try .ceilings(of: models)) }
        if let costs = provisioning.costs, let section = costSection(costs) { sections.append(section) }
        return try await HTMLReport(
            title: "Backtest on \(source)", lead: lead, sections: sections, footer: "headroom \(HeadroomVersion.current)"
        ).html()
    }

    private static let naive = ModelRecipe.Family.seasonalNaive.rawValue

    // A file is known by its name, the folders before it only widen every table.
    private var names: [String] { comparison.entries.map { $0.name.split(separator: "/").last.map(String.init) ?? $0.name } }

    private var models: [ModelCalibration] {
        comparison.entries.indices.map { index in
            ModelCalibration(
                model: names[index], calibration: calibrations[index], ceilings: provisioning.ceilings?[index] ?? [],
                isRival: comparison.entries[index].name == Self.naive)
        }
    }

    private func scores() throws -> HTMLReport.Section {
        let table = ScoreTable(
            models: names,
            metrics: [
                .init(name: "MASE", meaning: "error of the median by the seasonal error; lower is better"),
                .init(name: "WQL", meaning: "quantile loss by demand; lower is better", places: 4),
                .init(name: "coverage 80 %", meaning: "share of the targets inside the 80 % interval", reference: 0.8),
                .init(name: "width 80 %", meaning: "width of that interval by the seasonal error", places: 2),
                .init(name: "ceiling 90", meaning: "loss of the 0.9 quantile of the largest value; lower is better", places: 4),
            ],
            values: comparison.entries.map { entry in
                let s = entry.evaluation.summary
                return [s.mase, s.wql, s.coverage80, s.width80, s.ceiling90]
            }, rivals: [Self.naive])
        var section = try HTMLReport.Section.backtest(table, text: circumstances)
        section.blocks.append(contentsOf: comparison.entries.compactMap { entry in entry.note.map { .text("\(entry.name): \($0)") } })
        return section
    }

    private var circumstances: String {
        guard let s = comparison.entries.first?.evaluation.summary else { return "" }
        let seasons =
            comparison.seasons.isEmpty ? "no season" : "seasons of \(comparison.seasons.map { "\($0)" }.joined(separator: ", ")) steps"
        let groups = Set(comparison.backtest.groups?.values.map { $0 } ?? []).count
        return
            "\(s.series) series, \(s.windows) windows of \(comparison.backtest.plan.horizon) steps, \(s.targets) targets, \(seasons), "
            + "seed \(seed)."
            + (s.withoutScale > 0 ? " \(s.withoutScale) series have no scale for MASE and widths." : "")
            + (groups > 1 ? " WQL and ceilings are means over \(groups) groups of series." : "")
    }

    private var lead: String {
        zip(names, comparison.entries).map { name, entry in
            let s = entry.evaluation.summary
            let coverage = CalibrationRows.percent(s.coverage80, low: s.coverage80Low, high: s.coverage80High)
            return "\(name): \(coverage) % of the targets inside the 80 % interval, WQL \(s.wql.map { Decimal.text($0, digits: 4) } ?? "–")"
        }.joined(separator: "; ") + "."
    }

    private func costSection(_ costs: [CostEvaluation]) -> HTMLReport.Section? {
        guard let first = costs.first else { return nil }
        func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
        func percent(_ value: Double?) -> String { number(value.map { 100 * $0 }, 1) }
        let rows = zip(names, costs).map { name, c in
            [
                name, number(c.cost, 4), number(c.over, 4), number(c.under, 4), number(c.resizes, 4), number(c.regret, 3),
                percent(c.allocation.underRate), percent(c.allocation.overVolume), percent(c.allocation.waste),
                percent(c.shiftTolerantCoverage.share),
            ]
        }
        let landmarks = [("oracle", first.oracle, "0"), ("season before", first.seasonalNaive, "1")].map { name, cost, regret in
            [name, number(cost, 4), "", "", "", regret, "", "", "", ""]
        }
        let table = ReportTable(
            header: [
                "held", "cost", "unused", "missing", "resizes", "regret", "short of it, % of steps", "unused, % of demand", "waste, %",
                "within ±\(first.tolerance) steps, %",
            ], rows: rows + landmarks, quietRows: Set(costs.count..<costs.count + 2),
            note:
                "Cost per unit of demand at \(first.prices.over.described) for a unit unused for a step, \(first.prices.under.described) for "
                + "one missing, \(first.prices.resize.described) for a resize. Regret: 0 is the oracle, 1 the season before. Short, unused and "
                + "waste are means over series."
        )
        let held = first.window == 1 ? "" : ", its largest value over \(first.window) steps at a time"
        return HTMLReport.Section(
            "Costs", [.text("What it costs to hold the \(number(first.level, 4)) quantile as capacity\(held)."), .table(table)])
    }
}

extension Double {
    /// Without decimals where there are none: `19`, `2.5`.
    fileprivate var described: String { self == rounded() && abs(self) < 1e15 ? "\(Int64(self))" : "\(self)" }
}
