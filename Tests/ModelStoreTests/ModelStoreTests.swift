import Forecasting
import Glibc
import ModelStore
import TestSupport
import Testing

@Suite struct ModelStoreTests {
    let folder = TemporaryFolder()

    @Test func loadAfterSaveIsTheIdentity() throws {
        let path = folder.file("model.safetensors")
        let archive = sampleArchive()
        try ModelStore.save(archive, to: path)
        #expect(try ModelStore.load(path) == archive)
        #expect(readFile(path) == (try ModelStore.encode(archive)))
        #expect(folder.contents == ["model.safetensors"])
        // Other programs find the version and the digest where they expect metadata.
        let metadata = try SafeTensors.decode(readFile(path)).metadata
        #expect(metadata["format"] == "headroom" && metadata["schema_version"] == "1" && metadata["kind"] == "sample")
        #expect(metadata["digest"]?.count == 64)
    }

    @Test func savingAgainReplacesTheFile() throws {
        let path = folder.file("model.safetensors")
        try ModelStore.save(sampleArchive(), to: path)
        let second = ModelArchive(metadata: ["kind": "sample"])
        try ModelStore.save(second, to: path)
        #expect(try ModelStore.load(path) == second)
        #expect(folder.contents == ["model.safetensors"])
    }

    @Test func goldenFileOfVersion1LoadsForEver() throws {
        let path = golden("model-v1.safetensors")
        let archive = try ModelStore.load(path)
        #expect(
            archive.metadata == [
                "kind": "golden", "configuration": "{\"lookback\":3,\"name\":\"made by hand\"}",
                "note": "schema version 1: this file loads for ever · für immer",
            ])
        #expect(archive.tensors.count == 6)
        #expect(archive.tensors["weights"] == ModelArchive.Tensor([0.25, -1.5, 3, 1e-7, 65504, -0.0], shape: [2, 3]))
        #expect(archive.tensors["positions"] == ModelArchive.Tensor([Int64(-1), 0, 4_294_967_296], shape: [3]))
        #expect(archive.tensors["shift"] == ModelArchive.Tensor(type: .int32, shape: [], bytes: [249, 255, 255, 255]))
        #expect(archive.tensors["mask"] == ModelArchive.Tensor(type: .uint8, shape: [1, 5], bytes: [1, 0, 1, 1, 0]))
        #expect(archive.tensors["none"] == ModelArchive.Tensor([Float](), shape: [0, 4]))
        #expect(archive.tensors["errors"]?.type == .float64)
        // The file was written by Tests/Golden/safetensors_golden.py, independent of this code: the same contents must give its bytes.
        #expect(try ModelStore.encode(archive) == readFile(path))
    }

    @Test func fileNameMustSayWhatItIs() {
        let wrong = folder.file("model.bin")
        #expect(modelFileError { try ModelStore.save(sampleArchive(), to: wrong) } == .wrongName(file: wrong))
        #expect(modelFileError { _ = try ModelStore.load(wrong) } == .wrongName(file: wrong))
        #expect(folder.contents.isEmpty)
    }

    @Test func whatCannotBeReadIsASentence() {
        let missing = folder.file("missing.safetensors")
        let directory = folder.file("folder.safetensors")
        let pipe = folder.file("pipe.safetensors")
        #expect(mkdir(directory, 0o755) == 0 && mkfifo(pipe, 0o644) == 0)
        #expect(load(missing) == .unreadable(file: missing, reason: "No such file or directory"))
        #expect(load(directory) == .unreadable(file: directory, reason: "it is not a regular file"))
        #expect(load(pipe) == .unreadable(file: pipe, reason: "it is not a regular file"))
    }

    @Test func truncatedFileIsRefusedAtEveryLength() throws {
        let bytes = try ModelStore.encode(sampleArchive())
        for length in 0..<bytes.count {
            #expect(throws: ModelFileError.self) { try ModelStore.decode(Array(bytes[..<length])) }
        }
    }

    @Test func emptyFileIsRefused() {
        let path = folder.file("empty.safetensors")
        writeFile(path, [])
        #expect(load(path) == .malformed(file: path, offset: 0, .truncated(bytes: 0)))
    }

    /// Only the length is looked at: a sparse file of a terabyte takes no memory.
    @Test func monstrousFileIsRefused() {
        let path = folder.file("huge.safetensors")
        writeFile(path, file("{}"))
        #expect(truncate(path, 1 << 40) == 0)
        #expect(load(path) == .malformed(file: path, offset: 0, .tooLarge(bytes: 1 << 40)))
    }

    @Test func archiveWithoutKindIsNotSaved() {
        let path = folder.file("model.safetensors")
        let error = modelFileError { try ModelStore.save(ModelArchive(), to: path) }
        #expect(error == .missingMetadata(file: path, key: "kind"))
        #expect(folder.contents.isEmpty)
    }

    private func load(_ path: String) -> ModelFileError? {
        modelFileError { _ = try ModelStore.load(path) }
    }
}

/// What the metadata of a sound safetensors file may say, and what is answered.
@Suite struct ModelMetadataTests {
    static let digest = String(repeating: "0", count: 64)

    @Test(arguments: [
        ([:], ModelFileError.foreignFormat(file: "m", found: nil)),
        (["format": "pt"], .foreignFormat(file: "m", found: "pt")),
        (["format": "headroom"], .missingMetadata(file: "m", key: "schema_version")),
        (["format": "headroom", "schema_version": "2"], .newerSchemaVersion(file: "m", found: 2, supported: 1)),
        (["format": "headroom", "schema_version": "0"], .invalidSchemaVersion(file: "m", found: "0")),
        (["format": "headroom", "schema_version": "-1"], .invalidSchemaVersion(file: "m", found: "-1")),
        (["format": "headroom", "schema_version": "+1"], .invalidSchemaVersion(file: "m", found: "+1")),
        (["format": "headroom", "schema_version": "one"], .invalidSchemaVersion(file: "m", found: "one")),
        (
            ["format": "headroom", "schema_version": "99999999999999999999"],
            .invalidSchemaVersion(file: "m", found: "99999999999999999999")
        ),
        (["format": "headroom", "schema_version": "1"], .missingMetadata(file: "m", key: "digest")),
        (["format": "headroom", "schema_version": "1", "digest": digest], .missingMetadata(file: "m", key: "kind")),
    ])
    func isAnswered(metadata: [String: String], expected: ModelFileError) throws {
        let bytes = try SafeTensors.encode(ModelArchive(metadata: metadata))
        #expect(modelFileError { _ = try ModelStore.decode(bytes, name: "m") } == expected)
    }

    /// A newer version may use number formats that are unknown here; the version is what people need to hear about.
    @Test func versionComesBeforeTheLayout() {
        let header =
            "{\"__metadata__\":{\"format\":\"headroom\",\"schema_version\":\"7\"},"
            + "\"w\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]}}"
        let error = modelFileError { _ = try ModelStore.decode(file(header, buffer: [0]), name: "m") }
        #expect(error == .newerSchemaVersion(file: "m", found: 7, supported: 1))
        #expect(error?.description.contains("use a newer Headroom") == true)
    }

    @Test func everyChangeOfTheContentsIsNoticed() throws {
        let original = try SafeTensors.decode(ModelStore.encode(sampleArchive()))
        var changed = [ModelArchive](repeating: original, count: 5)
        changed[0].metadata["configuration"] = "{\"lookback\": 289, \"levels\": [0.1, 0.5]}"
        changed[1].tensors["scalar"] = ModelArchive.Tensor([Float(1.5).nextUp], shape: [])
        changed[2].tensors["scalar"] = ModelArchive.Tensor([Float(1.5)], shape: [1])
        changed[3].tensors["mask"] = changed[3].tensors.removeValue(forKey: "mask é \"quoted\"")
        changed[4].metadata["note"] = "added"
        for archive in changed {
            let bytes = try SafeTensors.encode(archive)
            let error = modelFileError { _ = try ModelStore.decode(bytes, name: "m") }
            guard case .digestMismatch("m", original.metadata["digest"], _) = error else {
                Issue.record("a changed file was answered by \(String(describing: error))")
                continue
            }
        }
    }

    /// Another program may write the same contents with its keys in another order and with other padding.
    @Test func orderOfTheHeaderDoesNotMatter() throws {
        let metadata = try SafeTensors.decode(ModelStore.encode(ModelArchive(metadata: ["kind": "sample", "a": "1"]))).metadata
        let pairs = ["schema_version", "kind", "format", "digest", "a"].map { "\"\($0)\": \"\(metadata[$0]!)\"" }
        let archive = try ModelStore.decode(file("{ \"__metadata__\": {\(pairs.joined(separator: ", "))}}   "))
        #expect(archive.metadata == ["kind": "sample", "a": "1"])
    }
}
