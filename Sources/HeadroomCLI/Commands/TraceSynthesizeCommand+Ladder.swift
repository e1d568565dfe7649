import ArgumentParser
import Headroom

extension TraceSynthesizeCommand {
    /// `headroom trace synthesize ladder`.
    struct Ladder: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ladder", abstract: "Jobs with arrivals, lifetimes and cores, a rung harder each time.",
            discussion: """
                Rungs: exponential, log-normal, heterogeneous, production-like. Every rung offers the same load. The table has a row for every \
                job, as if it were placed at once; `headroom plot lifetimes` draws it.

                Example:
                  headroom trace synthesize ladder --rung production-like --jobs 200000 --capacity 64 --load 0.7 --output jobs.csv.gz
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Rung of the ladder.")
        var rung = LadderRung.exponential

        @Option(help: "Jobs.")
        var jobs = 100_000

        @Option(help: "Cores of the system the load is measured on.")
        var capacity = 64

        @Option(help: "Offered load as a share of the capacity.")
        var load = 0.7

        @Option(help: ArgumentHelp("Mean lifetime of a job.", valueName: "seconds"))
        var meanDuration = 3_600.0

        func run() throws {
            var configuration = LadderConfiguration()
            (configuration.rung, configuration.jobs, configuration.capacity) = (rung, jobs, capacity)
            (configuration.load, configuration.meanDuration, configuration.seed) = (load, meanDuration, seed)
            let made = try LadderGenerator(configuration).generate()
            try InstanceTable.write(made.map(\.life), to: options.output)
            try options.writeManifest(kind: "ladder", seed: seed, recipe: JSONOutput.text(configuration))
            Standard.output("\(made.count) jobs -> \(options.output)")
        }
    }
}
