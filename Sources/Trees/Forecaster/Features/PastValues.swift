/// Transformed values of one series up to an origin, by their positions in the series; what is missing, forgotten or not yet there is NaN.
package struct PastValues {
    private let values: UnsafeBufferPointer<Float>
    /// Position of the first value that is remembered.
    let first: Int
    /// Number of values up to the origin, forgotten ones included.
    package let count: Int

    /// - Parameters:
    ///   - values: remembered values, in order.
    ///   - first: position of the first of them.
    ///   - count: number of values up to the origin; later ones are not looked at.
    package init(_ values: UnsafeBufferPointer<Float>, first: Int = 0, count: Int) {
        precondition(count <= first + values.count, "an origin at \(count) lies behind the \(first + values.count) known values")
        (self.values, self.first, self.count) = (values, first, count)
    }

    /// The value of a position.
    @inline(__always)
    package subscript(position: Int) -> Float { position >= first && position < count ? values[position - first] : .nan }

    /// Mean of the known values of a range; NaN when there are none.
    func mean(_ positions: Range<Int>) -> Float {
        var (sum, known) = (0.0, 0)
        for position in positions {
            let value = self[position]
            if !value.isNaN { (sum, known) = (sum + Double(value), known + 1) }
        }
        return known > 0 ? Float(sum / Double(known)) : .nan
    }
}
