/// A text table on its way to a file: lines are collected, packed when the name says so, and written through an ``AtomicFile``.
package final class TableFile {
    private let file: AtomicFile
    private let encoder: GzipEncoder?
    private var pending: [UInt8] = []
    private static let chunk = 256 << 10

    /// Opens a table.
    /// - Parameters:
    ///   - path: where it shall appear.
    ///   - gzip: whether to pack it; `nil` packs when the path ends in `.gz`.
    package init(path: String, gzip: Bool? = nil) throws(TraceError) {
        file = try AtomicFile(path: path)
        encoder = gzip ?? path.hasSuffix(".gz") ? GzipEncoder() : nil
        pending.reserveCapacity(Self.chunk + 4_096)
    }

    /// Appends what `line` puts at the end of the bytes it gets.
    package func append(_ line: (inout [UInt8]) -> Void) throws(TraceError) {
        line(&pending)
        if pending.count >= Self.chunk { try flush(isLast: false) }
    }

    /// Writes the rest and puts the file under its name.
    package func commit() throws(TraceError) {
        try flush(isLast: true)
        try file.commit()
    }

    private func flush(isLast: Bool) throws(TraceError) {
        if let encoder {
            var failure: TraceError?
            pending.withUnsafeBytes { raw in
                do throws(TraceError) {
                    try encoder.pack(raw, isLast: isLast) { (packed) throws(TraceError) in try file.write(packed) }
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
        } else {
            try file.write(pending)
        }
        pending.removeAll(keepingCapacity: true)
    }
}
