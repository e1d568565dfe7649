/// One line `key=value` of a model, and its value as numbers or names.
struct TextField {
    let key: String
    let value: UnsafeRawBufferPointer
    let line: Int

    /// The key and value of a line; `nil` when it has no `=`.
    init?(_ line: TextLines.Line) {
        guard let equals = line.bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        key = String(decoding: line.bytes[..<equals], as: UTF8.self)
        value = UnsafeRawBufferPointer(rebasing: line.bytes[(equals + 1)...])
        self.line = line.number
    }

    func error(_ fault: LightGBMTextFault) -> LightGBMTextError { LightGBMTextError(line: line, fault) }

    var text: String { String(decoding: value, as: UTF8.self) }
    var isEmpty: Bool { value.allSatisfy { $0 == UInt8(ascii: " ") } }

    /// Calls `body` with every word, in order; spaces separate words. Returns their number.
    @discardableResult
    func forEachWord(_ body: (_ index: Int, _ word: UnsafeRawBufferPointer) throws(LightGBMTextError) -> Void)
        throws(LightGBMTextError) -> Int
    {
        var (index, start) = (0, 0)
        while start < value.count {
            guard value[start] != UInt8(ascii: " ") else {
                start += 1
                continue
            }
            var end = start + 1
            while end < value.count, value[end] != UInt8(ascii: " ") { end += 1 }
            try body(index, UnsafeRawBufferPointer(rebasing: value[start..<end]))
            (index, start) = (index + 1, end)
        }
        return index
    }

    /// All words, which must be `count`. Never allocates more than the text can hold.
    func words<Value>(
        _ count: Int, _ parse: (_ index: Int, _ word: UnsafeRawBufferPointer) throws(LightGBMTextError) -> Value
    ) throws(LightGBMTextError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(min(count, value.count / 2 + 1))
        let found = try forEachWord { (index, word) throws(LightGBMTextError) in
            if index < count { values.append(try parse(index, word)) }
        }
        guard found == count else { throw error(.wrongCount(key: key, expected: count, found: found)) }
        return values
    }

    /// The value as `count` whole numbers of a range.
    func integers(_ count: Int, in range: ClosedRange<Int>) throws(LightGBMTextError) -> [Int] {
        try words(count) { (index, word) throws(LightGBMTextError) in try integer(word, index, in: range) }
    }

    /// The value as one whole number of a range.
    func integer(in range: ClosedRange<Int>) throws(LightGBMTextError) -> Int { try integers(1, in: range)[0] }

    /// The value as `count` numbers, finite or not, but no NaN.
    func numbers(_ count: Int) throws(LightGBMTextError) -> [Double] {
        try words(count) { (index, word) throws(LightGBMTextError) in
            let value = try number(word, index)
            guard !value.isNaN else { throw error(.notANumber(key: key, index: index, found: TextNumber.text(word))) }
            return value
        }
    }

    /// One word as a number.
    func number(_ word: UnsafeRawBufferPointer, _ index: Int) throws(LightGBMTextError) -> Double {
        guard let value = TextNumber.double(word) else {
            throw error(.notANumber(key: key, index: index, found: TextNumber.text(word)))
        }
        return value
    }

    /// One word as a whole number of a range.
    func integer(_ word: UnsafeRawBufferPointer, _ index: Int, in range: ClosedRange<Int>) throws(LightGBMTextError) -> Int {
        switch TextNumber.integer(word) {
        case .value(let value) where range.contains(value): return value
        case .value, .overflow:
            let expected = range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) … \(range.upperBound)"
            throw error(.outOfRange(key: key, index: index, found: TextNumber.text(word), expected: expected))
        case .none: throw error(.notANumber(key: key, index: index, found: TextNumber.text(word)))
        }
    }
}
