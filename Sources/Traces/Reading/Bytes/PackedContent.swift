/// Formats that people hand over by mistake, by their first bytes.
enum PackedContent {
    private static let magics: [(bytes: [UInt8], name: String)] = [
        ([0x28, 0xb5, 0x2f, 0xfd], "packed with zstd"), ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "packed with xz"),
        ([0x42, 0x5a, 0x68], "packed with bzip2"), ([0x50, 0x4b, 0x03, 0x04], "a zip archive"),
        ([0x50, 0x41, 0x52, 0x31], "a Parquet file"),
        ([0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "an Arrow file"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ([0xff, 0xfe], "text in UTF-16"), ([0xfe, 0xff], "text in UTF-16"),
    ]

    /// The name of the format that begins with these bytes, or `nil`.
    static func name(of head: UnsafeRawBufferPointer) -> String? { magics.first { head.starts(with: $0.bytes) }?.name }
}
