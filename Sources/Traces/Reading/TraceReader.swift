/// Reads traces of demand: recognises the format, streams the sources, and reports what is odd about them.
///
/// ```swift
/// let reading = try TraceReader.read(paths: ["requests.csv.gz"])
/// for finding in reading.findings { print(finding) }
/// ```
public enum TraceReader {
    /// Reads files; `-` is standard input.
    /// - Throws: ``TraceError`` with the place of the first thing that cannot be read or may not be repaired.
    public static func read(paths: [String], options: TraceReadingOptions = TraceReadingOptions()) throws(TraceError) -> TraceReading {
        try read(paths.map(ByteSource.init(path:)), options: options)
    }

    /// Reads sources of one format as one trace.
    /// - Precondition: there is at least one source and one measure, and `options.origin`, when given, lies within the years 1700 to 2199.
    /// - Throws: ``TraceError`` with the place of the first thing that cannot be read or may not be repaired.
    public static func read(_ sources: [ByteSource], options: TraceReadingOptions = TraceReadingOptions()) throws(TraceError)
        -> TraceReading
    {
        precondition(!sources.isEmpty, "a trace needs at least one source")
        precondition(options.origin.map { TimeRange.contains($0, kind: .clock) } ?? true, "an origin lies within the years 1700 to 2199")
        precondition(!options.measures.isEmpty, "a log of requests needs at least one measure")
        let session = ReadingSession(options: options)
        let first = try OpenedSource(sources[0])
        try first.checkContent()
        let format = try FormatDetector.detect(first, options: options)
        // Days are read in the order of time, whatever the order of the files.
        let plan =
            format == .azureFunctions2019
            ? AzureDayPlan.make(sources, fileDays: options.fileDays) : sources.indices.map { AzureDayPlan.Entry(source: $0, day: 0) }
        if format == .azureFunctions2019, sources.count > 1 {
            session.assume(.days(plan.map { "\(sources[$0.source].name) = \($0.day + 1)" }))
        }
        let mayCount = [.longCSV, .nab, .wideCSV].contains(format)
        if options.counters == .increase, !mayCount { throw .noCounters(file: first.source.name, format: format) }
        var reader = try reader(format, session, plan)
        for entry in plan {
            let opened: OpenedSource
            if entry.source == 0 {
                opened = first
            } else {
                opened = try OpenedSource(sources[entry.source])
                try opened.checkContent()
                let found = try FormatDetector.detect(opened, options: options)
                guard found == format else { throw .mixedFormats(file: opened.source.name, expected: format, found: found) }
            }
            try reader.read(opened)
        }
        let result = try reader.finish()
        if options.counters == .keep, mayCount { session.noteCounters(in: result.set) }
        return TraceReading(
            set: result.set, format: format, sources: session.sources, totals: result.totals, total: result.total,
            findings: session.log.findings, findingCounts: session.log.counts, assumptions: session.assumptions)
    }

    private static func reader(
        _ format: TraceFormat, _ session: ReadingSession, _ plan: [AzureDayPlan.Entry]
    ) throws(TraceError) -> any FormatReader {
        switch format {
        case .longCSV: LongTableReader(session)
        case .azureFunctions2019: AzureFunctions2019Reader(session, plan: plan)
        case .azureFunctions2021: try AzureFunctions2021Reader(session)
        case .azureLLM: try AzureLLMReader(session)
        case .faasFunctionWeek: LongTableReader(session, layout: .faasFunctionWeek)
        case .nab: LongTableReader(session, layout: .nab)
        case .wideCSV: WideTableReader(session)
        case .rowPerSeries: RowPerSeriesReader(session)
        case .bareNumbers: BareNumbersReader(session)
        case .arrivals: try ArrivalCountsReader(session, ArrivalTableReader(session, layout: .native(session.options.columns)))
        case .mooncake: try ArrivalCountsReader(session, MooncakeReader(session, measures: session.options.measures))
        case .genAIRequests: try ArrivalCountsReader(session, ArrivalTableReader(session, layout: .genAIRequests))
        case .azureVMArrivals: try ArrivalCountsReader(session, VMArrivalReader(session), step: VMArrivalReader.step, unit: "machines")
        }
    }
}

extension SeriesSet {
    /// Reads a table of demand from a file, gzip too; see ``TraceReader`` for what else is known about it.
    public init(csv path: String, options: TraceReadingOptions = TraceReadingOptions()) throws(TraceError) {
        self = try TraceReader.read(paths: [path], options: options).set
    }
}
