extension TraceReader {
    /// Reads requests one by one from files; `-` is standard input.
    ///
    /// Formats: Azure Functions 2021 (arrival = end − duration), Azure LLM, Mooncake, requests of Alibaba GenAI, creations of virtual
    /// machines of Azure V1, and tables `unique_id,ds` with a row per request.
    /// - Throws: ``TraceError`` with the place of the first thing that cannot be read or may not be repaired;
    ///   ``TraceError/noRequests(file:format:)`` for formats that hold counts or levels.
    public static func arrivals(
        paths: [String], options: TraceReadingOptions = TraceReadingOptions()
    ) throws(TraceError) -> ArrivalReading {
        try arrivals(paths.map(ByteSource.init(path:)), options: options)
    }

    /// Reads requests one by one from sources of one format as one trace.
    /// - Precondition: there is at least one source, and `options.origin`, when given, lies within the years 1700 to 2199.
    /// - Throws: ``TraceError``, as ``arrivals(paths:options:)`` does.
    public static func arrivals(
        _ sources: [ByteSource], options: TraceReadingOptions = TraceReadingOptions()
    ) throws(TraceError) -> ArrivalReading {
        precondition(!sources.isEmpty, "a trace needs at least one source")
        precondition(options.origin.map { TimeRange.contains($0, kind: .clock) } ?? true, "an origin lies within the years 1700 to 2199")
        let session = ReadingSession(options: options)
        var (log, found) = (ArrivalLog(), TraceFormat?.none)
        var reader: (any ArrivalFormatReader)?
        for source in sources {
            let opened = try OpenedSource(source)
            try opened.checkContent()
            let format = try arrivalFormat(opened, options: options)
            if let found, found != format { throw .mixedFormats(file: source.name, expected: found, found: format) }
            if reader == nil { (reader, found) = (try arrivalReader(format, session, file: source.name), format) }
            try reader?.read(opened, into: &log)
        }
        try reader?.finish(&log)
        let format = found ?? .arrivals
        var start = options.origin
        if format == .azureFunctions2021, start == nil {
            start = AzureFunctions2021Reader.defaultOrigin
            session.assume(.firstDay(TimeAxis.Kind.clock.format(AzureFunctions2021Reader.defaultOrigin)))
        }
        guard let trace = log.trace(start: start) else { throw .noValues(file: sources[0].name, reason: "there is no request") }
        return ArrivalReading(
            trace: trace, format: format, sources: session.sources, findings: session.log.findings, findingCounts: session.log.counts,
            assumptions: session.assumptions)
    }

    /// The format of a source; columns named by the options make it a table of requests.
    private static func arrivalFormat(_ opened: OpenedSource, options: TraceReadingOptions) throws(TraceError) -> TraceFormat {
        let format = try FormatDetector.detect(opened, options: options)
        return format == .longCSV && !options.columns.hasNativeNames && options.format == nil ? .arrivals : format
    }

    private static func arrivalReader(
        _ format: TraceFormat, _ session: ReadingSession, file: String
    ) throws(TraceError) -> any ArrivalFormatReader {
        switch format {
        case .azureFunctions2021: InvocationArrivalReader(try AzureFunctions2021Reader(session, step: 1))
        case .azureLLM: ArrivalTableReader(session, layout: .azureLLM)
        case .genAIRequests: ArrivalTableReader(session, layout: .genAIRequests)
        case .arrivals: ArrivalTableReader(session, layout: .native(session.options.columns))
        case .mooncake: MooncakeReader(session)
        case .azureVMArrivals: VMArrivalReader(session)
        default: throw .noRequests(file: file, format: format)
        }
    }
}

/// Invocations of Azure Functions 2021 one by one: the reader of counts, with bins of a nanosecond.
private struct InvocationArrivalReader: ArrivalFormatReader {
    private var reader: AzureFunctions2021Reader

    init(_ reader: AzureFunctions2021Reader) { self.reader = reader }

    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError) { try reader.read(opened) }

    mutating func finish(_ log: inout ArrivalLog) {
        for one in reader.takeInvocations() { _ = log.add(one.series.id, labels: one.series.labels, times: one.bins) }
    }
}
