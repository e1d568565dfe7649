/// Runs of plain counts, straight from bytes to values.
enum CountParser {
    /// Reads exactly `count` numbers of one to nine digits with single separators between them, which must fill the bytes to `end`.
    /// - Returns: false when the bytes are anything else; `values` and `sum` are then undefined.
    @inline(__always)
    static func parse(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, separator: UInt8, into values: UnsafeMutablePointer<Float>, count: Int,
        sum: inout Int64
    ) -> Bool {
        var next = start
        var total: UInt64 = 0
        for index in 0..<count {
            guard next < end else { return false }
            var value = UInt32(next[0] &- 0x30)
            if value > 9 { return false }
            next += 1
            while next < end {
                let digit = next[0] &- 0x30
                if digit > 9 { break }
                if value > 99_999_999 { return false }
                value = value &* 10 &+ UInt32(digit)
                next += 1
            }
            values[index] = Float(value)
            total &+= UInt64(value)
            if index < count - 1 {
                guard next < end, next[0] == separator else { return false }
                next += 1
            }
        }
        sum = Int64(total)
        return next == end
    }
}
