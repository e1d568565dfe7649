import Foundation
import Testing
import Traces

/// Files that the tests read.
enum Fixture {
    /// Folder of the package.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A file of `Tests/Fixtures`.
    static func path(_ name: String) -> String { root.appendingPathComponent("Tests/Fixtures/\(name)").path }

    /// The bytes of a file of `Tests/Fixtures`.
    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }
}

/// Traces that are too large for the repository: in the folder that HEADROOM_DATA names, or in `../shared/data`.
enum SharedData {
    static let root: String? = {
        let named = ProcessInfo.processInfo.environment["HEADROOM_DATA"]
        let candidates = [named, Fixture.root.deletingLastPathComponent().appendingPathComponent("shared/data").path].compactMap(\.self)
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/azure-functions-2019") }
    }()

    static var isThere: Bool { root != nil }
    static let hint: Comment = "set HEADROOM_DATA to the folder of traces to run this test"

    static func path(_ name: String) -> String { (root ?? "") + "/" + name }
}

/// A folder that goes away with the object.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("headroom-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// Reads a text as a trace.
func read(
    _ text: String, name: String = "t.csv", _ change: (inout TraceReadingOptions) -> Void = { _ in }
) throws(TraceError) -> TraceReading {
    try read(Array(text.utf8), name: name, change)
}

/// Reads bytes as a trace.
func read(
    _ bytes: [UInt8], name: String = "t.csv", _ change: (inout TraceReadingOptions) -> Void = { _ in }
) throws(TraceError) -> TraceReading {
    var options = TraceReadingOptions()
    change(&options)
    return try TraceReader.read([.memory(name: name, bytes: bytes)], options: options)
}

/// The error of reading a text, which must be one sentence.
func failure(
    _ text: String, name: String = "t.csv", _ change: (inout TraceReadingOptions) -> Void = { _ in },
    at location: SourceLocation = #_sourceLocation
) -> TraceError? {
    failure(Array(text.utf8), name: name, change, at: location)
}

/// The error of reading bytes, which must be one sentence.
func failure(
    _ bytes: [UInt8], name: String = "t.csv", _ change: (inout TraceReadingOptions) -> Void = { _ in },
    at location: SourceLocation = #_sourceLocation
) -> TraceError? {
    do {
        _ = try read(bytes, name: name, change)
        Issue.record("expected an error", sourceLocation: location)
        return nil
    } catch {
        let text = error.description
        #expect(!text.isEmpty && !text.contains("\n") && text.count < 700, "\(text)", sourceLocation: location)
        return error
    }
}

/// A place in `t.csv`.
func at(_ line: Int, _ column: String? = nil) -> TraceLocation { TraceLocation(file: "t.csv", line: line, column: column) }

/// Equal with NaN equal to NaN.
func same(_ a: [Float], _ b: [Float]) -> Bool { a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN } }
