extension FieldIndex {
    /// Takes every line of a block that is not empty, until the first one with a quote.
    ///
    /// - Parameters:
    ///   - text: whole lines.
    ///   - separator: byte between fields.
    ///   - fields: number of fields of the header.
    ///   - maximumLineBytes: a longer line is odd.
    ///   - kernels: kernels that scan the text.
    ///   - body: gets whether the line has the form of a plain one; its fields and place are those of the index.
    /// - Returns: where the line with a quote begins; nil when there is none.
    @inline(__always)
    func forEachLine(
        of text: UnsafeBufferPointer<UInt8>, separator: UInt8, fields: Int, maximumLineBytes: Int, kernels: TextKernels,
        _ body: (_ isPlain: Bool) -> Void
    ) -> BlockPlace? {
        begin(text, separator: separator, fields: fields, kernels: kernels)
        while let line = advance(maximumLineBytes: maximumLineBytes) {
            if line == .quoted { return BlockPlace(offset: range.lowerBound, line: self.line) }
            body(line == .plain)
        }
        return nil
    }
}
