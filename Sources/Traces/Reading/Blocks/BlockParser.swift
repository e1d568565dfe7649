/// Reads what is plain in a block of lines, without knowing what stands before it.
///
/// Whatever is unusual (quotes, cells that are no plain numbers, lines with other numbers of fields) is not judged here: it is handed
/// over as a range of lines to be read again by a ``CSVScanner``, which finds the words for what is wrong. So a block can be parsed
/// on any thread, ahead of its turn, and the result is the one of reading line by line.
protocol BlockParser: Sendable {
    /// What is found in a block; the storage is used again for another one.
    associatedtype Parsed: ParsedBlock

    /// Parses whole lines.
    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed)
}

/// What a ``BlockParser`` found.
protocol ParsedBlock {
    /// Makes storage without anything in it.
    init()

    /// Number of lines in the block.
    var lines: Int { get }

    /// Where the first line with a quote begins: everything from there on is not parsed, because the line may go on in the next block.
    var quote: BlockPlace? { get }
}

/// The beginning of a line in a block.
struct BlockPlace {
    /// Bytes from the beginning of the block.
    var offset: Int
    /// Lines before it in the block.
    var line: Int
}
