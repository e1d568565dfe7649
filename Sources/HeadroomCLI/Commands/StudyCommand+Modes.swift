import ArgumentParser
import Headroom
import Synchronization

extension StudyCommand {
    /// `headroom study modes`.
    struct Modes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "modes", abstract: "How far can simulation in fluid time be believed on a trace?",
            discussion: """
                Every series is simulated twice under the Horizontal Pod Autoscaler, with single requests and in fluid time. The table \
                shows replica-minutes and the share of requests with a broken promise, of both, and how far fluid time is off, the \
                busiest series first: mean concurrency is the number of requests that the demand keeps in service.

                Examples:
                  headroom study modes --data invocations.csv
                  headroom study modes --data requests.csv --service-time exponential:700ms --startup 120s --format csv
                """)

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: "Steps at the end of every series that are simulated; default: all.")
        var last: Int?

        @Option(help: ArgumentHelp("How long a request is served.", valueName: "distribution"))
        var serviceTime = DistributionArgument(.logNormal(mean: 0.1, variation: 1))

        @Option(help: "Requests that a replica serves at a time.")
        var concurrency = 1

        @Option(help: "Response time that was promised.")
        var objective = DurationArgument(argument: "500ms")!

        @Option(help: "Time from a decision to a ready replica.")
        var startup = DurationArgument(argument: "30s")!

        @Option(help: "Target utilisation of the HPA.")
        var target = 0.7

        @Option(help: "Length of a step of series without a clock.")
        var indexStep: DurationArgument?

        @OptionGroup(title: "Computation") var compute: ComputeOptions

        @Option(help: "Form of the table.")
        var format: TableFormat = .text

        enum TableFormat: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

        mutating func validate() throws {
            if let last, last < 1 { throw ValidationError("--last is a number of steps, found \(last)") }
        }

        func run() throws {
            let progress = ProgressLine()
            defer { progress.finish() }
            let set = try data.read(threads: compute.threads).set
            let service = RequestService(
                time: try serviceTime.distribution(), concurrency: concurrency, objective: objective.duration)
            let deployment = Deployment(
                capacityPerReplica: 1, targetUtilization: target, startUpDelay: startup.duration, maximumReplicas: 1_000_000)
            let simulations = try set.series.map { series in
                let first = max(0, series.count - (last ?? series.count))
                let trace = try DemandTrace(
                    series, quantity: set.quantity, range: first..<series.count, indexStep: indexStep?.duration)
                return try RequestSimulation(trace, service: service, on: deployment, seed: compute.seed)
            }
            let comparisons = try ModeComparison.all(
                simulations, policy: HPAPolicy(targetUtilization: target), threads: compute.threads, clock: ProgressLine.seconds,
                progress: progress.counter("simulating twice", of: simulations.count))
            progress.finish()
            switch format {
            case .text: Standard.output(ModeRows.text(comparisons))
            case .json: Standard.output(try JSONOutput.text(comparisons))
            case .csv: Standard.output(ModeRows.csv(comparisons))
            }
        }
    }
}
