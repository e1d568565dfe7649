import Forecasting
import Glibc
import ModelStore
import TestSupport
import Testing

/// A model file is written as a whole or not at all; the file's own mechanics are tested with the writers of traces.
@Suite struct SavingTests {
    let folder = TemporaryFolder()
    let archive = ModelArchive(tensors: ["a": .init([Float(1), 2], shape: [2])], metadata: ["kind": "test"])

    @Test func failureLeavesNothingBehind() {
        let path = folder.file("a.safetensors")
        #expect(mkdir(path, 0o755) == 0)
        let error = modelFileError { try ModelStore.save(archive, to: path) }
        #expect(error == .unwritable(file: path, reason: "it is a folder"))
        #expect(folder.contents == ["a.safetensors"])
    }

    @Test func missingFolderIsASentence() {
        let path = folder.file("nowhere/a.safetensors")
        let error = modelFileError { try ModelStore.save(archive, to: path) }
        guard case .unwritable(path, let reason)? = error else {
            Issue.record("expected unwritable, found \(String(describing: error))")
            return
        }
        #expect(reason.contains("No such file or directory"))
        #expect(error?.description == "\(path): cannot be written: \(reason); nothing was changed")
    }

    @Test func savingReplacesTheFile() throws {
        let path = folder.file("a.safetensors")
        writeFile(path, [7])
        try ModelStore.save(archive, to: path)
        #expect(try ModelStore.load(path) == archive)
        #expect(folder.contents == ["a.safetensors"])
    }
}
