import ArgumentParser
import Headroom
import Plots

/// `headroom trace replay`.
struct TraceReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "New arrivals for models, made from a trace: as they were, or by a fitted process.",
        discussion: """
            Functions of the trace are dealt to models; rate and shape of every window are estimated, scaled, and arrivals are made from
            them: as many in the mean as asked for, in every window. A model's arrivals depend on its functions, its name and the seed, not
            on other models.

            Traces of requests are replayed one by one; with --bin, and for traces of counts, counts are.

            Examples:
              headroom trace replay --data AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt --models 48 --arrival-distribution gamma \\
                --start-time 13.0.0 --interval-seconds 5400 --rate-scale-factor 8 --output arrivals.csv
              headroom trace replay --data invocations_per_function_md.anon.d01.csv --models 48 --arrival-distribution gamma \\
                --interval-seconds 60 --cv-scale-factor 4 --rate-scale-factor 0.002 --counts 10s --output counts.csv
              headroom trace replay --data llm.csv --arrival-distribution vanilla --time-scale-factor 2 --statistics --plot arrivals.svg
            """)

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Replay") var replay: ReplayOptions

    @Option(help: "Length of a step of counts without a clock.")
    var indexStep: DurationArgument?

    @Option(help: ArgumentHelp("Time within which requests are to be answered, for the file of arrivals.", valueName: "time"))
    var slo: DurationArgument?

    @Option(
        help: ArgumentHelp("Arrivals to write: .csv or .csv.gz (arrival,model,slo,id), or .bin; with --counts a table.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write counts per step instead of arrivals, as unique_id,ds,y.", valueName: "step"))
    var counts: DurationArgument?

    @Flag(help: "Say how well the replay fits the trace: dispersion, distance of gaps, likelihood; with json, window by window.")
    var statistics = false

    @Option(
        help: ArgumentHelp("Picture of the arrivals; ends in .svg or .png.", valueName: "file"), transform: PictureFile.init(path:))
    var plot: PictureFile?

    @Option(help: "Width of the bins of the picture. Default: some 300 bins.")
    var plotBin: DurationArgument?

    @Option(help: "Form of the printed results.")
    var format: OutputFormat = .text

    @Option(help: "Threads to use.")
    var threads = 2

    mutating func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must lie between 1 and 1024, found \(threads)") }
        if let output {
            let endings = counts == nil ? [".csv", ".csv.gz", ".bin"] : [".csv", ".csv.gz"]
            guard endings.contains(where: output.hasSuffix) else {
                throw ValidationError("--output ends in \(endings.joined(separator: ", ")), found \(output)")
            }
        } else if counts != nil {
            throw ValidationError("--counts needs --output FILE.csv")
        }
    }

    func run() async throws {
        let source = try source()
        let map = try replay.map(source)
        let made = try TraceReplay(source, onto: map, replay.configuration, compute: Compute(threads: threads))
        if let output { try write(made, to: output) }
        if let plot {
            let covered = made.coveredRange.upperBound - made.coveredRange.lowerBound
            let width = plotBin.map { Double($0.nanoseconds) / 1e9 } ?? ReplayRows.binWidth(for: covered)
            let title =
                "\(made.models.count == 1 ? made.models[0].model : "\(made.models.count) models"), \(replay.arrivalDistribution.rawValue)"
            let figure = try Figure.arrivals(try made.histogram(width: width), title: title)
            try await plot.write(figure)
        }
        let rows = ReplayRows(made, shares: try map.shares(of: source), detailed: statistics)
        switch format {
        case .text: Standard.output(rows.text)
        case .json: Standard.output(try JSONOutput.text(rows))
        }
        if format == .text { for file in [output, plot?.path].compactMap({ $0 }) { Standard.output("wrote \(file)") } }
    }

    private func write(_ made: TraceReplay, to path: String) throws {
        if let counts {
            return try LongTableWriter.write(try made.counts(step: Double(counts.nanoseconds) / 1e9), to: path)
        }
        let workload = try made.toWorkload(slo: slo.map { Double($0.nanoseconds) / 1e9 } ?? .infinity)
        if path.hasSuffix(".bin") { try workload.writeBinary(to: path) } else { try workload.writeCSV(to: path) }
    }

    /// Requests one by one where the trace has them and no bins are asked for, counts otherwise.
    private func source() throws -> ReplaySource {
        if data.binWidth == nil, !data.data.isEmpty {
            var options = try data.readingOptions()
            options.threads = threads
            do throws(TraceError) {
                let reading = try TraceReader.arrivals(paths: data.data, options: options)
                for finding in reading.findings.prefix(10) { Standard.error("note: \(finding)") }
                return ReplaySource(try chosen(reading.trace))
            } catch .noRequests where !data.data.contains("-") {
                // A trace of counts.
            } catch {
                throw error
            }
        }
        let reading = try data.read(threads: threads, notesCounters: false)
        return try ReplaySource(counts: reading.set, stepSeconds: indexStep.map { Double($0.nanoseconds) / 1e9 })
    }

    private func chosen(_ trace: ArrivalTrace) throws(TraceError) -> ArrivalTrace {
        guard !data.series.isEmpty else { return trace }
        let kept = trace.ids.indices.filter { data.series.contains(trace.ids[$0]) }
        return ArrivalTrace(
            ids: kept.map { trace.ids[$0] }, arrivals: kept.map { trace.arrivals[$0] }, span: trace.span, start: trace.start)
    }
}
