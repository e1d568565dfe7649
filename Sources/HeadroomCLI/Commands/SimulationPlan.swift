import ArgumentParser
import Headroom
import Plots

/// The options of `headroom simulate` turned into simulations, contenders and a page.
struct SimulationPlan {
    let command: SimulateSeriesCommand
    let set: SeriesSet
    let seasons: [Int]
    let fleet: FleetSimulation
    private let starts: [Int]
    private let shown: Set<Int>

    init(_ command: SimulateSeriesCommand, set: SeriesSet) throws {
        if let last = command.last, let short = set.series.first(where: { $0.count < last + 2 }) {
            throw ForecastError.tooShort(series: short.id, count: short.count, required: last + 2)
        }
        let starts = set.series.map { $0.count - (command.last ?? max(1, $0.count / 5)) }
        self.command = command
        self.set = set
        self.starts = starts
        seasons = command.data.seasons(of: set, counts: starts)
        let (deployment, startUp) = try command.deployment.deployment(target: command.target, requests: command.requests)
        fleet = try FleetSimulation(
            set, range: { starts[$0]..<set.series[$0].count }, capacity: command.deployment.capacity.rule, deployment: deployment,
            mode: try command.requests.simulationMode(startUp: startUp, seed: command.compute.seed),
            indexStep: command.indexStep?.duration)
        shown = Set(
            set.series.indices.sorted { Self.liveliness(set.series[$0], $0, starts) > Self.liveliness(set.series[$1], $1, starts) }
                .prefix(command.shown))
    }

    /// How much there is to see: total movement of the simulated demand from step to step, damped for busy series, which would
    /// otherwise be shown for their size alone.
    private static func liveliness(_ series: Series, _ index: Int, _ starts: [Int]) -> Double {
        let values = series.values[starts[index]...].filter { !$0.isNaN }
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count))
        guard mean > 0 else { return 0 }
        let movement = zip(values, values.dropFirst()).reduce(0.0) { $0 + Double(abs($1.1 - $1.0)) }
        return movement / mean.squareRoot()
    }

    var needsForecasts: Bool { command.policy.contains(.quantile) }

    private var quantilePolicies: [QuantilePolicy] { command.level.map { QuantilePolicy(level: $0) } }

    /// Steps that a forecast has to reach for the policies.
    private var window: Int {
        fleet.simulations.flatMap { simulation in
            quantilePolicies.map { $0.window(on: simulation.deployment, step: simulation.trace.step) }
        }.max() ?? 1
    }

    /// Loads or fits the model; only values before the simulated steps are known to a fit.
    func fit(progress: ProgressLine) throws -> ModelRecipe.Outcome {
        switch command.model {
        case .file(let path):
            let archive = try ModelStore.load(path)
            if let note = try overlap(archive, path: path) { Standard.error("note: \(note)") }
            return ModelRecipe.Outcome(model: try ModelStore.restore(archive, name: path, compute: command.compute.compute))
        case .family(let family):
            let training = TrainingSet(set, counts: starts, seasons: seasons)
            let options = FitOptions(seed: command.compute.seed, compute: command.compute.compute, progress: progress.handler)
            return try command.recipe.recipe(family, horizon: window).fit(on: training, options: options)
        }
    }

    /// A model that was trained on part of what is simulated flatters itself: say so.
    private func overlap(_ archive: ModelArchive, path: String) throws -> String? {
        guard let provenance = try archive.provenance(), provenance.dataDigest == set.digest else { return nil }
        let first = zip(set.series, starts).map { $0.axis.time(at: $1) }.min() ?? .max
        guard provenance.lastTime >= first else { return nil }
        return "\(path) was trained on values up to \(set.series[0].axis.format(provenance.lastTime)), "
            + "the simulation starts at \(set.series[0].axis.format(first)): its result is too good; simulate less with --last"
    }

    /// Runs every policy on every series.
    func run(_ model: (any FittedForecaster)?, progress: ProgressLine) throws -> FleetReport {
        let window = window
        let (policies, target, quantilePolicies, shown) = (command.policy, command.target, quantilePolicies, shown)
        return try fleet.run(
            contenders: { simulation in
                try policies.flatMap { policy -> [Contender] in
                    switch policy {
                    case .static:
                        return [Contender(try StaticPolicy(sizedFor: simulation.trace, on: simulation.deployment))]
                    case .hpa: return [Contender(HPAPolicy(targetUtilization: target))]
                    case .quantile:
                        let forecasts = try model.map { try ModelForecastSource($0, series: simulation.trace.series, horizon: window) }
                        return quantilePolicies.map { policy in
                            Contender(
                                policy, name: quantilePolicies.count == 1 ? nil : "quantile \(policy.level)", forecasts: forecasts)
                        }
                    }
                }
            }, keepTimelines: { shown.contains($0) }, threads: command.compute.threads,
            progress: progress.counter("simulating", of: fleet.simulations.count))
    }

    /// The page: what was simulated, the scores, and how the busiest series went.
    func page(_ result: FleetReport, model: (any FittedForecaster)?, reading: TraceReading, seed: UInt64) throws -> HTMLReport {
        let deployment = fleet.simulations[0].deployment
        let demand: [HTMLReport.Block] = [
            .facts([
                ("trace", reading.sources.map { Self.fileName($0.name) }.joined(separator: ", ")), ("series", "\(set.series.count)"),
                ("simulated", "\(starts.indices.map { set.series[$0].count - starts[$0] }.max() ?? 0) steps at the end"),
                ("forecasts", model.map { "\($0.name), \(window) step\(window == 1 ? "" : "s") ahead" } ?? "none"),
                ("start-up", command.deployment.startup.defaultValueDescription), ("capacity per replica", capacityText(deployment)),
                ("seed", "\(seed)"),
            ])
        ]
        var sections = [HTMLReport.Section("What was simulated", demand)]
        sections.append(
            HTMLReport.Section(
                "Policies beside each other",
                [
                    .table(ReportTable(result.scores, prices: result.prices)),
                    .figure(try Figure.comparison(of: result.scores), caption: "Violations against cost: down and to the left is better."),
                ]))
        if let requests = try HTMLReport.Section.requests(of: result, objective: command.requests.objective.duration) {
            sections.append(requests)
        }
        for index in shown.sorted() {
            let report = result.series[index]
            var blocks: [HTMLReport.Block] = []
            if let model, let picture = try? forecastFigure(model, index: index) {
                blocks.append(.figure(picture, caption: "The first forecast of the simulated time, and what came."))
            }
            blocks.append(
                .figure(
                    try Figure.timeline(of: report, calendar: set.calendar),
                    caption: "Demand, and the capacity that each policy had ready. Shades mark violations."
                        + (command.requests.mode == .flow ? "" : " Bars below: requests whose promise was broken.")))
            blocks.append(
                .figure(
                    try Figure.utilisation(
                        of: report, target: command.target, concurrency: command.requests.concurrency, calendar: set.calendar),
                    caption: "How busy the ready replicas were."))
            blocks.append(.table(ReportTable(report.scores, prices: report.prices)))
            if let table = ReportTable(requestsOf: report.scores) { blocks.append(.table(table)) }
            sections.append(HTMLReport.Section("Series \(report.series)", blocks))
        }
        return HTMLReport(
            title: "Autoscaling on \(reading.sources.first.map { Self.fileName($0.name) } ?? "a trace")", lead: lead(result),
            sections: sections,
            footer: "headroom \(HeadroomVersion.current)")
    }

    private func forecastFigure(_ model: any FittedForecaster, index: Int) throws -> Figure {
        let history = History(set.series[index], count: starts[index])
        let forecast = try model.forecast(from: history, horizon: model.maximumHorizon ?? window)
        return try Figure.forecast(forecast, of: set.series[index], quantity: set.quantity, calendar: set.calendar)
    }

    private static func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private func capacityText(_ deployment: Deployment) -> String {
        switch command.deployment.capacity {
        case .automatic: "mean demand fills 4 replicas, per series"
        case .fixed(let value): "\(value)"
        }
    }

    private func lead(_ result: FleetReport) -> String {
        let words = result.scores.filter { $0.policy != "oracle" }.map { score in
            let cost = score.costIndex.map { ", \(Decimal.text($0, digits: 2)) × the oracle's replicas" } ?? ""
            return
                "\(score.policy) was short of capacity in \(Decimal.text(100 * score.violationTimeShare, digits: 2)) % of the time\(cost)"
        }
        return words.joined(separator: "; ") + "."
    }
}
