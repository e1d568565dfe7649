import Forecasting
import Traces

/// Model files: one file a model, safetensors with what is needed to forecast, intervals included.
///
/// An archive becomes a file by three metadata keys: `format` ("headroom"), `schema_version`, and `digest`, the SHA-256 of everything
/// else. They belong to the store: archives neither bring them nor get to see them. What every archive brings is `kind`, the name of the
/// model family that restores it.
public enum ModelStore {
    /// Value of the metadata key `format`.
    public static let format = "headroom"
    /// Newest schema version this engine reads, and the one it writes.
    public static let schemaVersion = 1
    /// How model file names end.
    public static let fileExtension = ".safetensors"

    /// Metadata keys with a meaning for the store.
    public enum Key {
        /// Name of the file format, "headroom".
        public static let format = "format"
        /// Version of what the metadata and tensors mean, a whole number.
        public static let schemaVersion = "schema_version"
        /// SHA-256 over the rest of the file, hexadecimal.
        public static let digest = "digest"
        /// The model family, brought by the archive.
        public static let kind = "kind"
        static let owned = [format, schemaVersion, digest]
    }

    /// Writes a model file, as a whole or not at all: what was there before stays until the new file is safe on disk.
    /// - Parameters:
    ///   - archive: a model of any family, or any archive with a kind.
    ///   - path: ends in `.safetensors`.
    /// - Throws: ``ModelFileError``.
    /// - Precondition: see ``encode(_:name:)``.
    public static func save(_ archive: ModelArchive, to path: String) throws(ModelFileError) {
        try checkName(path)
        let bytes = try encode(archive, name: path)
        do throws(TraceError) {
            try AtomicFile.write(bytes, to: path)
        } catch {
            guard case .unwritable(_, let reason) = error else { throw ModelFileError.unwritable(file: path, reason: "\(error)") }
            throw ModelFileError.unwritable(file: path, reason: reason)
        }
    }

    /// Reads a model file. `load` after `save` is the identity.
    /// - Throws: ``ModelFileError`` when anything at all is wrong with it.
    public static func load(_ path: String) throws(ModelFileError) -> ModelArchive {
        try checkName(path)
        return try SafeTensorsReader.withFile(at: path, open)
    }

    /// The bytes of a model file.
    /// - Throws: ``ModelFileError/missingMetadata(file:key:)`` when the archive has no kind.
    /// - Precondition: the archive has none of the keys `format`, `schema_version`, `digest`, and suits ``SafeTensors/encode(_:name:)``.
    public static func encode(_ archive: ModelArchive, name: String = "model") throws(ModelFileError) -> [UInt8] {
        for key in Key.owned { precondition(archive.metadata[key] == nil, "the metadata key \(key) belongs to the model store") }
        guard archive.metadata[Key.kind] != nil else { throw ModelFileError.missingMetadata(file: name, key: Key.kind) }
        var file = archive
        file.metadata[Key.format] = format
        file.metadata[Key.schemaVersion] = String(schemaVersion)
        file.metadata[Key.digest] = digest(of: file)
        return try SafeTensors.encode(file, name: name)
    }

    /// The archive in the bytes of a model file.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call the bytes, usually a path or an address.
    /// - Throws: ``ModelFileError``.
    public static func decode(_ bytes: [UInt8], name: String = "model") throws(ModelFileError) -> ModelArchive {
        try open(SafeTensorsReader(bytes, name: name))
    }

    /// SHA-256 over the canonical header of an archive, unpadded and without the key `digest`, followed by the bytes of all tensors in
    /// the order of the file. It does not change when another program writes the same contents in another order.
    static func digest(of archive: ModelArchive) -> String {
        var metadata = archive.metadata
        metadata[Key.digest] = nil
        let tensors = SafeTensors.ordered(archive)
        var hash = SHA256()
        hash.update(SafeTensors.header(tensors, metadata: metadata))
        for (_, tensor) in tensors { hash.update(tensor.bytes) }
        return hash.hexDigest()
    }

    // The order matters: format and version come before anything that a newer version may have changed.
    private static func open(_ reader: SafeTensorsReader) throws(ModelFileError) -> ModelArchive {
        let metadata = reader.header.metadata
        guard metadata[Key.format] == format else {
            throw ModelFileError.foreignFormat(file: reader.name, found: metadata[Key.format])
        }
        let versionText = try value(Key.schemaVersion, of: reader)
        guard let version = Int(versionText), version > 0, String(version) == versionText else {
            throw ModelFileError.invalidSchemaVersion(file: reader.name, found: versionText)
        }
        guard version <= schemaVersion else {
            throw ModelFileError.newerSchemaVersion(file: reader.name, found: version, supported: schemaVersion)
        }
        let recorded = try value(Key.digest, of: reader)
        _ = try value(Key.kind, of: reader)
        var archive = try reader.archive()
        let computed = digest(of: archive)
        guard recorded == computed else {
            throw ModelFileError.digestMismatch(file: reader.name, recorded: recorded, computed: computed)
        }
        for key in Key.owned { archive.metadata[key] = nil }
        return archive
    }

    private static func value(_ key: String, of reader: SafeTensorsReader) throws(ModelFileError) -> String {
        guard let value = reader.header.metadata[key] else { throw ModelFileError.missingMetadata(file: reader.name, key: key) }
        return value
    }

    private static func checkName(_ path: String) throws(ModelFileError) {
        guard path.hasSuffix(fileExtension) else { throw ModelFileError.wrongName(file: path) }
    }
}
