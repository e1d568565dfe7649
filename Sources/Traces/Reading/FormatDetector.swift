/// Recognises the format of a source by its first line or two, and by its name where the lines say nothing, without consuming anything.
enum FormatDetector {
    /// Names that columns of times have in wide tables, in lower case.
    static let timeNames: Set<String> = ["date", "time", "timestamp", "datetime", "date_time", "ds", "ts", "minute", "hour", "day"]

    /// The format of a source that has text.
    /// - Throws: ``TraceError/unknownFormat(file:header:)`` when it is none of the known ones.
    static func detect(_ opened: OpenedSource, options: TraceReadingOptions) throws(TraceError) -> TraceFormat {
        if let format = options.format { return format }
        let (asked, native) = (options.columns, LongTableColumns())
        if asked.id != native.id || asked.time != native.time { return .longCSV }
        guard asked.value != native.value else { return try recognise(opened, options: options) }
        // The column of values is a choice in formats that have several; elsewhere it is that of a long table.
        guard let found = try? recognise(opened, options: options), found.hasChoiceOfValues else { return .longCSV }
        return found
    }

    private static func recognise(_ opened: OpenedSource, options: TraceReadingOptions) throws(TraceError) -> TraceFormat {
        let separator = try opened.separator(asked: options.separator)
        let lines = HeadLines(try opened.buffer.peek(OpenedSource.headBytes))
        if let found = FormatSigns.byText(opened.source, lines) ?? FormatSigns.byName(opened.source, lines) { return found }
        if lines.isNumeric(line: 0) {
            // Several lines of equally many numbers between separators are a table; anything else is a list of numbers.
            let cells = lines.cells(line: 0, separator: separator)
            let isTable = cells > 1 && lines.count > 1 && lines.cells(line: 1, separator: separator) == cells && lines.isNumeric(line: 1)
            return isTable ? .wideCSV : .bareNumbers
        }
        let names = lines.names(line: 0, separator: separator)
        let found = FormatSigns.byCells(names) ?? FormatSigns.byHeader(names, lines, separator: separator)
        // Columns chosen by name are series of their own.
        if let found { return options.wideColumns != nil && found.hasChoiceOfValues ? .wideCSV : found }
        if let first = names.first?.lowercased(), names.count > 1, timeNames.contains(first) { return .wideCSV }
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
