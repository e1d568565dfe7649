import Tensors

extension FeatureBins {
    /// Largest number of a category: a set of categories has a bit for each up to its largest.
    static let largestCategory = 1_048_575

    /// Bins for every column of a table, from a sample of its rows.
    ///
    /// - Parameters:
    ///   - table: the rows to train on.
    ///   - limit: most bins of a feature.
    ///   - sampleRows: most rows of the sample.
    ///   - seed: of the choice of rows.
    /// - Throws: ``BoostingError/invalidCategory(row:column:value:)``.
    package static func choose(
        for table: FeatureTable, limit: Int, sampleRows: Int, seed: UInt64, compute: Compute
    ) throws(BoostingError) -> [FeatureBins] {
        for column in table.categorical.sorted() { try checkCategories(table, column) }
        let rows = sample(of: table.rows, count: sampleRows, seed: seed)
        let found = UnsafeMutableBufferPointer<FeatureBins>.allocate(capacity: table.columns)
        found.initialize(repeating: .numerical(bounds: []))
        defer {
            found.deinitialize()
            found.deallocate()
        }
        nonisolated(unsafe) let out = found
        Parallel.forEach(table.columns, threads: compute.threads) { column in
            out[column] =
                table.categorical.contains(column)
                ? categories(table, column, limit: limit) : bounds(table, column, rows: rows, limit: limit)
        }
        return Array(found)
    }

    /// Rows in ascending order: all, or one from each of as many equal stretches.
    private static func sample(of rows: Int, count: Int, seed: UInt64) -> [Int]? {
        guard rows > count else { return nil }
        var random = RandomStream(seed: seed, purpose: "bins")
        return (0..<count).map { index in
            let (first, end) = (rows * index / count, rows * (index + 1) / count)
            return first + Int(random.next() % UInt64(end - first))
        }
    }

    private static func bounds(_ table: FeatureTable, _ column: Int, rows: [Int]?, limit: Int) -> FeatureBins {
        let count = rows?.count ?? table.rows
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * count)
        defer { values.deallocate() }
        guard let base = values.baseAddress else { return .numerical(bounds: []) }
        let source = table.column(column)
        var known = 0
        for index in 0..<count {
            let value = source[(rows?[index] ?? index) * table.rowStride]
            base[known] = value
            known += value.isNaN ? 0 : 1
        }
        Kernels.sort(base, scratch: base + count, count: known)
        return numerical(sorted: UnsafeBufferPointer(start: base, count: known), limit: limit)
    }

    private static func categories(_ table: FeatureTable, _ column: Int, limit: Int) -> FeatureBins {
        var counts: [Int32: Int] = [:]
        for row in 0..<table.rows {
            let value = table.column(column)[row * table.rowStride]
            if !value.isNaN { counts[Int32(value), default: 0] += 1 }
        }
        return categorical(counts: counts, limit: limit)
    }

    /// Checks that a column holds numbers of categories.
    static func checkCategories(_ table: FeatureTable, _ column: Int) throws(BoostingError) {
        for row in 0..<table.rows {
            let value = table.column(column)[row * table.rowStride]
            guard value.isNaN || value >= 0 && value <= Float(largestCategory) && value == value.rounded() else {
                throw .invalidCategory(row: row, column: table.names[column], value: value)
            }
        }
    }
}
