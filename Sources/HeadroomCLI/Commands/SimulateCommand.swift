import ArgumentParser
import Headroom
import Plots

/// `headroom simulate`: replicas of services unless a subcommand says otherwise.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Let autoscaling policies act on a trace, and count violations and cost.",
        discussion: """
            Examples:
              headroom simulate --data requests.csv --model requests.safetensors --last 240
              headroom simulate streaming --occupancy rooms.txt --policies capacity:20,fallback:weekly-naive:60
              headroom simulate aapa --data invocations.csv
            """, subcommands: [SimulateSeriesCommand.self, SimulateStreamingCommand.self, SimulateAAPACommand.self],
        defaultSubcommand: SimulateSeriesCommand.self)
}

/// `headroom simulate series`, which is what `headroom simulate` does.
struct SimulateSeriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Replicas of a service for every series of a trace.",
        discussion: """
            Every series is a deployment of its own. The last steps are simulated; what lies before them is known to models and
            sizes the static policy. The oracle, which knows the demand, is always run: costs are relative to it.

            Examples:
              headroom simulate --data requests.csv --model requests.safetensors --last 240
              headroom simulate --data requests.csv --model seasonal-naive --capacity 2.5 --startup 3m --level 0.9 0.99
              headroom simulate --data requests.csv --model lstm --report report.html --format json
              headroom simulate --data requests.csv --mode events --service-time lognormal:100ms:1 --startup exponential:30s
            """)

    enum Policy: String, ExpressibleByArgument, CaseIterable, Sendable { case `static`, hpa, quantile }

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(help: "Model file, or a family that is fitted on the time before the simulation.")
    var model: ModelArgument = .family(.seasonalNaive)

    @Option(name: .long, parsing: .upToNextOption, help: "Policies beside the oracle.")
    var policy: [Policy] = Policy.allCases

    @Option(help: "Steps at the end of every series that are simulated; default: the last fifth.")
    var last: Int?

    @OptionGroup(title: "Deployment") var deployment: DeploymentOptions
    @OptionGroup(title: "Requests") var requests: RequestOptions

    @Option(help: "Length of a step of series without a clock.")
    var indexStep: DurationArgument?

    @Option(help: "Target utilisation: of the HPA, and where there are requests of the capacity that the other policies plan with.")
    var target = 0.7

    @Option(name: .long, parsing: .upToNextOption, help: "Ceiling quantiles of the quantile policy; one policy each.")
    var level: [Double] = [0.95]

    @OptionGroup(title: "Model") var recipe: RecipeOptions
    @OptionGroup(title: "Computation") var compute: ComputeOptions

    @Option(help: "Form of the printed scores.")
    var format: OutputFormat = .text

    @Option(
        help: ArgumentHelp(
            "Write the result with timelines as JSON, for headroom plot timeline, responses and use.", valueName: "file.json"))
    var output: String?

    @Option(help: ArgumentHelp("Write every score of every series and policy as a tidy table.", valueName: "file.csv"))
    var scores: String?

    @Option(help: ArgumentHelp("Write a page with tables and pictures.", valueName: "file.html"))
    var report: String?

    @Option(help: "Series that the report and the result show in detail, the liveliest first.")
    var shown = 3

    mutating func validate() throws {
        if let wrong = level.first(where: { !($0 > 0 && $0 < 1) }) { throw ValidationError("a level lies between 0 and 1, found \(wrong)") }
        guard !policy.isEmpty else {
            throw ValidationError("name at least one policy: \(Policy.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try deployment.validate(with: requests)
        guard shown >= 0 else { throw ValidationError("--shown is a number of series, found \(shown)") }
    }

    func run() async throws {
        let progress = ProgressLine()
        defer { progress.finish() }
        let reading = try data.read(threads: compute.threads)
        let plan = try SimulationPlan(self, set: reading.set)
        let fitted = try plan.needsForecasts ? plan.fit(progress: progress) : nil
        progress.finish()
        if let note = fitted?.note { Standard.error("note: \(note)") }
        let result = try plan.run(fitted?.model, progress: progress)
        progress.finish()
        if let scores { try OutputFile.write(result.csv, to: scores) }
        if let output { try OutputFile.write(try result.json(timelines: true), to: output) }
        if let report {
            let page = try plan.page(result, model: fitted?.model, reading: reading, seed: compute.seed)
            try OutputFile.write(try await page.html(), to: report)
        }
        switch format {
        case .text: Standard.output(result.text)
        case .json: Standard.output(try result.json(timelines: false))
        }
        if let report, format == .text { Standard.output("wrote \(report)") }
    }
}

/// `auto` or a number.
enum CapacityArgument: ExpressibleByArgument, Sendable {
    case automatic
    case fixed(Double)

    init?(argument: String) {
        if argument == "auto" {
            self = .automatic
        } else if let value = Double(argument), value > 0, value.isFinite {
            self = .fixed(value)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "auto" }
    var rule: CapacityRule {
        switch self {
        case .automatic: .automatic
        case .fixed(let value): .fixed(value)
        }
    }
}
