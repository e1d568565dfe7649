import ArgumentParser
import Headroom

/// `headroom simulate streaming`.
struct SimulateStreamingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streaming",
        abstract: "Let policies scale a streaming service: latency by load, and the price of moving streams.",
        discussion: """
            The occupancy file holds one number a line, one line a minute. The training weeks are history; the week behind them is simulated.
            --compat does what the published simulator did; without it frames count by stream, percentiles are exact, and forecast
            windows begin when a decision takes effect. --hard runs the hard benchmark on generated weeks instead of a file.

            Policies: \(StreamPolicyParser.forms.joined(separator: ", ")).
            Forecasts: \(StreamPolicyParser.forecasts.joined(separator: ", ")).

            Examples:
              headroom simulate streaming --occupancy rooms.txt --compat --policies vanilla:5,memory:5,predictive:oracle:60 --seeds 5
              headroom simulate streaming --occupancy rooms.txt --activation-delay 2 --policies capacity:20,fallback:weekly-naive:60
              headroom simulate streaming --hard --weeks 24 --rho 0
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, csv }

    @Option(help: ArgumentHelp("Streams or rooms in use, one number a line, one line a minute; - is standard input.", valueName: "file"))
    var occupancy: String?

    @Option(help: "Weeks at the begin that are history; 1 by default, 8 for --hard.")
    var trainWeeks: Int?

    @Option(help: "Weeks behind them that are simulated.")
    var evaluateWeeks = 1

    @Flag(help: "Do what the published simulator did.")
    var compat = false

    @Option(help: ArgumentHelp("Policies, separated by commas.", valueName: "list"))
    var policies: String?

    @Option(help: "First seed of the random frames, or of the generated weeks.")
    var seed: UInt64 = 1

    @Option(help: "Runs of every policy, with consecutive seeds.")
    var seeds = 1

    @Option(help: "Form of the output.")
    var format: Format = .text

    @Option(help: ArgumentHelp("Write percentiles, instances, events and a summary of every run into this folder.", valueName: "folder"))
    var output: String?

    @Option(help: "Streams of each unit in the file; 4 by default for --hard.")
    var cameras: Int?

    @Option(help: "Slots that a new instance needs beyond the next one; 2 by default for --hard.")
    var activationDelay: Int?

    @Option(help: "Most instances.")
    var maxInstances: Int?

    @Option(help: "Weight of an instance in the latency of a slot.")
    var weighting: LatencyWeighting?

    @Option(help: "Percentiles from distributions or from random frames.")
    var mode: StreamScenario.Mode?

    @Option(help: "Random frames an instance from which plans of forecast policies estimate percentiles; exact ones by default.")
    var planningFrames: Int?

    @Option(help: "Penalty frames of a moved stream.")
    var penaltyFrames: Int?

    @Option(help: "Which streams move when the number of instances changes.")
    var placement: ReconnectPenalty.Placement?

    @Option(
        help: ArgumentHelp("Measured latencies, a file for each load from 1 on, separated by commas; one value a line.", valueName: "files")
    )
    var latencies: String?

    @Option(help: "Factor on all latencies: how much hangs on a margin.")
    var latencyScale = 1.0

    @Flag(help: "Run the hard benchmark on generated weeks.")
    var hard = false

    @Option(help: "Generated weeks of the hard benchmark.")
    var weeks = 24

    @Option(help: "Chance that a room-day of the hard benchmark repeats the week before.")
    var rho = 0.0

    @Option(help: "Emergencies a day in the hard benchmark.")
    var emergencies = 0.0

    @Option(help: "Threads to use.")
    var threads = 2

    mutating func validate() throws {
        guard hard != (occupancy != nil) else { throw ValidationError("give either --occupancy or --hard") }
        if hard, compat { throw ValidationError("--hard has a scenario of its own and cannot be combined with --compat") }
        if hard, output != nil { throw ValidationError("--hard writes no files; leave --output out") }
        for (name, value) in [("--seeds", seeds), ("--evaluate-weeks", evaluateWeeks), ("--weeks", weeks), ("--cameras", cameras ?? 1)]
        where value < 1 {
            throw ValidationError("\(name) is at least 1, found \(value)")
        }
        if let trainWeeks, trainWeeks < (hard ? 1 : 0) { throw ValidationError("--train-weeks is too small: \(trainWeeks)") }
        guard (1...1_024).contains(threads) else { throw ValidationError("--threads must lie between 1 and 1024, found \(threads)") }
        guard latencyScale > 0, latencyScale.isFinite else { throw ValidationError("--latency-scale is above 0, found \(latencyScale)") }
    }

    private static let standardPolicies = [
        "vanilla:5", "memory:5", "capacity:20", "seasonal-naive:60", "fallback:weekly-naive:60", "predictive:oracle:60",
    ]

    func run() throws {
        if hard { try runHard() } else { try runTrace() }
    }

    /// The scenario that the options describe, on top of a given one.
    func scenario(_ base: StreamScenario) -> StreamScenario {
        var scenario = base
        if let weighting { scenario.weighting = weighting }
        if let mode { scenario.mode = mode }
        if let planningFrames { scenario.planningFrames = planningFrames }
        if let activationDelay { scenario.activationDelay = activationDelay }
        if let maxInstances { scenario.maximumInstances = maxInstances }
        if let penaltyFrames { (scenario.penalty.framesPerMove, scenario.penalty.framesPerMoveAtScaleIn) = (penaltyFrames, penaltyFrames) }
        if let placement { scenario.penalty.placement = placement }
        return scenario
    }

    func latency() throws -> StreamLatency {
        let measured = try latencies.map { try StreamLatency.samples(ListArgument.parse($0).map { ByteSource(path: $0) }) } ?? .published
        return measured.scaled(by: latencyScale)
    }

    private func runTrace() throws {
        let trace = try OccupancyTrace(ByteSource(path: occupancy ?? "-"), camerasPerRoom: cameras ?? 1)
        if trace.skippedLines > 0 { Standard.error("note: \(trace.skippedLines) lines of \(trace.name) are blank or no number") }
        let slots = try trace.evaluated(trainingWeeks: trainWeeks ?? 1, weeks: evaluateWeeks)
        if slots.count < evaluateWeeks * OccupancyTrace.week {
            Standard.error("note: \(slots.count) slots are simulated, the file ends before \(evaluateWeeks * OccupancyTrace.week)")
        }
        let simulation = try StreamSimulation(
            trace: trace, slots: slots, latency: latency(), scenario: scenario(compat ? .compatible : StreamScenario()))
        let parser = StreamPolicyParser(trace)
        let names = policies.map(ListArgument.parse) ?? Self.standardPolicies
        let comparison = StreamComparison(
            simulation: simulation, contenders: try names.map { (name: $0, policy: try parser.policy($0)) },
            seeds: (0..<UInt64(seeds)).map { seed &+ $0 })
        let runs = try comparison.run(threads: threads, keepsPercentiles: output != nil)
        let optimum = simulation.optimum().cost
        if let output {
            let synthetic = trace.comment.hasPrefix("synthetic") ? trace.comment : nil
            try StreamingFiles.write(
                runs, optimum: optimum, forecastDigests: comparison.forecastDigests(), synthetic: synthetic, to: output)
        }
        try show(runs.map { StreamScore($0, optimum: optimum) }, title: StreamingRows.title(simulation, optimum: optimum))
    }

    private func show(_ scores: [StreamScore], title: String) throws {
        switch format {
        case .text: Standard.output(title + "\n\n" + StreamingRows.text(scores))
        case .csv: Standard.output(StreamingRows.csv(scores))
        case .json: Standard.output(try JSONOutput.text(scores))
        }
    }
}

extension LatencyWeighting: ExpressibleByArgument {}
extension StreamScenario.Mode: ExpressibleByArgument {}
extension ReconnectPenalty.Placement: ExpressibleByArgument {}
