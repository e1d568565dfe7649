import ArgumentParser
import Headroom

/// Names of models: `a,b,c`, or how many.
struct ModelsArgument: ExpressibleByArgument, Sendable {
    let names: [String]

    init?(argument: String) {
        if let count = Int(argument) {
            guard (1...1_000_000).contains(count) else { return nil }
            names = (0..<count).map { "model-\($0)" }
        } else {
            names = ListArgument.parse(argument)
            guard !names.isEmpty else { return nil }
        }
    }

    var defaultValueDescription: String { "\(names.count)" }
}

extension TraceTime: ExpressibleByArgument {
    /// `day.hour.minute`, with `.second` or without, or seconds.
    public init?(argument: String) {
        guard let time = try? TraceTime(argument) else { return nil }
        self = time
    }
}

extension ModelMap.Strategy: ExpressibleByArgument {
    /// By its name; `round_robin` is what the original calls blocks.
    public init?(argument: String) { self.init(rawValue: argument == "round_robin" ? "blocks" : argument) }
}

extension ShapeEstimator: ExpressibleByArgument {}

/// States of a Markov chain as `duration:rate,duration:rate,…`.
struct StatesArgument: ExpressibleByArgument, Sendable {
    let modulation: MarkovModulation

    init?(argument: String) {
        let states = argument.split(separator: ",").map { $0.split(separator: ":").map { Double($0) } }
        guard states.allSatisfy({ $0.count == 2 && !$0.contains(nil) }),
            let modulation = try? MarkovModulation(durations: states.map { $0[0]! }, rates: states.map { $0[1]! })
        else { return nil }
        self.modulation = modulation
    }
}

/// How arrivals are made, by name.
enum ProcessArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case vanilla, exponential, gamma, pareto, deterministic, mmpp, bootstrap
}

/// What is replayed and how; names and defaults are those of AlpaServe's package.
struct ReplayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Names of the models, or how many.", valueName: "n|a,b"))
    var models = ModelsArgument(argument: "1")!

    @Option(
        help: ArgumentHelp(
            """
            How functions are dealt to models: stripe (function i to model i mod M), blocks (neighbours together), hash (by name, whatever \
            others come or go), load (balanced). Decided on the whole trace.
            """, valueName: "strategy"))
    var modelMappingStrategy = ModelMap.Strategy.stripe

    @Option(help: ArgumentHelp("Start: day.hour.minute[.second] from 0.0.0, or seconds. Default: that of the trace.", valueName: "d.h.m"))
    var startTime: TraceTime?

    @Option(help: ArgumentHelp("End, not included; 13.23.60 and 14.0.0 are the same. Default: that of the trace.", valueName: "d.h.m"))
    var endTime: TraceTime?

    @Option(help: "How arrivals are made: \(ProcessArgument.allCases.map(\.rawValue).joined(separator: ", ")).")
    var arrivalDistribution = ProcessArgument.exponential

    @Option(help: "Width of the windows of estimates, seconds; for counts a multiple of their step.")
    var intervalSeconds = 600.0

    @Option(help: "Factor on the rate of every window.")
    var rateScaleFactor = 1.0

    @Option(help: "Factor on the coefficient of variation of gamma gaps; for counts, that coefficient itself.")
    var cvScaleFactor = 1.0

    @Option(help: "Factor by which time is compressed.")
    var timeScaleFactor = 1.0

    @Option(help: "How often every arrival happens.")
    var replicationFactor = 1

    @Option(help: "Seed of all random streams.")
    var seed: UInt64 = 0

    @Option(help: "How shapes of gaps are estimated: likelihood, moments, dispersion.")
    var estimator = ShapeEstimator.likelihood

    @Option(help: "Weight, in gaps, of a model's pooled shape in the estimate of every window.")
    var pooling = 10.0

    @Option(help: "Arrivals at most so many seconds behind each other's first are one batch.")
    var resolution = 1e-6

    @Option(help: "Length of the stretches that bootstrap joins, seconds.")
    var block = 60.0

    @Option(
        help: ArgumentHelp(
            "States of mmpp: mean sojourn in seconds and relative rate of each. Default: two, fitted.", valueName: "s:r,s:r"))
    var states: StatesArgument?

    @Flag(help: "Estimate and generate by the rules of AlpaServe's package, its faults included; only the random numbers differ.")
    var compatibility = false

    mutating func validate() throws {
        if states != nil, arrivalDistribution != .mmpp { throw ValidationError("--states are those of --arrival-distribution mmpp") }
    }

    private var process: ArrivalProcess {
        switch arrivalDistribution {
        case .vanilla: .vanilla
        case .exponential: .exponential
        case .gamma: .gamma
        case .pareto: .pareto
        case .deterministic: .deterministic
        case .mmpp: .mmpp(states?.modulation)
        case .bootstrap: .bootstrap(block: block)
        }
    }

    var configuration: ReplayConfiguration {
        ReplayConfiguration(
            start: startTime, end: endTime, process: process, window: intervalSeconds, rateScale: rateScaleFactor, cvScale: cvScaleFactor,
            timeScale: timeScaleFactor, replication: replicationFactor, estimator: estimator, pooling: pooling, resolution: resolution,
            seed: seed, compatibility: compatibility)
    }

    /// The map of a trace; the original's leaves functions out that are idle in the range.
    func map(_ source: ReplaySource) throws(ReplayError) -> ModelMap {
        guard compatibility else { return try ModelMap(source, models: models.names, strategy: modelMappingStrategy) }
        return try ModelMap(
            source, models: models.names, strategy: modelMappingStrategy, activeIn: try source.slice(from: startTime, to: endTime))
    }
}
