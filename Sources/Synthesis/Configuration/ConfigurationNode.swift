import Traces

/// A value of a YAML document that knows where it stands, and says so when it is not what was expected.
struct ConfigurationNode {
    let node: YAMLNode
    let source: String
    /// Key under which it stands, for messages.
    let key: String

    /// Reads a document.
    /// - Throws: ``SynthesisError/malformed(at:reason:)``.
    static func document(_ text: String, source: String) throws(SynthesisError) -> ConfigurationNode {
        func place(line: Int = 1, column: Int = 1) -> ConfigurationPlace { ConfigurationPlace(source: source, line: line, column: column) }
        guard text.utf8.count <= 1 << 20 else {
            throw .malformed(at: place(), reason: "at most a mebibyte of it, found \(text.utf8.count) bytes")
        }
        do throws(YAMLFault) {
            guard let node = try YAMLNode.document(text) else { throw YAMLFault(reason: "found nothing", line: 1, column: 1) }
            return ConfigurationNode(node: node, source: source, key: "document")
        } catch {
            throw .malformed(at: place(line: error.line, column: error.column), reason: error.reason)
        }
    }

    var place: ConfigurationPlace { ConfigurationPlace(source: source, line: node.line, column: node.column) }

    /// What stands here, shortened, for messages.
    var found: String {
        switch node.content {
        case .scalar(let text): text.isEmpty ? "nothing" : "`\(text.prefix(40))`"
        case .sequence(let items): "a list of \(items.count)"
        case .mapping(let entries): "a mapping of \(entries.count) keys"
        }
    }

    func wrong(_ expected: String) -> SynthesisError { .invalidValue(at: place, key: key, expected: expected, found: found) }

    /// A node below this one.
    func below(_ node: YAMLNode, key: String? = nil) -> ConfigurationNode {
        ConfigurationNode(node: node, source: source, key: key ?? self.key)
    }

    var isScalar: Bool { node.scalar != nil }

    func text() throws(SynthesisError) -> String {
        guard let text = node.scalar, !text.isEmpty else { throw wrong("a text") }
        return text
    }

    func number(in range: ClosedRange<Double>, _ expected: String) throws(SynthesisError) -> Double {
        guard let text = node.scalar, let value = Double(text), range.contains(value) else { throw wrong(expected) }
        return value
    }

    func integer(in range: ClosedRange<Int>) throws(SynthesisError) -> Int {
        guard let text = node.scalar, let value = Int(text), range.contains(value) else {
            throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func list() throws(SynthesisError) -> [ConfigurationNode] {
        guard case .sequence(let items) = node.content else { throw wrong("a list") }
        return items.map { below($0) }
    }

    /// One text, or a list of them.
    func texts() throws(SynthesisError) -> [String] {
        if isScalar { return [try text()] }
        var texts: [String] = []
        for item in try list() { texts.append(try item.text()) }
        return texts
    }

    func numbers(_ expected: String) throws(SynthesisError) -> [Double] {
        var numbers: [Double] = []
        for item in try list() { numbers.append(try item.number(in: -1e12...1e12, expected)) }
        return numbers
    }

    func mapping() throws(SynthesisError) -> ConfigurationMapping {
        guard case .mapping(let entries) = node.content else { throw wrong("a mapping of keys to values") }
        return try ConfigurationMapping(self, entries)
    }

    func date() throws(SynthesisError) -> CalendarDate {
        guard let date = CalendarDate(iso: try text()) else { throw wrong("a date like 2026-03-02") }
        return date
    }

    /// A span like `90s`, `5m`, `3h`, `2d`, `1w`, in nanoseconds.
    func duration() throws(SynthesisError) -> Int64 {
        let text = try text()
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let units: [String: Double] = ["ms": 1e6, "s": 1e9, "m": 6e10, "min": 6e10, "h": 3.6e12, "d": 8.64e13, "w": 6.048e14]
        guard let value = Double(digits), let unit = units[String(text.dropFirst(digits.count))], value > 0, value * unit < 3e18 else {
            throw wrong("a span like 90s, 5m, 3h, 2d or 1w")
        }
        return Int64(value * unit)
    }

    /// A time like `2026-03-10T09:00`, local to the zone unless it ends in Z or an offset, in nanoseconds since 1970.
    func time(in zone: TimeZoneRules) throws(SynthesisError) -> Int64 {
        var text = try text()
        let clock = text.dropFirst(10)
        let isZoned = clock.hasSuffix("Z") || clock.contains("+") || clock.contains("-")
        // Hours and minutes are enough for people.
        if !isZoned, clock.count == 6 { text += ":00" }
        guard let time = TimeAxis.Kind.clock.parse(text) else { throw wrong("a time like 2026-03-10T09:00") }
        guard !isZoned else { return time }
        let second = TimeAxis.nanosecondsPerSecond
        return zone.instant(ofLocal: time / second).resolved * second + time % second
    }

    func zone() throws(SynthesisError) -> TimeZoneRules {
        do throws(CalendarError) {
            return try TimeZoneRules(named: try textForZone())
        } catch {
            throw .invalidValue(at: place, key: key, expected: "a time zone", found: "\(error)")
        }
    }

    private func textForZone() throws(CalendarError) -> String {
        guard let text = node.scalar else { throw .invalidZoneName(found) }
        return text
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws(SynthesisError) -> Choice
    where Choice.RawValue == String {
        guard let text = node.scalar, let choice = Choice(rawValue: text) else {
            throw wrong("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
