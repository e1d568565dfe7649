/// A matrix of floats that owns its memory, row-major and 64-byte aligned.
///
/// It cannot be copied by accident; share weights by putting one into a final class.
///
/// Safe to send between threads because a writer needs exclusive access to the value. That holds for ``mutableSpan`` and the
/// subscript; whoever writes through ``pointer`` promises it.
public struct Matrix: ~Copyable, @unchecked Sendable {
    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int
    /// The first element, aligned to 64 bytes; valid as long as the matrix lives.
    public let pointer: UnsafeMutablePointer<Float>

    /// Makes a matrix of zeros, shape `[rows, columns]`.
    /// - Precondition: neither number is negative.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) rows and \(columns) columns")
        (self.rows, self.columns) = (rows, columns)
        let count = rows * columns
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { pointer.deallocate() }

    /// Number of elements.
    @inlinable public var count: Int { rows * columns }

    /// The element of row `row` and column `column`.
    /// - Precondition: both lie inside the shape.
    @inlinable public subscript(row: Int, column: Int) -> Float {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "matrix index out of range")
            return pointer[row * columns + column]
        }
        set {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "matrix index out of range")
            pointer[row * columns + column] = newValue
        }
    }

    /// All elements in row-major order.
    public var span: Span<Float> {
        @_lifetime(borrow self)
        borrowing get {
            _overrideLifetime(Span(_unsafeStart: UnsafePointer(pointer), count: count), borrowing: self)
        }
    }

    /// All elements in row-major order, to be written.
    public var mutableSpan: MutableSpan<Float> {
        @_lifetime(&self)
        mutating get {
            _overrideLifetime(MutableSpan(_unsafeStart: pointer, count: count), mutating: &self)
        }
    }

    /// Sets every element to `value`.
    public mutating func fill(_ value: Float) { pointer.update(repeating: value, count: count) }
}
