import ArgumentParser
import Headroom

/// `headroom trace`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Look at traces, convert and replay them, and make them up.",
        discussion: """
            Examples:
              headroom trace inspect --data invocations_per_function_md.anon.d01.csv
              headroom trace convert --data llm.csv.gz --bin 10s --output llm-10s.csv.gz
              headroom trace replay --data llm.csv.gz --arrival-distribution gamma --rate-scale-factor 2 --output arrivals.csv
              headroom trace synthesize dimensional --config docs/examples/synthesis.yaml --output shop.csv.gz
            """, subcommands: [Inspect.self, Convert.self, TraceReplayCommand.self, TraceSynthesizeCommand.self])

    /// `headroom trace inspect`.
    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect", abstract: "What a person wants to know first: series, step, span, gaps, zeros, seasons, a picture.")

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: "Form of the output.")
        var format: OutputFormat = .text

        @Option(help: "Series to list, those with the most demand first.")
        var top = 10

        mutating func validate() throws {
            guard top >= 0 else { throw ValidationError("--top is a number of series, found \(top)") }
        }

        func run() throws {
            // Looking must not fail where repairing would be a choice: gaps stay visible as gaps, and what is done is said.
            var lenient = data
            if lenient.gaps == .error { lenient.gaps = .missing }
            if lenient.duplicates == .error { lenient.duplicates = .mean }
            lenient.irregular = .bin
            let reading = try lenient.read(notesCounters: false)
            let summary = TraceSummary(of: reading.set, exactTotals: data.series.isEmpty ? reading.totals.map(\.value) : nil, lines: top)
            switch format {
            case .text:
                Standard.output(summary.text)
                for assumption in reading.assumptions { Standard.output("assumed: \(assumption)") }
                // What a whole series is comes before what is missing in it.
                let findings = reading.findings.filter { $0.kind == .counter } + reading.findings.filter { $0.kind != .counter }
                for finding in findings.prefix(10) { Standard.output("found: \(finding)") }
                if reading.findings.count > 10 { Standard.output("and \(reading.findings.count - 10) more findings") }
            case .json: Standard.output(try JSONOutput.text(summary))
            }
        }
    }

    /// `headroom trace convert`.
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "convert", abstract: "Any readable trace to the native long table (unique_id,ds,y and covariates).")

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: ArgumentHelp("File to write; ends in .csv or .csv.gz.", valueName: "file"))
        var output: String

        func run() throws {
            let reading = try data.read()
            try LongTableWriter.write(reading.set, to: output)
            for finding in reading.findings where finding.kind != .counter { Standard.error("note: \(finding)") }
            Standard.output("\(reading.set.series.count) series, \(reading.set.series.reduce(0) { $0 + $1.count }) values -> \(output)")
        }
    }
}
