import Traces

/// A YAML document of synthetic data: a dimensional recipe, or data sets in ThirdEye's form (`compatibility: thirdeye`).
public enum SynthesisDocument: Hashable, Sendable {
    /// Our own model.
    case dimensional(DimensionalConfiguration)
    /// The original's formula.
    case thirdEye(ThirdEyeRecipe)

    /// Reads a document.
    /// - Parameters:
    ///   - text: YAML.
    ///   - source: name for messages.
    /// - Throws: ``SynthesisError`` with line and column.
    public init(yaml text: String, source: String) throws(SynthesisError) {
        let top = try ConfigurationNode.document(text, source: source).mapping()
        guard let mode = top["compatibility"] else {
            self = .dimensional(try DimensionalConfiguration(top))
            return
        }
        guard try mode.text() == "thirdeye" else { throw mode.wrong("thirdeye") }
        self = .thirdEye(try ThirdEyeRecipe(top))
    }

    /// Reads a file of at most a mebibyte; `-` is standard input.
    /// - Throws: ``SynthesisError``.
    public init(contentsOf path: String) throws(SynthesisError) {
        let bytes: [UInt8]
        do throws(TraceError) {
            bytes = try ByteSource(path: path).contents(atMost: 1 << 20)
        } catch .unreadable(_, let reason) {
            throw .unreadable(file: path, reason: reason)
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(at: ConfigurationPlace(source: path, line: 1, column: 1), reason: "found bytes that are no UTF-8 text")
        }
        try self.init(yaml: text, source: path)
    }
}
