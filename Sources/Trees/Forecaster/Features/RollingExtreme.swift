/// The smallest or largest of the latest `length` values: a queue of the values that no later one has beaten, the best one first. A value
/// enters and leaves once, so that an observation costs a constant time on average.
package struct RollingExtreme: Sendable {
    private let length: Int
    private let sign: Float
    // A ring of positions and signed values, descending.
    private var positions: [Int]
    private var values: [Float]
    private var head = 0, count = 0

    /// The extreme of the window that ends with the first `count` values.
    package init(length: Int, isLargest: Bool, count: Int, value: (Int) -> Float) {
        self.length = length
        sign = isLargest ? 1 : -1
        positions = Array(repeating: 0, count: length)
        values = Array(repeating: 0, count: length)
        for position in count - length..<count { advance(position, value(position)) }
    }

    /// Takes the value of a position, the next one; NaN is skipped.
    package mutating func advance(_ position: Int, _ value: Float) {
        if count > 0, positions[head] <= position - length { (head, count) = (wrapped(head + 1), count - 1) }
        guard !value.isNaN else { return }
        let signed = sign * value
        while count > 0, values[wrapped(head + count - 1)] <= signed { count -= 1 }
        let slot = wrapped(head + count)
        (positions[slot], values[slot]) = (position, signed)
        count += 1
    }

    /// The extreme; NaN when no value is known.
    package var value: Float { count > 0 ? sign * values[head] : .nan }

    private func wrapped(_ index: Int) -> Int { index >= length ? index - length : index }
}
