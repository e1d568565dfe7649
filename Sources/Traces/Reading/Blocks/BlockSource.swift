/// Cuts a text into blocks of whole lines.
final class BlockSource {
    private let buffer: TextBuffer
    private let maximumLineBytes: Int
    /// Beginning of a line that the block before has no room for.
    private var carry: [UInt8] = []
    private var isExhausted = false
    /// Why the source ended early. All lines that are whole have been handed out by then.
    private(set) var failure: TraceError?

    /// Takes what `buffer` has not consumed, and everything behind it.
    init(_ buffer: TextBuffer, maximumLineBytes: Int) {
        self.buffer = buffer
        self.maximumLineBytes = maximumLineBytes
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { isExhausted && carry.isEmpty }

    /// Fills a block with as many whole lines as it has room for; false at the end.
    ///
    /// A block grows for a line that is longer than it, up to the longest line allowed; then it is handed out as cut.
    func fill(_ block: TextBlock) -> Bool {
        (block.count, block.isCut) = (0, false)
        block.reserve(carry.count)
        carry.withUnsafeBufferPointer { bytes in
            if let base = bytes.baseAddress { block.bytes.update(from: base, count: bytes.count) }
        }
        block.count = carry.count
        carry.removeAll(keepingCapacity: true)
        var searched = 0
        while true {
            while block.count < block.capacity, !isExhausted { readSome(block) }
            // The last line may have no end.
            if isExhausted, failure == nil { return block.count > 0 }
            var end = block.count
            while end > searched, block.bytes[end - 1] != 0x0a { end -= 1 }
            if end > searched {
                carry.append(contentsOf: UnsafeBufferPointer(start: block.bytes + end, count: block.count - end))
                block.count = end
                // Nobody will ever see the end of the last line.
                if isExhausted { carry.removeAll() }
                return true
            }
            if isExhausted {
                block.count = 0
                return false
            }
            if block.count > maximumLineBytes {
                block.isCut = true
                return true
            }
            searched = block.count
            block.reserve(block.capacity * 2)
        }
    }

    private func readSome(_ block: TextBlock) {
        let room = UnsafeMutableRawBufferPointer(start: block.bytes + block.count, count: block.capacity - block.count)
        do throws(TraceError) {
            let count = try read(into: room)
            block.count += count
            isExhausted = count == 0
        } catch {
            (failure, isExhausted) = (error, true)
        }
    }

    /// Everything that is not in a block yet, as it comes.
    func read(into target: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
        if let failure { throw failure }
        if !carry.isEmpty {
            let count = min(carry.count, target.count)
            carry.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            carry.removeFirst(count)
            return count
        }
        if buffer.available > 0 {
            let count = min(buffer.available, target.count)
            target.copyMemory(from: UnsafeRawBufferPointer(start: buffer.bytes + buffer.start, count: count))
            buffer.start += count
            return count
        }
        guard !buffer.isAtEnd, !isExhausted, let input = buffer.input else { return 0 }
        return try input.read(into: target)
    }
}
