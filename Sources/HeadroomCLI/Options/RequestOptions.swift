import ArgumentParser
import Headroom

/// Requests of a simulation: in which form of time, how long they take, what they were promised.
struct RequestOptions: ParsableArguments {
    enum Mode: String, ExpressibleByArgument, CaseIterable, Sendable { case flow, fluid, events }

    @Option(
        help: """
            flow: demand flows over replicas, there are no requests. events: every request is simulated. fluid: demand flows, and how many \
            requests are late is estimated; hundreds of times as fast as events.
            """)
    var mode: Mode = .flow

    @Option(
        help: ArgumentHelp(
            """
            With fluid and events: how long a request is served, without waiting: 100ms, exponential:100ms, lognormal:100ms:1 (mean and \
            coefficient of variation), gamma:100ms:0.5, or file:NAME with one time in seconds a line.
            """, valueName: "distribution"))
    var serviceTime = DistributionArgument(.logNormal(mean: 0.1, variation: 1))

    @Option(help: "With fluid and events: requests that a replica serves at a time.")
    var concurrency = 1

    @Option(help: "With fluid and events: response time that was promised.")
    var objective = DurationArgument(argument: "500ms")!

    @Option(help: "With fluid and events: requests that may wait in line; one that finds it full is dropped.")
    var lineLimit: Int?

    @Option(help: "With fluid and events: longest time that a request waits in line.")
    var timeout: DurationArgument?

    @Option(help: "With events: attempts after one that was dropped or timed out.")
    var retries = 0

    @Option(help: "With events: time from a failed attempt to the next.")
    var retryDelay = DurationArgument(argument: "1s")!

    @Option(help: "With events: replicas that the nodes have place for; those beyond wait.")
    var nodePlaces: Int?

    mutating func validate() throws {
        guard mode != .events else { return }
        if retries > 0 { throw ValidationError("retries need single requests: say --mode events") }
        if nodePlaces != nil { throw ValidationError("places on nodes need single replicas: say --mode events") }
        if mode == .flow, timeout != nil || lineLimit != nil {
            throw ValidationError("a line needs requests: say --mode fluid or --mode events")
        }
    }

    /// What requests ask for.
    func service() throws -> RequestService {
        RequestService(
            time: try serviceTime.distribution(), concurrency: concurrency, objective: objective.duration, lineLimit: lineLimit,
            timeout: timeout?.duration, retries: retries, retryDelay: retryDelay.duration)
    }

    /// The form of time, with everything that it needs.
    func simulationMode(startUp: TimeDistribution, seed: UInt64) throws -> SimulationMode {
        switch mode {
        case .flow: .flow
        case .fluid: .fluid(try service(), seed: seed)
        case .events: .events(try service(), startUp: startUp, nodePlaces: nodePlaces, seed: seed)
        }
    }
}

/// A distribution of times: `100ms`, `exponential:100ms`, `lognormal:100ms:1`, `gamma:100ms:0.5`, `file:NAME`.
struct DistributionArgument: ExpressibleByArgument, Sendable {
    private enum Source: Sendable {
        case given(TimeDistribution)
        case file(String)
    }

    private let source: Source

    init(_ distribution: TimeDistribution) { source = .given(distribution) }

    init?(argument: String) {
        if argument.hasPrefix("file:") {
            source = .file(String(argument.dropFirst(5)))
            return
        }
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        func seconds(_ text: String) -> Double? {
            text == "0s" ? 0 : DurationArgument(argument: text).map { Double($0.nanoseconds) / 1e9 }
        }
        switch (parts.count, parts[0]) {
        case (1, _):
            guard let time = seconds(argument) else { return nil }
            source = .given(.constant(time))
        case (2, "exponential"):
            guard let mean = seconds(parts[1]) else { return nil }
            source = .given(.exponential(mean: mean))
        case (3, "lognormal"), (3, "gamma"):
            guard let mean = seconds(parts[1]), let variation = Double(parts[2]) else { return nil }
            source = .given(parts[0] == "gamma" ? .gamma(mean: mean, variation: variation) : .logNormal(mean: mean, variation: variation))
        default: return nil
        }
    }

    var defaultValueDescription: String {
        switch source {
        case .given(let distribution): distribution.text
        case .file(let path): "file:\(path)"
        }
    }

    /// Whether all times are equal.
    var isConstant: Bool { if case .given(.constant) = source { true } else { false } }

    /// The distribution; a file is read now.
    /// - Throws: what reading throws; a line that is no time, with its number.
    func distribution() throws -> TimeDistribution {
        switch source {
        case .given(let distribution): return distribution
        case .file(let path): return try TimeDistribution(contentsOf: ByteSource(path: path))
        }
    }
}
