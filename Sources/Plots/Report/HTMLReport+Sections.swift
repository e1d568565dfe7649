import Autoscaling
import Traces

extension HTMLReport.Section {
    /// A backtest: what was done, the table, the bars.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for an empty table.
    public static func backtest(_ table: ScoreTable, text: String) throws(PlotError) -> HTMLReport.Section {
        let line = table.metrics.contains { $0.reference != nil } ? " The dotted line is the value to compare with." : ""
        return HTMLReport.Section(
            "Backtest", [.text(text), .table(ReportTable(table)), .figure(try .scores(table), caption: "Scores by model." + line)])
    }

    /// A simulation of one series: circumstances, the table, violations against cost, the whole run, and a part of it from near.
    ///
    /// - Parameters:
    ///   - report: a report with timelines.
    ///   - calendar: whose clock the time axes show.
    ///   - detail: sub-steps to show from near, if any.
    ///   - objective: response time that was promised to requests, where there are any.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for a report without timelines.
    public static func simulation(
        _ report: SimulationReport, calendar: DemandCalendar = DemandCalendar(), detail: Range<Int>? = nil, objective: Duration? = nil
    ) throws(PlotError) -> HTMLReport.Section {
        let deployment = report.deployment
        let unit = report.quantity.demandLabel
        var blocks: [HTMLReport.Block] = [
            .facts([
                ("capacity of a replica", "\(deployment.capacityPerReplica.readable) \(unit)"),
                ("start-up delay", deployment.startUpDelay.text),
                ("age of a measurement", deployment.metricDelay.text),
                ("time between decisions", deployment.sync.text),
                ("replicas", "\(deployment.minimumReplicas) to \(deployment.maximumReplicas), \(report.initialReplicas) at the start"),
            ]),
            .table(ReportTable(report.scores, prices: report.prices)),
            .figure(
                try .comparison(of: report.scores),
                caption: "Time in violation against replica-hours. Down and to the left is better; the oracle knows the demand in advance."),
            .figure(try .timeline(of: report, calendar: calendar), caption: Self.timelineCaption),
        ]
        if let table = ReportTable(requestsOf: report.scores) { blocks.append(.table(table)) }
        if Self.knowsResponses(report.scores) {
            blocks.append(.figure(try .responses(of: report, objective: objective), caption: Self.responseCaption))
        }
        if let detail {
            let all = report.results.map(\.policy)
            let figure = try Figure.timeline(of: report, policies: all, subSteps: detail, calendar: calendar, name: "detail")
            blocks.append(.figure(figure, caption: "A part of the run from near, with the oracle."))
        }
        blocks.append(.facts(report.results.map { ($0.policy, $0.summary + ($0.forecaster.map { ", forecasts by \($0)" } ?? "")) }))
        return HTMLReport.Section("Simulation", blocks)
    }

    /// A simulation of many series: sums and the comparison.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for a fleet without series.
    public static func fleet(_ report: FleetReport) throws(PlotError) -> HTMLReport.Section {
        HTMLReport.Section(
            "All series",
            [
                .text("\(report.series.count) series, each a deployment of its own; sums over all of them."),
                .table(ReportTable(report.scores, prices: report.prices)),
                .figure(
                    try .comparison(of: report.scores, name: "fleet"),
                    caption: "Time in violation against replica-hours, all series together."),
            ])
    }

    /// What became of the requests of all series: the table, and where single requests were simulated their response times.
    ///
    /// - Parameters:
    ///   - report: a fleet.
    ///   - objective: response time that was promised.
    /// - Returns: `nil` where demand flows without requests.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for an objective that is not above 0 s.
    public static func requests(of report: FleetReport, objective: Duration? = nil) throws(PlotError) -> HTMLReport.Section? {
        guard let table = ReportTable(requestsOf: report.scores) else { return nil }
        var blocks: [HTMLReport.Block] = [.table(table)]
        if knowsResponses(report.scores) {
            blocks.append(.figure(try .responses(of: report, objective: objective), caption: responseCaption))
        }
        return HTMLReport.Section("Requests", blocks)
    }

    /// Fluid time knows no single response, and where no request was served there is none.
    private static func knowsResponses(_ scores: [PolicyScore]) -> Bool { scores.contains { $0.requests?.p50Seconds != nil } }

    private static let responseCaption =
        "Requests that are not answered within a time; lower is better. At the objective: the share of broken promises."

    private static let timelineCaption =
        "Grey: demand. Coloured line: capacity of the ready replicas. Thin dashed line: what a forecasting policy planned for. "
        + "Orange: demand beyond the capacity, on a shade that makes short violations visible."
}
