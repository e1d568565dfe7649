import ArgumentParser
import Headroom

/// Where demand comes from and how it is read; the same for every verb.
struct DataOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files of one trace, plain, gzip or tar; - reads standard input. The form is recognised by its first lines or its name.",
            valueName: "file"))
    var data: [String] = []

    @Option(help: "Form of the files, if it must not be guessed: \(TraceFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var inputFormat: TraceFormat?

    @Option(help: "What to do about missing values: error, zero, interpolate, missing.")
    var gaps: GapPolicy = .error

    @Option(help: "What to do about repeated times: error, sum, mean, first, last.")
    var duplicates: DuplicatePolicy = .error

    @Option(help: "What to do about rows without a regular step: error, or bin for bins of the most frequent one.")
    var irregular: IrregularStepPolicy = .error

    @Option(
        help: ArgumentHelp(
            "Values that only grow until they begin at 0 again: keep, or increase for what they grow by at each step.",
            valueName: "keep|increase"))
    var counters: CounterPolicy = .keep

    @Option(name: .customLong("bin"), help: "Bin width of events, or a coarser step for other data, e.g. 10s, 5m, 1h.")
    var binWidth: DurationArgument?

    @Option(help: "Integers in the time column are Unix time in this unit: s or ms. Without it they are an index.")
    var timeUnit: UnixTimeUnit?

    @Option(help: "Zone of times without one, and of time-of-day features, e.g. Europe/Berlin.")
    var timeZone: String?

    @Option(help: ArgumentHelp("CSV file of holidays, one ISO date a line.", valueName: "file"))
    var holidays: String?

    @Option(help: "What the values measure: count, rate, gauge. Default: by the form of the trace or by the values.")
    var kind: Quantity.Kind?

    @Option(help: "Unit of the values, for people.")
    var unit: String?

    @Option(help: "Column of identifiers in a long table.")
    var idColumn = "unique_id"

    @Option(help: "Column of times in a long table.")
    var timeColumn = "ds"

    @Option(help: "Column of values in a long table, or of several that a form has.")
    var valueColumn = "y"

    @Option(help: ArgumentHelp("Covariates known up to the present.", valueName: "a,b"), transform: ListArgument.parse)
    var past: [String] = []

    @Option(help: ArgumentHelp("Covariates known in advance.", valueName: "a,b"), transform: ListArgument.parse)
    var future: [String] = []

    @Option(help: ArgumentHelp("Covariates that are constant per series.", valueName: "a,b"), transform: ListArgument.parse)
    var `static`: [String] = []

    @Option(
        help: ArgumentHelp(
            "Seasons in steps, most important first, e.g. 60,1440; auto detects them, none uses none.", valueName: "auto|none|n,m"))
    var season: SeasonArgument = .automatic

    @Option(help: ArgumentHelp("Only these series.", valueName: "id,id"), transform: ListArgument.parse)
    var series: [String] = []

    /// Options of the reader.
    func readingOptions() throws -> TraceReadingOptions {
        var options = TraceReadingOptions(format: inputFormat)
        options.columns = LongTableColumns(
            id: idColumn, time: timeColumn, value: valueColumn, pastCovariates: past, futureCovariates: future, staticCovariates: `static`)
        options.timeUnit = timeUnit
        options.step = binWidth.map { .nanoseconds($0.nanoseconds) }
        options.gaps = gaps
        options.duplicates = duplicates
        options.irregularSteps = irregular
        options.counters = counters
        if let kind {
            options.quantity = Quantity(kind: kind, unit: unit ?? "", lowerBound: kind == .gauge ? nil : 0)
        }
        if timeZone != nil { options.wallClock = try calendar().timeZone.wallClock }
        return options
    }

    /// Calendar of the user's zone and holidays.
    func calendar() throws -> DemandCalendar {
        DemandCalendar(
            timeZone: try timeZone.map { try TimeZoneRules(named: $0) } ?? .utc,
            holidays: try holidays.map { try HolidayTable(contentsOf: $0) } ?? .none)
    }

    /// Reads the trace; the result does not depend on the number of threads.
    /// - Parameters:
    ///   - threads: threads that read.
    ///   - notesCounters: whether series that look like counters are noted on standard error.
    func read(threads: Int = 2, notesCounters: Bool = true) throws -> TraceReading {
        guard !data.isEmpty else {
            throw ValidationError("give the trace with --data FILE (several files are read as one trace; - is standard input)")
        }
        var options = try readingOptions()
        options.threads = threads
        var reading = try TraceReader.read(paths: data, options: options)
        reading.set.calendar = try calendar()
        if let unit { reading.set.quantity.unit = unit }
        if !series.isEmpty {
            if let unknown = series.first(where: { reading.set[id: $0] == nil }) {
                throw DataChoiceError.unknownSeries(unknown, available: reading.set.series.map(\.id))
            }
            reading.set.series.removeAll { !series.contains($0.id) }
        }
        for finding in reading.findings where notesCounters && finding.kind == .counter { Standard.error("note: \(finding)") }
        guard !reading.set.series.isEmpty else { throw DataChoiceError.noSeries(files: data) }
        return reading
    }

    /// Seasons given or found in the first `counts` values of every series.
    func seasons(of set: SeriesSet, counts: [Int]? = nil) -> [Int] {
        switch season {
        case .none: []
        case .given(let seasons): seasons
        case .automatic:
            detectedSeasons(of: set, counts: counts)
        }
    }

    /// Detection must not look behind a cutoff either.
    private func detectedSeasons(of set: SeriesSet, counts: [Int]?) -> [Int] {
        var known = set
        if let counts {
            for (index, count) in counts.enumerated() {
                known.series[index] = Series(
                    id: set.series[index].id, axis: set.series[index].axis, values: Array(set.series[index].values.prefix(count)))
            }
        }
        return SeasonDetector().seasons(in: known).map(\.steps)
    }
}

/// What can be wrong with a choice of series.
enum DataChoiceError: Error, CustomStringConvertible {
    case unknownSeries(String, available: [String])
    case noSeries(files: [String])

    var description: String {
        switch self {
        case .unknownSeries(let id, let available):
            "there is no series \(id); there are \(available.count): \(available.prefix(8).joined(separator: ", "))\(available.count > 8 ? ", …" : "")"
        case .noSeries(let files): "\(files.joined(separator: ", ")) holds no series"
        }
    }
}
