import FoundationEssentials

/// JSON objects of which every line of a file holds one.
enum JSONLine {
    /// The object on a line.
    /// - Throws: ``TraceError/malformedJSON(at:reason:)`` with the line, and what is missing or of another type.
    static func decode<Value: Decodable>(_ type: Value.Type, _ lines: LineReader) throws(TraceError) -> Value {
        try decode(type, lines.text, at: lines.location())
    }

    /// The object in some bytes.
    /// - Throws: ``TraceError/malformedJSON(at:reason:)`` with the place, and what is missing or of another type, by its line where the
    ///   place has none.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: UnsafeBufferPointer<UInt8>, at place: TraceLocation
    ) throws(TraceError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformedJSON(at: at(error, place, bytes), reason: reason(error))
        } catch {
            throw .malformedJSON(at: place, reason: "no JSON")
        }
    }

    /// Milliseconds in nanoseconds; nil unless 0 or more and below ten years.
    static func nanoseconds(milliseconds: Double) -> Int64? {
        milliseconds >= 0 && milliseconds < 315_576_000_000 ? Int64((milliseconds * 1e6).rounded()) : nil
    }

    /// The place of an error in a document of many lines.
    private static func at(_ error: DecodingError, _ place: TraceLocation, _ bytes: UnsafeBufferPointer<UInt8>) -> TraceLocation {
        guard place.line == nil else { return place }
        let path: [any CodingKey]
        switch error {
        case .keyNotFound(_, let context), .typeMismatch(_, let context), .valueNotFound(_, let context): path = context.codingPath
        default: return place
        }
        let steps = path.map { $0.intValue.map(JSONPlace.Step.index) ?? .key($0.stringValue) }
        return TraceLocation(file: place.file, line: JSONPlace.line(of: steps, in: bytes), column: place.column)
    }

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context, _ key: String? = nil) -> String {
            let keys = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + (key.map { [$0] } ?? [])
            return Excerpt.name(keys.joined(separator: "."))
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(path(context, key.stringValue)) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty ? "expected an object" : "\(path(context)) is of another type than expected"
        default: "no JSON"
        }
    }
}
