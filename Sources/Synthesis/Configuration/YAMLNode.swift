private import CYAML

/// A value of a YAML document and where it begins.
///
/// libyaml reads the text. Anchors and aliases are refused: a recipe says what it means where it says it, and a text of a kilobyte does not become
/// a gigabyte.
struct YAMLNode {
    /// What a value is.
    enum Content {
        /// A text: numbers and words are told apart by whoever asks.
        case scalar(String)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in the order of the file.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    /// Deepest nesting that is read.
    static let deepest = 64

    let content: Content
    /// Line and column, from 1.
    let line: Int, column: Int

    /// The text of a scalar.
    var scalar: String? { if case .scalar(let text) = content { text } else { nil } }

    /// Reads the first document of a text; `nil` where there is none.
    /// - Throws: ``YAMLFault`` with its place.
    static func document(_ text: String) throws(YAMLFault) -> YAMLNode? {
        guard !text.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        var result: Result<YAMLNode?, YAMLFault> = .success(nil)
        bytes.withUnsafeBufferPointer { bytes in
            var events = YAMLEvents(bytes)
            do throws(YAMLFault) {
                result = .success(try events.document())
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }
}

/// What is wrong with a text that should be YAML, and where.
struct YAMLFault: Error, Equatable {
    /// In words.
    let reason: String
    /// Line and column, from 1.
    let line: Int, column: Int
}

/// The events of a text, one after the other.
private struct YAMLEvents: ~Copyable {
    private var parser = yaml_parser_t()

    /// Starts at the beginning of a text that outlives the events.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        yaml_parser_initialize(&parser)
        yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    }

    deinit {
        var parser = parser
        yaml_parser_delete(&parser)
    }

    /// The first document.
    mutating func document() throws(YAMLFault) -> YAMLNode? {
        while true {
            let event = try next()
            switch event.kind {
            case YAML_STREAM_END_EVENT: return nil
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
            case YAML_DOCUMENT_END_EVENT: return nil
            default: return try node(event, depth: 0)
            }
        }
    }

    /// The value that begins with an event.
    private mutating func node(_ event: Event, depth: Int) throws(YAMLFault) -> YAMLNode {
        guard !event.hasAnchor else { throw event.fault("anchors and aliases are not read: write the value where it is needed") }
        guard depth < YAMLNode.deepest else { throw event.fault("lists and mappings are nested at most \(YAMLNode.deepest) deep") }
        switch event.kind {
        case YAML_SEQUENCE_START_EVENT:
            var items: [YAMLNode] = []
            while true {
                let item = try next()
                if item.kind == YAML_SEQUENCE_END_EVENT { return event.node(.sequence(items)) }
                items.append(try node(item, depth: depth + 1))
            }
        case YAML_MAPPING_START_EVENT:
            var entries: [(key: YAMLNode, value: YAMLNode)] = []
            while true {
                let key = try next()
                if key.kind == YAML_MAPPING_END_EVENT { return event.node(.mapping(entries)) }
                let name = try node(key, depth: depth + 1)
                entries.append((name, try node(try next(), depth: depth + 1)))
            }
        default: return event.node(.scalar(event.text))
        }
    }

    /// What matters of an event.
    private struct Event {
        let kind: yaml_event_type_t
        let text: String
        let hasAnchor: Bool
        let line: Int, column: Int

        func node(_ content: YAMLNode.Content) -> YAMLNode { YAMLNode(content: content, line: line, column: column) }
        func fault(_ reason: String) -> YAMLFault { YAMLFault(reason: reason, line: line, column: column) }
    }

    private mutating func next() throws(YAMLFault) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else {
            let reason = parser.problem.map { String(cString: $0) } ?? "found no YAML"
            throw YAMLFault(reason: reason, line: Int(parser.problem_mark.line) + 1, column: Int(parser.problem_mark.column) + 1)
        }
        defer { yaml_event_delete(&event) }
        var text = "", hasAnchor = event.type == YAML_ALIAS_EVENT
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            hasAnchor = scalar.anchor != nil
        case YAML_SEQUENCE_START_EVENT: hasAnchor = event.data.sequence_start.anchor != nil
        case YAML_MAPPING_START_EVENT: hasAnchor = event.data.mapping_start.anchor != nil
        default: break
        }
        return Event(
            kind: event.type, text: text, hasAnchor: hasAnchor, line: Int(event.start_mark.line) + 1,
            column: Int(event.start_mark.column) + 1)
    }
}
