import FoundationEssentials

extension ModelArchive {
    /// Stores a value as JSON under a metadata key; keys are sorted, so that equal values give equal bytes.
    public mutating func store(_ value: some Encodable, under key: String) throws(ForecastError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            metadata[key] = String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw ForecastError.invalidArchive("\(key) cannot be written as JSON: \(error)")
        }
    }

    /// Reads a value stored by ``store(_:under:)``.
    public func value<Value: Decodable>(under key: String) throws(ForecastError) -> Value {
        guard let text = metadata[key] else { throw ForecastError.invalidArchive("metadata \(key) is missing") }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw ForecastError.invalidArchive("metadata \(key) is not what this version expects: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
        default: "\(error)"
        }
    }
}
