import Tensors

/// The bins of all values of a table, in both orders: rows for histograms, columns for partitions.
final class BinnedTable: @unchecked Sendable {
    /// Number of rows.
    let rows: Int
    /// How each feature is cut into bins.
    let features: [FeatureBins]
    /// Whether a feature has missing values.
    let hasMissing: [Bool]
    /// Number of bins of each feature, the missing one included.
    let binCounts: [Int]
    /// Whether a feature's values are categories.
    let isCategorical: [Bool]
    /// Bytes between rows.
    let stride: Int
    /// Bins `[rows, stride]`.
    let byRow: UnsafeMutablePointer<UInt8>
    /// Bytes between columns.
    let columnStride: Int
    private let byColumn: UnsafeMutablePointer<UInt8>

    /// Rows that are binned at a time: their values and bins stay in the second-level cache between the two orders.
    private static let blockRows = 2_048

    /// Cuts a table into bins.
    init(_ table: FeatureTable, features: [FeatureBins], compute: Compute) throws(BoostingError) {
        (rows, self.features) = (table.rows, features)
        (binCounts, isCategorical) = (features.map(\.count), features.map(\.isCategorical))
        stride = (features.count + 3) / 4 * 4
        columnStride = table.rows + Kernels.TreeLayout.binSlack
        byRow = .allocate(capacity: max(rows * stride, 1))
        byColumn = .allocate(capacity: max(columnStride * features.count, 1))
        let kernels = Kernels(compute.instructionSet)
        let blocks = (rows + Self.blockRows - 1) / Self.blockRows
        let pieces = min(blocks, max(1, compute.threads * 4))
        // One flag for each piece and feature: threads never write the same one.
        let flags = UnsafeMutableBufferPointer<Bool>.allocate(capacity: max(1, pieces * features.count))
        flags.initialize(repeating: false)
        defer { flags.deallocate() }
        nonisolated(unsafe) let (missing, byRow, byColumn) = (flags, byRow, byColumn)
        let (stride, columnStride, rows) = (stride, columnStride, rows)
        Parallel.forEach(pieces, threads: compute.threads) { piece in
            let first = blocks * piece / pieces * Self.blockRows
            let end = min(rows, blocks * (piece + 1) / pieces * Self.blockRows)
            for start in Swift.stride(from: first, to: end, by: Self.blockRows) {
                let count = min(Self.blockRows, end - start)
                for feature in features.indices {
                    let column = byColumn + feature * columnStride + start
                    let values = table.column(feature) + start * table.rowStride
                    let found = features[feature].bin(column, of: values, stride: table.rowStride, count: count, kernels: kernels)
                    if found { missing[piece * features.count + feature] = true }
                }
                Self.transpose(byColumn + start, columnStride, byRow + start * stride, stride, rows: count, columns: features.count)
            }
        }
        hasMissing = features.indices.map { feature in (0..<pieces).contains { flags[$0 * features.count + feature] } }
        for feature in features.indices {
            (byColumn + feature * columnStride + rows).initialize(repeating: 0, count: Kernels.TreeLayout.binSlack)
        }
    }

    deinit {
        byRow.deallocate()
        byColumn.deallocate()
    }

    /// Bins of a feature `[rows]`.
    func column(_ feature: Int) -> UnsafePointer<UInt8> { UnsafePointer(byColumn + feature * columnStride) }

    /// Bytes of a table of this size.
    static func bytes(rows: Int, features: Int) -> Int { rows * ((features + 3) / 4 * 4 + features) }

    private static func transpose(
        _ columns: UnsafeMutablePointer<UInt8>, _ columnStride: Int, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int, rows: Int,
        columns count: Int
    ) {
        // Four columns at a time make whole words of a row.
        for first in Swift.stride(from: 0, to: stride, by: 4) {
            let c = (0..<4).map { first + $0 < count ? columns + (first + $0) * columnStride : nil }
            guard let c0 = c[0] else { continue }
            if let c1 = c[1], let c2 = c[2], let c3 = c[3] {
                for row in 0..<rows {
                    let word = UInt32(c0[row]) | UInt32(c1[row]) << 8 | UInt32(c2[row]) << 16 | UInt32(c3[row]) << 24
                    UnsafeMutableRawPointer(out + row * stride + first).storeBytes(of: word, as: UInt32.self)
                }
            } else {
                for row in 0..<rows { for k in 0..<4 { out[row * stride + first + k] = c[k]?[row] ?? 0 } }
            }
        }
    }
}

extension FeatureBins {
    /// Bins of values, `stride` floats apart; whether one of them is missing.
    func bin(
        _ bins: UnsafeMutablePointer<UInt8>, of values: UnsafePointer<Float>, stride: Int, count: Int, kernels: Kernels
    ) -> Bool {
        switch self {
        case .numerical(let bounds): return kernels.binValues(bins, of: values, stride: stride, count: count, bounds: bounds)
        case .categorical(let categories):
            let numbers = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, UInt8($0 + 1)) })
            var hasMissing = false
            for row in 0..<count {
                let value = values[row * stride]
                bins[row] = value.isNaN ? 0 : numbers[Int32(value)] ?? 0
                if bins[row] == 0 { hasMissing = true }
            }
            return hasMissing
        }
    }
}
