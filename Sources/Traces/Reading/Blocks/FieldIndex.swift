/// The lines and fields of a block, found in one sweep; lines are then taken one after the other.
///
/// Storage that is used again for every block.
final class FieldIndex {
    /// What a line is, as far as it can be seen without looking into its fields.
    enum Line {
        /// As many fields as the header, to be read with ``FieldIndex/field(_:)``.
        case plain
        /// Another number of fields, or too long.
        case odd
        /// Somewhere in it is a quote.
        case quoted
    }

    private var places: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    private var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var found = 0
    /// First place of the line and the first place behind it.
    private var first = 0
    private var next = 0
    private var fieldCount = 0
    /// Bytes of the line, with its end.
    private(set) var range = 0..<0
    /// Bytes of the line without its end.
    private(set) var contentEnd = 0
    /// Number of the line in the block.
    private(set) var line = -1

    init() {
        capacity = 1 << 10
        places = .allocate(capacity: capacity)
    }

    deinit { places.deallocate() }

    /// Indexes a block.
    /// - Parameter fields: number of fields of the header.
    func begin(_ text: UnsafeBufferPointer<UInt8>, separator: UInt8, fields: Int, kernels: TextKernels) {
        if text.count + TextKernels.slack > capacity {
            places.deallocate()
            capacity = text.count + TextKernels.slack
            places = .allocate(capacity: capacity)
        }
        self.text = text
        found = text.baseAddress.map { kernels.findStructure(places, $0, text.count, separator: separator) } ?? 0
        (first, next, fieldCount, range, line) = (0, 0, fields, 0..<0, -1)
    }

    /// Moves to the next line that is not empty; nil at the end of the block.
    @inline(__always)
    func advance(maximumLineBytes: Int) -> Line? {
        guard let base = text.baseAddress else { return nil }
        while range.upperBound < text.count {
            line += 1
            first = next
            // A plain line has its end where the number of fields says.
            var end = first + fieldCount - 1
            var hasQuote = false
            if end >= found || base[Int(places[end])] != 0x0a || !isPlain(base, end) {
                end = first
                while end < found, base[Int(places[end])] != 0x0a {
                    if base[Int(places[end])] == 0x22 { hasQuote = true }
                    end += 1
                }
            }
            let stop = end < found ? Int(places[end]) : text.count
            next = min(end + 1, found)
            range = range.upperBound..<min(stop + 1, text.count)
            contentEnd = stop > range.lowerBound && base[stop - 1] == 0x0d ? stop - 1 : stop
            if contentEnd == range.lowerBound { continue }
            if hasQuote { return .quoted }
            return end - first == fieldCount - 1 && stop - range.lowerBound <= maximumLineBytes ? .plain : .odd
        }
        return nil
    }

    /// Whether all places before `end` in the line are separators.
    @inline(__always)
    private func isPlain(_ base: UnsafePointer<UInt8>, _ end: Int) -> Bool {
        for place in first..<end where base[Int(places[place])] == 0x0a || base[Int(places[place])] == 0x22 { return false }
        return true
    }

    /// Number of lines passed.
    var lines: Int { line + 1 }

    /// A field of a plain line.
    @inline(__always)
    func field(_ index: Int) -> Field {
        let start = index == 0 ? range.lowerBound : Int(places[first + index - 1]) + 1
        let end = index == fieldCount - 1 ? contentEnd : Int(places[first + index])
        return Field(base: text.baseAddress! + start, count: end - start, isQuoted: false)
    }
}
