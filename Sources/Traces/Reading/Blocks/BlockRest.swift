/// The bytes of a text from a place in a block on: the rest of that block, the blocks behind it, then the source.
final class BlockRest: ByteInput {
    let name: String
    private var pieces: [(block: TextBlock, range: Range<Int>)]
    private let source: BlockSource

    /// - Parameter pieces: blocks that were read and not used, in order, with the bytes of each that are left.
    init(name: String, pieces: [(block: TextBlock, range: Range<Int>)], source: BlockSource) {
        self.name = name
        self.pieces = pieces.reversed()
        self.source = source
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
        guard target.count > 0 else { return 0 }
        while let piece = pieces.last {
            let count = min(piece.range.count, target.count)
            if count > 0 {
                target.copyMemory(from: UnsafeRawBufferPointer(start: piece.block.bytes + piece.range.lowerBound, count: count))
                pieces[pieces.count - 1].range = (piece.range.lowerBound + count)..<piece.range.upperBound
                return count
            }
            pieces.removeLast()
        }
        return try source.read(into: target)
    }
}
