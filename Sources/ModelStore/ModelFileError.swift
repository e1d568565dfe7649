import Forecasting

/// What can be wrong with a model file. Every case names the file; a fault of the layout also says where in the file.
public enum ModelFileError: Error, Equatable, Sendable {
    /// Model files are called `NAME.safetensors`.
    case wrongName(file: String)
    /// The file cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// The file cannot be written; what was there before is untouched.
    case unwritable(file: String, reason: String)
    /// The bytes are not a sound safetensors file; `offset` counts from the start of the file.
    case malformed(file: String, offset: Int, SafeTensorsFault)
    /// Metadata that every model file has is missing.
    case missingMetadata(file: String, key: String)
    /// A safetensors file that was not written by this engine; `found` is its `format`, if it has one.
    case foreignFormat(file: String, found: String?)
    /// The schema version is not a positive whole number.
    case invalidSchemaVersion(file: String, found: String)
    /// The file was written by a newer engine.
    case newerSchemaVersion(file: String, found: Int, supported: Int)
    /// Contents and digest disagree: the file was damaged or edited.
    case digestMismatch(file: String, recorded: String, computed: String)
    /// No model family of this engine restores this kind.
    case unknownKind(file: String, kind: String, known: [String])
    /// The family found the archive unusable.
    case notRestorable(file: String, kind: String, ForecastError)
    /// The training provenance is not the JSON it should be.
    case invalidProvenance(reason: String)
}

extension ModelFileError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, where, what to do.
    public var description: String {
        switch self {
        case .wrongName(let file):
            "\(file): a model file is called NAME.safetensors; choose a name that ends in .safetensors"
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .unwritable(let file, let reason): "\(file): cannot be written: \(reason); nothing was changed"
        case .malformed(let file, let offset, let fault): "\(file), byte \(offset): \(fault.description)"
        case .missingMetadata(let file, let key):
            "\(file): a model needs the metadata key \(key), found none; save it with `headroom train`"
        case .foreignFormat(let file, let found):
            "\(file): expected a model with the metadata format \"\(ModelStore.format)\", found \(found.map(quoted) ?? "none"); "
                + "this safetensors file was not written by Headroom"
        case .invalidSchemaVersion(let file, let found):
            "\(file): the schema version should be a whole number from 1 to \(ModelStore.schemaVersion), found \(quoted(found)); train the model again"
        case .newerSchemaVersion(let file, let found, let supported):
            "\(file): written with schema version \(found), this Headroom (\(HeadroomVersion.current)) reads versions up to \(supported); "
                + "use a newer Headroom or train the model again"
        case .digestMismatch(let file, let recorded, let computed):
            "\(file): the contents do not match their digest (recorded \(quoted(recorded)), computed \(computed)): the file was damaged "
                + "or edited; fetch it again or train the model again"
        case .unknownKind(let file, let kind, let known):
            "\(file): the model is of the kind \(quoted(kind)), this Headroom knows \(known.joined(separator: ", ")); use the Headroom that wrote it"
        case .notRestorable(let file, let kind, let error): "\(file) (\(kind)): \(error.description)"
        case .invalidProvenance(let reason):
            "the metadata key \(Provenance.metadataKey) does not hold a training provenance: \(reason); train the model again"
        }
    }
}

/// Text of unknown origin inside a message: quoted, control characters escaped, at most 60 characters.
func quoted(_ text: String) -> String {
    var out = "\""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == 60 { return out + "…\"" }
        out += scalar.jsonEscaped
    }
    return out + "\""
}
