import ArgumentParser
import Headroom

extension TraceSynthesizeCommand {
    /// `headroom trace synthesize surgery`.
    struct Surgery: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "surgery", abstract: "Operating rooms that stream video: open streams a minute.",
            discussion: """
                One number a line behind a first line with the parameters, or a long table when the output ends in .csv or .csv.gz. \
                Calibrated on summary statistics of a published trace; it holds no hospital data.

                Example:
                  headroom trace synthesize surgery --weeks 24 --template-share 0 --cameras 4 --output rooms.txt
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Weeks.")
        var weeks = 8

        @Option(help: "Rooms.")
        var rooms = 10

        @Option(help: "Chance that a room-day is a jittered copy of the one a week before.")
        var templateShare = 0.0

        @Option(help: "Emergencies a day.")
        var emergencyRate = 0.2

        @Option(help: "Streams of every operation.")
        var cameras = 1

        @Option(help: ArgumentHelp("Day (from 0) on which all operations take 1.4 times as long.", valueName: "day"))
        var overrunDay: Int?

        @Option(help: ArgumentHelp("Day (from 0) from which on two rooms are closed.", valueName: "day"))
        var closureDay: Int?

        func run() throws {
            var configuration = SurgeryConfiguration()
            (configuration.seed, configuration.weeks, configuration.rooms) = (seed, weeks, rooms)
            (configuration.templateShare, configuration.emergencyRate) = (templateShare, emergencyRate)
            (configuration.camerasPerSurgery, configuration.overrunDay, configuration.closureDay) = (cameras, overrunDay, closureDay)
            let trace = try SurgeryGenerator(configuration).generate()
            if options.output.hasSuffix(".csv") || options.output.hasSuffix(".csv.gz") {
                try LongTableWriter.write(trace.series(), to: options.output)
            } else {
                let table = try TableFile(path: options.output)
                try table.append { $0 += trace.lines() }
                try table.commit()
            }
            try options.writeManifest(kind: "surgery", seed: seed, recipe: JSONOutput.text(configuration))
            Standard.output("\(trace.operations.count) operations, \(trace.occupancy.count) minutes -> \(options.output)")
        }
    }
}
