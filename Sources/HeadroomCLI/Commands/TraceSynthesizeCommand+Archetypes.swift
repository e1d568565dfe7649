import ArgumentParser
import Headroom

extension TraceSynthesizeCommand {
    /// `headroom trace synthesize archetypes`.
    struct Archetypes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "archetypes", abstract: "Functions of known class: spike, periodic, ramp, stationary, idle.",
            discussion: """
                Counts a minute as a long table, ten functions of four classes over 14 days unless told otherwise. Every window of a \
                function has the class of the function as its truth; episodes (--labels) say where bursts and ramps are.

                Example:
                  headroom trace synthesize archetypes --functions 10 --days 14 --output set.csv.gz --truth classes.csv
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Functions of each class.")
        var functions = 10

        @Option(help: "Days.")
        var days = 14

        @Option(parsing: .upToNextOption, help: "Classes: spike, periodic, ramp, stationary, idle. Default: the first four.")
        var classes: [DemandBehaviour] = [.spike, .periodic, .ramp, .stationary]

        @Option(help: ArgumentHelp("Write class and parameters of every function.", valueName: "file.csv"))
        var truth: String?

        @Option(help: ArgumentHelp("Write bursts and ramps: function, start, end, kind.", valueName: "file.csv"))
        var labels: String?

        func run() throws {
            let generator = ArchetypeSetGenerator(classes: classes, functionsPerClass: functions, days: days, seed: seed)
            let made = try generator.generate(threads: options.threads)
            try LongTableWriter.write(made.set, to: options.output)
            if let truth { try OutputFile.write(made.truthTable(), to: truth) }
            if let labels { try OutputFile.write(made.labelTable(), to: labels) }
            try options.writeManifest(kind: "archetypes", seed: seed, recipe: JSONOutput.text(generator))
            Standard.output("\(made.functions.count) functions, \(days * 1_440) minutes each -> \(options.output)")
        }
    }
}
