import CZlib
import FoundationEssentials

/// Traces that are no part of the repository: `HEADROOM_DATA`, or the folder `shared/data` beside it. Tests that want them are skipped without.
enum RealData {
    /// The folder, if there is one.
    static let folder: String? = {
        let candidates = [ProcessInfo.processInfo.environment["HEADROOM_DATA"], GoldenFolder.package + "/../shared/data"].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/README.md") }
    }()

    /// Lines of a file, gzip-packed or not, split at commas.
    static func rows(_ name: String) throws -> [[Substring]] {
        struct Unreadable: Error {}
        guard let folder, let file = gzopen(folder + "/" + name, "rb") else { throw Unreadable() }
        defer { gzclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = gzread(file, &piece, UInt32(piece.count)), count > 0 { bytes += piece[..<Int(count)] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)
        }
    }
}
