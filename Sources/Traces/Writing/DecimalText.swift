extension [UInt8] {
    /// Appends an integer in decimal.
    package mutating func append(decimal value: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value.magnitude
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = 0x2d
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a number so that reading it gives the same Float: whole numbers without a point, otherwise the shortest decimal that
    /// does; nothing for NaN.
    package mutating func append(shortest value: Float) {
        if value.isNaN { return }
        if value.magnitude < 0x1p24, value.rounded(.towardZero) == value {
            if value == 0, value.sign == .minus { append(0x2d) }
            return append(decimal: Int64(value))
        }
        let start = count
        append(contentsOf: value.description.utf8)
        // Readers go through Double. In the rare case that rounding twice gives a neighbour, the shortest decimal of the exact Double does.
        var read = 0.0
        let length = count - start
        let outcome = self[start...].withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { NumberParser.parse($0, length, into: &read) }
        }
        if outcome != .number || Float(read) != value {
            removeSubrange(start...)
            append(contentsOf: Double(value).description.utf8)
        }
    }
}
