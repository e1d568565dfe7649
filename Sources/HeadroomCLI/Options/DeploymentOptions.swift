import ArgumentParser
import Headroom

/// What is scaled, and how it is measured.
struct DeploymentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Demand one replica serves (per second for counts, else in the unit of the series); auto: mean demand before / 4 per series."))
    var capacity: CapacityArgument = .automatic

    @Option(
        help: ArgumentHelp(
            "Time from a decision to a ready replica; with --mode events a distribution, too. Policies reckon with its mean.",
            valueName: "time|distribution"))
    var startup = DistributionArgument(.constant(60))

    @Option(help: "Age of a measurement when a policy sees it.")
    var metricDelay = DurationArgument(argument: "15s")!

    @Option(help: "Time between two decisions.")
    var sync = DurationArgument(argument: "15s")!

    @Option(help: "Time between two scrapes of the metric, a multiple of --sync; default: --sync.")
    var scrapeInterval: DurationArgument?

    @Option(help: "Time over which the metric is averaged, a multiple of the scrape interval; default: one scrape interval.")
    var metricWindow: DurationArgument?

    @Option(help: "Fewest replicas.")
    var minReplicas = 1

    @Option(help: "Most replicas.")
    var maxReplicas = 1000

    /// Refuses what does not fit the form of time.
    func validate(with requests: RequestOptions) throws {
        if requests.mode != .events, !startup.isConstant {
            throw ValidationError("a start-up time that varies needs single replicas: say --mode events, or give one time like 60s")
        }
        if requests.mode != .flow, case .fixed = capacity {
            throw ValidationError(
                "where there are requests, --service-time and --concurrency say what a replica serves; leave out --capacity")
        }
    }

    /// The deployment, but for the capacity.
    /// - Parameter target: utilisation to plan with where there are requests.
    func deployment(target: Double, requests: RequestOptions) throws -> (deployment: Deployment, startUp: TimeDistribution) {
        let startUp = try startup.distribution()
        let deployment = Deployment(
            capacityPerReplica: 1, targetUtilization: requests.mode == .flow ? 1 : target,
            startUpDelay: .nanoseconds(Int64((startUp.mean * 1e9).rounded())), metricDelay: metricDelay.duration, sync: sync.duration,
            scrapeInterval: scrapeInterval?.duration, metricWindow: metricWindow?.duration, minimumReplicas: minReplicas,
            maximumReplicas: maxReplicas)
        return (deployment, startUp)
    }
}
