import FoundationEssentials

/// Traces that are no part of the repository: `HEADROOM_DATA`, or the folder `shared/data` beside it. Tests that want them are skipped without.
public enum RealTraces {
    /// The folder, if there is one.
    public static let folder: String? = {
        let candidates = [ProcessInfo.processInfo.environment["HEADROOM_DATA"], package + "/../shared/data"].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/README.md") }
    }()

    /// Folder of the package, which holds that of the tests.
    private static let package = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// Whether there is one.
    public static var areThere: Bool { folder != nil }

    /// Path of a file in it.
    public static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}
