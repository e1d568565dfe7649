import ArgumentParser
import Headroom
import Plots

/// `headroom plot utilisation`.
struct UtilisationPlot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "utilisation", abstract: "Cores, hosts in use and hosts that are on over time, as shares of a cluster.",
        discussion: """
            The input has a row for every instance: t_submit and t_done in seconds, and if known t_place, t_setup_end, t_end_run, cores, node, \
            user, outcome (completed, evicted, failed, rejected, censored). Hosts in use need nodes.

            Example:
              headroom plot utilisation --input instances.csv --cores 384 --hosts 12 --output utilisation.svg
            """)

    @Option(help: ArgumentHelp("Instances, a row each.", valueName: "instances.csv"))
    var input: String

    @Option(help: "Cores of all hosts.")
    var cores: Int

    @Option(help: "Number of hosts.")
    var hosts: Int?

    @Option(help: ArgumentHelp("Hosts that are on: a table of time (seconds) and hosts, a row for every change.", valueName: "powered.csv"))
    var powered: String?

    @Option(help: ArgumentHelp("Seconds at the beginning to shade.", valueName: "seconds"))
    var warmUp = 0.0

    @OptionGroup var target: PlotCommand.Target

    mutating func validate() throws {
        guard cores > 0, hosts.map({ $0 > 0 }) ?? true else { throw ValidationError("a cluster has one core and one host at least") }
        guard powered == nil || hosts != nil else { throw ValidationError("--powered needs --hosts, the number of all hosts") }
        guard warmUp >= 0, warmUp < 1e12 else { throw ValidationError("--warm-up is a number of seconds, found \(warmUp)") }
    }

    func run() async throws {
        let use = ClusterUse(try InstanceTable.read(ByteSource(path: input)))
        let on = try powered.map { try StepFunction(changesIn: ByteSource(path: $0), of: "hosts") }
        try await target.write(
            try Figure.utilisation(use, cores: cores, hosts: hosts, powered: on, warmUp: Int64((warmUp * 1e6).rounded())))
    }
}

/// `headroom plot lifetimes`.
struct LifetimesPlot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifetimes", abstract: "A line for every instance from launch to end, and what stands out.",
        discussion: """
            The input is that of `plot utilisation`. Beside the picture come bursts of requests, instances that ended together (both more than \
            chance allows, 1 in a million), lasting changes of the rate of requests, and the users with the largest share of core time.

            Example:
              headroom plot lifetimes --input instances.csv --output lifetimes.svg --format json
            """)

    @Option(help: ArgumentHelp("Instances, a row each.", valueName: "instances.csv"))
    var input: String

    @Option(help: ArgumentHelp("Seconds in which events belong together; default: a thousandth of the trace.", valueName: "seconds"))
    var window: Double?

    @Option(help: ArgumentHelp("Write the lines in the order of the picture to this file.", valueName: "file.csv"))
    var data: String?

    @Option(help: "Form of what stands out.")
    var format: OutputFormat = .text

    @OptionGroup var target: PlotCommand.Target

    mutating func validate() throws {
        if let window, !(window > 0 && window < 1e12) { throw ValidationError("--window is a positive number of seconds, found \(window)") }
    }

    func run() async throws {
        let lives = try InstanceTable.read(ByteSource(path: input))
        try await target.write(try Figure.lifetimes(of: lives))
        if let data { try InstanceTable.write(lives, to: data) }
        let findings = LifetimeFindings(lives, window: window.map { Int64(($0 * 1e6).rounded()) })
        switch format {
        case .json: Standard.output(try JSONOutput.text(findings) + "\n")
        case .text: Standard.output(findings.text)
        }
    }
}
