/// Where fixtures lie that are read from the source tree.
enum GoldenFolder {
    /// Folder of the package.
    static let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    /// Folder of golden values.
    static let path = package + "/Tests/Golden"
}
