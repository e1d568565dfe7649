import Headroom

/// Result files: written as a whole or not at all.
enum OutputFile {
    static func write(_ bytes: [UInt8], to path: String) throws { try AtomicFile.write(bytes, to: path) }
    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }
}
