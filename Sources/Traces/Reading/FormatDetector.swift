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
        if isMooncake(lines.text(line: 0)) { return .mooncake }
        if isVMArrivals(lines.text(line: 0)) { return .azureVMArrivals }
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
        if known.isSuperset(of: ["gmt_create", "checkpoint_model_version_id"]) { return .genAIRequests }
        if lowered == ["timestamp", "value"] { return .nab }
        if known.isSuperset(of: ["ds", "y"]) { return .longCSV }
        if known.isSuperset(of: ["unique_id", "ds"]) || lowered == ["ds"] { return .arrivals }
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

    /// An object with the keys of a request.
    private static func isMooncake(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.first == UInt8(ascii: "{") else { return false }
        let head = String(decoding: line.prefix(1_024), as: UTF8.self)
        return head.contains("\"timestamp\"") && head.contains("\"input_length\"")
    }

    /// Digits, a blank, then letters and bars between commas.
    private static func isVMArrivals(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = line.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.endIndex < line.count, line[digits.endIndex] == 0x20 else { return false }
        let cells = line[(digits.endIndex + 1)...].prefix(64)
        return !cells.isEmpty
            && cells.indices.allSatisfy { index in
                let isSeparator = (index - cells.startIndex) % 2 == 1
                return isSeparator ? cells[index] == 0x2c : cells[index] == 0x7c || (0x61...0x7a).contains(cells[index])
            }
    }
}
