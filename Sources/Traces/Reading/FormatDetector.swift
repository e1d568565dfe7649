/// Recognises the format of a source by its first line or two, without consuming anything.
enum FormatDetector {
    /// Names that columns of times have in wide tables, in lower case.
    static let timeNames: Set<String> = ["date", "time", "timestamp", "datetime", "date_time", "ds", "ts", "minute", "hour", "day"]

    /// The format of a source that has text.
    /// - Throws: ``TraceError/unknownFormat(file:header:)`` when it is none of the known ones.
    static func detect(_ opened: OpenedSource, options: TraceReadingOptions) throws(TraceError) -> TraceFormat {
        if let format = options.format { return format }
        if !options.columns.hasNativeNames { return .longCSV }
        let separator = try opened.separator(asked: options.separator)
        let lines = HeadLines(try opened.buffer.peek(OpenedSource.headBytes))
        if lines.isNumeric(line: 0) {
            // Several lines of equally many numbers between separators are a table; anything else is a list of numbers.
            let cells = lines.cells(line: 0, separator: separator)
            let isTable = cells > 1 && lines.count > 1 && lines.cells(line: 1, separator: separator) == cells && lines.isNumeric(line: 1)
            return isTable ? .wideCSV : .bareNumbers
        }
        let names = lines.names(line: 0, separator: separator)
        let lowered = names.map { $0.lowercased() }
        let known = Set(lowered)
        if known.contains("hashfunction"), names.contains(where: { AzureMinuteColumn($0) != nil }) { return .azureFunctions2019 }
        if known.isSuperset(of: ["timestamp", "contexttokens", "generatedtokens"]) { return .azureLLM }
        if known.isSuperset(of: ["app", "func", "end_timestamp", "duration"]) { return .azureFunctions2021 }
        if known.isSuperset(of: ["timestamp [ms]", "invocations", "name"]) { return .faasFunctionWeek }
        if lowered == ["timestamp", "value"] { return .nab }
        if known.isSuperset(of: ["ds", "y"]) { return .longCSV }
        if names.count > 1, names[0] == "V1", names[1] == "V2" { return .rowPerSeries }
        if let first = lowered.first, names.count > 1, timeNames.contains(first) { return .wideCSV }
        if lines.count > 1, lines.cells(line: 1, separator: separator) == names.count {
            if lines.isNumeric(line: 1) { return .wideCSV }
            if names.count > 1, lines.beginsWithTime(line: 1, separator: separator) { return .wideCSV }
        }
        // Nobody writes such files any more, but some old tools still do.
        if lines.text(line: 0).contains(0x0d) {
            throw .unsupportedContent(file: opened.source.name, kind: "text whose lines end in CR alone")
        }
        throw .unknownFormat(file: opened.source.name, header: Excerpt.quote(lines.text(line: 0), limit: 60))
    }
}
