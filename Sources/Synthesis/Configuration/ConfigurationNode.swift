import Traces
import Yams

/// A value of a YAML document that knows where it stands, and says so when it is not what was expected.
struct ConfigurationNode {
    let node: Node
    let source: String
    /// Key under which it stands, for messages.
    let key: String

    /// Reads a document.
    /// - Throws: ``SynthesisError/malformed(at:reason:)``.
    static func document(_ text: String, source: String) throws(SynthesisError) -> ConfigurationNode {
        func place(_ mark: Mark?) -> ConfigurationPlace {
            ConfigurationPlace(source: source, line: mark?.line ?? 1, column: mark?.column ?? 1)
        }
        guard text.utf8.count <= 1 << 20 else {
            throw .malformed(at: place(nil), reason: "at most a mebibyte of it, found \(text.utf8.count) bytes")
        }
        do {
            guard let node = try compose(yaml: text) else { throw SynthesisError.malformed(at: place(nil), reason: "found nothing") }
            return ConfigurationNode(node: node, source: source, key: "document")
        } catch let error as SynthesisError {
            throw error
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw .malformed(at: place(mark), reason: problem)
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            throw .conflictingKeys(
                at: place(context.mark), reason: "the key `\(duplicates.sorted().joined(separator: "`, `"))` stands twice")
        } catch {
            throw .malformed(at: place(nil), reason: "\(error)")
        }
    }

    var place: ConfigurationPlace {
        ConfigurationPlace(source: source, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    /// What stands here, shortened, for messages.
    var found: String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "`\(scalar.string.prefix(40))`"
        case .sequence(let sequence): "a list of \(sequence.count)"
        case .mapping(let mapping): "a mapping of \(mapping.count) keys"
        default: "an alias"
        }
    }

    func wrong(_ expected: String) -> SynthesisError { .invalidValue(at: place, key: key, expected: expected, found: found) }

    /// A node below this one.
    func below(_ node: Node, key: String? = nil) -> ConfigurationNode {
        ConfigurationNode(node: node, source: source, key: key ?? self.key)
    }

    var isScalar: Bool { if case .scalar = node { true } else { false } }

    func text() throws(SynthesisError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw wrong("a text") }
        return scalar.string
    }

    func number(in range: ClosedRange<Double>, _ expected: String) throws(SynthesisError) -> Double {
        guard case .scalar(let scalar) = node, let value = Double(scalar.string), range.contains(value) else { throw wrong(expected) }
        return value
    }

    func integer(in range: ClosedRange<Int>) throws(SynthesisError) -> Int {
        guard case .scalar(let scalar) = node, let value = Int(scalar.string), range.contains(value) else {
            throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func list() throws(SynthesisError) -> [ConfigurationNode] {
        guard case .sequence(let sequence) = node else { throw wrong("a list") }
        return sequence.map { below($0) }
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
        guard case .mapping(let mapping) = node else { throw wrong("a mapping of keys to values") }
        return ConfigurationMapping(self, mapping)
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
        guard case .scalar(let scalar) = node else { throw .invalidZoneName(found) }
        return scalar.string
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws(SynthesisError) -> Choice
    where Choice.RawValue == String {
        guard case .scalar(let scalar) = node, let choice = Choice(rawValue: scalar.string) else {
            throw wrong("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
