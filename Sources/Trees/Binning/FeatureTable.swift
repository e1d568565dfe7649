/// Columns of floats in somebody else's memory, `[N, D]` with any distances between rows and columns; NaN is a missing value.
///
/// Whoever makes one keeps the memory and does not change it while the table is used.
public struct FeatureTable: @unchecked Sendable {
    /// First value of the first row.
    public let values: UnsafePointer<Float>
    /// Number of rows N.
    public let rows: Int
    /// Floats from a value to the one in the next row.
    public let rowStride: Int
    /// Floats from a value to the one in the next column.
    public let columnStride: Int
    /// Names of the columns.
    public let names: [String]
    /// Columns whose values are numbers of categories, whole and not negative.
    public let categorical: Set<Int>

    /// A table of rows `[N, D]`, one after the other.
    public init(rowMajor values: UnsafePointer<Float>, rows: Int, names: [String], categorical: Set<Int> = []) {
        self.init(values: values, rows: rows, rowStride: names.count, columnStride: 1, names: names, categorical: categorical)
    }

    /// A table of columns `[D, N]`, one after the other.
    public init(columnMajor values: UnsafePointer<Float>, rows: Int, names: [String], categorical: Set<Int> = []) {
        self.init(values: values, rows: rows, rowStride: 1, columnStride: rows, names: names, categorical: categorical)
    }

    private init(
        values: UnsafePointer<Float>, rows: Int, rowStride: Int, columnStride: Int, names: [String], categorical: Set<Int>
    ) {
        precondition(rows >= 0 && categorical.allSatisfy(names.indices.contains), "categorical columns are among the columns")
        (self.values, self.rows, self.rowStride, self.columnStride) = (values, rows, rowStride, columnStride)
        (self.names, self.categorical) = (names, categorical)
    }

    /// Number of columns D.
    public var columns: Int { names.count }

    /// The first value of a column.
    func column(_ index: Int) -> UnsafePointer<Float> { values + index * columnStride }
}
