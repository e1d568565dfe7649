/// What known formats are recognised by: words at the beginning of the text, names of columns, the form of the first row, names of files.
enum FormatSigns {
    /// Columns that a format must have, whatever their order and letter case.
    private static let looseHeaders: [(columns: Set<String>, format: TraceFormat)] = [
        (["timestamp", "contexttokens", "generatedtokens"], .azureLLM),
        (["app", "func", "end_timestamp", "duration"], .azureFunctions2021),
        (["timestamp [ms]", "invocations", "name"], .faasFunctionWeek),
    ]

    /// Columns that a format must have, whatever their order.
    private static let headers: [(columns: Set<String>, format: TraceFormat)] = [
        (["gmt_create", "checkpoint_model_version_id"], .genAIRequests), (["value", "timestamp_anon", "container_ip"], .genAIMetrics),
        (["Timestamp [ms]", "CPU cores", "CPU usage [%]"], .bitbrains), (["timestamp", "service", "request_rate_rps"], .sockShop),
        (["timestamp", "cluster", "pipeline_id"], .edgePipelines), (["Page", "date", "value"], .wikipedia),
        (["Time", "Demand", "Temperature", "Date", "Holiday"], .vicElec),
    ]

    /// The format of a header.
    static func byHeader(_ names: [String], _ lines: HeadLines, separator: UInt8) -> TraceFormat? {
        let lowered = names.map { $0.lowercased() }
        let (exact, known) = (Set(names), Set(lowered))
        if known.contains("hashfunction"), names.contains(where: { AzureMinuteColumn($0) != nil }) { return .azureFunctions2019 }
        if let found = looseHeaders.first(where: { known.isSuperset(of: $0.columns) }) { return found.format }
        if let found = headers.first(where: { exact.isSuperset(of: $0.columns) }) { return found.format }
        if lowered == ["timestamp", "value"] { return .nab }
        if known.isSuperset(of: ["ds", "y"]) { return .longCSV }
        // With more columns it is rather a long table whose values have another name.
        if known == ["unique_id", "ds"] || lowered == ["ds"] { return .arrivals }
        if names.count > 1, names[0] == "V1", names[1] == "V2" { return .rowPerSeries }
        if [RowClock.alibaba, RowClock.google, RowClock.azure].contains(names) { return .dataCentre }
        // Machines by number, periods in hours behind some of them, and seconds from 0 on.
        let isMachine = { (name: String) in name.split(separator: " ").count <= 2 && name.utf8.allSatisfy { isDigit($0) || $0 == 0x20 } }
        if names.count > 1, names[0] == "timestamp", names.dropFirst().allSatisfy({ !$0.isEmpty && isMachine($0) }),
            lines.firstNumber(line: 1, separator: separator) != nil
        {
            return .azureVMWide
        }
        return nil
    }

    /// The format of a first row that is no header.
    static func byCells(_ cells: [String]) -> TraceFormat? {
        func isNumber(_ cell: String) -> Bool { Double(cell) != nil }
        if cells.count == LongTableLayout.alibabaMachineColumns.count, cells[0].hasPrefix("m_"),
            cells[0].utf8.dropFirst(2).allSatisfy(isDigit),
            !cells[1].isEmpty, cells[1].utf8.allSatisfy(isDigit)
        {
            return .alibabaMachineUsage
        }
        if cells.count == 5, isNumber(cells[0]), !isNumber(cells[1]), !cells[1].isEmpty, cells[2...].allSatisfy(isNumber) {
            return .azureVMReadings
        }
        if cells.count == AzureVM.header.count, cells[0].count >= 32, [3, 4, 5, 6, 7, 9, 10].allSatisfy({ isNumber(cells[$0]) }) {
            return .azureVMTable
        }
        return nil
    }

    /// The format of a text that is no table.
    static func byText(_ source: ByteSource, _ lines: HeadLines) -> TraceFormat? {
        let line = lines.text(line: 0)
        if line.first == UInt8(ascii: "{") {
            let head = String(decoding: line.prefix(1_024), as: UTF8.self)
            if head.contains("\"timestamp\""), head.contains("\"input_length\"") { return .mooncake }
            if source.hasEnding(".json") || head.contains("\"workload_id\"") { return .kswd }
        }
        // A comment may come first, which other formats have, too.
        if line.first == UInt8(ascii: "#"), source.hasEnding(".tsf") { return .tsf }
        let word = String(decoding: line.prefix(10), as: UTF8.self).lowercased()
        if line.starts(with: "START ".utf8) || line.starts(with: "STOP ".utf8) { return .eucalyptus }
        if word == "@relation " || word == "@attribute" { return .tsf }
        return isVMArrivals(line) ? .azureVMArrivals : nil
    }

    /// The format of files of bare numbers that have names of their own.
    static func byName(_ source: ByteSource, _ lines: HeadLines) -> TraceFormat? {
        guard lines.isNumeric(line: 0) else { return nil }
        if SecondCounts.find(source) != nil { return .secondCounts }
        let numbers = (0..<lines.count).map { lines.text(line: $0).split { $0 == 0x20 || $0 == 0x09 }.count }
        if source.stem.hasPrefix("vm_"), numbers.allSatisfy({ $0 == 2 }) { return .google2011 }
        let isWhole = lines.text(line: 0).allSatisfy { isDigit($0) || $0 == 0x20 }
        if isWhole, numbers.allSatisfy({ $0 == 1 }), SourceDay.find(in: source.name) != nil { return .planetLab }
        return nil
    }

    /// Digits, a blank, then letters and bars between commas.
    private static func isVMArrivals(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = line.prefix { isDigit($0) }
        guard !digits.isEmpty, digits.endIndex < line.count, line[digits.endIndex] == 0x20 else { return false }
        let cells = line[(digits.endIndex + 1)...].prefix(64)
        return !cells.isEmpty
            && cells.indices.allSatisfy { index in
                let isSeparator = (index - cells.startIndex) % 2 == 1
                return isSeparator ? cells[index] == 0x2c : cells[index] == 0x7c || (0x61...0x7a).contains(cells[index])
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
