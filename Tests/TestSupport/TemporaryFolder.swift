import Glibc

/// A folder that exists as long as the value.
public final class TemporaryFolder {
    /// Absolute path.
    public let path: String

    /// Makes an empty folder.
    public init() {
        var template = Array("/tmp/headroom-tests-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no temporary folder")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in contents {
            if unlink("\(path)/\(name)") != 0 { rmdir("\(path)/\(name)") }
        }
        rmdir(path)
    }

    /// Path of a file in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Names of everything in the folder, hidden files included, sorted.
    public var contents: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Writes a file.
public func writeFile(_ path: String, _ bytes: [UInt8]) {
    let file = fopen(path, "wb")!
    precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count && fclose(file) == 0)
}

/// Reads a file.
public func readFile(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { preconditionFailure("\(path) is missing") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
}
