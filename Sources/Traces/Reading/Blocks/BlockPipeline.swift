import Dispatch

/// Reads a text block by block: blocks are read ahead, parsed on several threads as they come, and handed out in the order of the text.
///
/// The calling thread works too while it waits. At most two blocks more than threads (at most 16) are in memory, whatever the size of the text. What is
/// handed out does not depend on the number of threads.
///
/// Unchecked because everything in it is protected by its monitor, except a block, which belongs to whoever reads, parses or uses it.
final class BlockPipeline<Parser: BlockParser>: @unchecked Sendable {
    /// A block in the pipeline.
    final class Block {
        fileprivate enum State { case read, parsing, parsed }

        /// The text.
        let text: TextBlock
        /// What the parser found, unless the text is cut.
        fileprivate(set) var parsed = Parser.Parsed()
        /// Number of the first line in the file, from 1.
        fileprivate(set) var firstLine = 0
        fileprivate var state = State.read

        fileprivate init(capacity: Int) { text = TextBlock(capacity: capacity) }

        /// Where the parser has to stop, because lines can be longer than they look.
        var stop: BlockPlace? { text.isCut ? BlockPlace(offset: 0, line: 0) : parsed.quote }
    }

    /// What is done to blocks.
    let parser: Parser
    private let scanner: CSVScanner
    private let source: BlockSource
    private let threads: Int
    private let monitor = Monitor()
    private var free: [Block]
    /// Blocks read and not handed out, in the order of the text.
    private var queue: [Block] = []
    /// The block handed out.
    private var lent: Block?
    private var isReading = false
    private var isSourceAtEnd = false
    private var hasHelpers = false
    /// Whether nobody takes up work any more.
    private var isClosed = false
    private var nextLine: Int

    /// - Parameters:
    ///   - parser: what is done to blocks.
    ///   - scanner: has read the header (and perhaps more) from `buffer` and is used no more before ``next()`` returns nil.
    ///   - buffer: the text.
    init(_ parser: Parser, behind scanner: CSVScanner, in buffer: TextBuffer, options: TraceReadingOptions) {
        self.parser = parser
        self.scanner = scanner
        // Taking blocks is one thread's work, which more parsers than this would only wait for.
        threads = min(options.threads, 16)
        nextLine = scanner.nextLine
        scanner.finishRecord()
        source = BlockSource(buffer, maximumLineBytes: scanner.maximumLineBytes)
        free = (0..<(threads + 2)).map { [bytes = options.blockBytes] _ in Block(capacity: bytes) }
    }

    deinit { assert(isClosed || (isSourceAtEnd && queue.isEmpty), "helpers would wait for ever") }

    /// Line behind everything handed out.
    var line: Int { nextLine }

    /// The next block, parsed; valid until the next call.
    /// - Throws: what the source threw, once all whole lines before that are handed out.
    func next() throws(TraceError) -> Block? {
        monitor.lock()
        defer { monitor.unlock() }
        if let block = lent {
            free.append(block)
            lent = nil
            monitor.wakeAll()
        }
        while true {
            if let first = queue.first, first.state == .parsed {
                queue.removeFirst()
                lent = first
                first.firstLine = nextLine
                nextLine += first.text.isCut ? 0 : first.parsed.lines
                return first
            }
            if queue.isEmpty, isSourceAtEnd {
                if let failure = source.failure { throw failure }
                return nil
            }
            if !work() { monitor.wait() }
        }
    }

    /// A scanner over everything from a place in the block handed out; the pipeline has ended then.
    func rest(from place: BlockPlace) -> CSVScanner {
        guard let block = lent else { preconditionFailure("no block is handed out") }
        close()
        monitor.lock()
        // Somebody may still read or parse.
        while isReading || queue.contains(where: { $0.state == .parsing }) { monitor.wait() }
        var pieces = [(block: block.text, range: place.offset..<block.text.count)]
        for block in queue { pieces.append((block.text, 0..<block.text.count)) }
        queue = []
        monitor.unlock()
        let rest = BlockRest(name: scanner.file, pieces: pieces, source: source)
        return CSVScanner(TextBuffer(rest, isAtBeginning: false), like: scanner, line: block.firstLine + place.line)
    }

    /// A scanner over some lines of the block handed out.
    /// - Parameters:
    ///   - range: the bytes of the lines, with their ends.
    ///   - line: lines before them in the block.
    func scanner(over range: Range<Int>, line: Int) -> CSVScanner {
        guard let block = lent else { preconditionFailure("no block is handed out") }
        let window = TextBuffer(name: scanner.file, lent: block.text.bytes + range.lowerBound, count: range.count)
        return CSVScanner(window, like: scanner, line: block.firstLine + line)
    }

    /// Ends the work of others. Must be called before the pipeline is left early.
    func close() {
        monitor.lock()
        isClosed = true
        monitor.wakeAll()
        monitor.unlock()
    }

    /// Reads or parses one block; false when there is nothing to do. Call it inside the monitor.
    private func work() -> Bool {
        if !isReading, !isSourceAtEnd, let block = free.popLast() {
            isReading = true
            monitor.unlock()
            let isFilled = source.fill(block.text)
            let isAtEnd = !isFilled || source.isAtEnd || block.text.isCut
            monitor.lock()
            isReading = false
            isSourceAtEnd = isAtEnd
            if isFilled {
                block.state = block.text.isCut ? .parsed : .read
                queue.append(block)
            } else {
                free.append(block)
            }
            if !isAtEnd, !hasHelpers { startHelpers() }
            monitor.wakeAll()
            return true
        }
        guard let block = queue.first(where: { $0.state == .read }) else { return false }
        block.state = .parsing
        monitor.unlock()
        parser.parse(block.text.text, into: &block.parsed)
        monitor.lock()
        block.state = .parsed
        monitor.wakeAll()
        return true
    }

    /// A small text is not worth a thread; the first block has shown that there is more than one.
    private func startHelpers() {
        hasHelpers = true
        for _ in 1..<max(threads, 1) { DispatchQueue.global(qos: .userInitiated).async { self.help() } }
    }

    private func help() {
        monitor.lock()
        while !isClosed, !isSourceAtEnd || queue.contains(where: { $0.state == .read }) {
            if !work() { monitor.wait() }
        }
        monitor.unlock()
    }
}
