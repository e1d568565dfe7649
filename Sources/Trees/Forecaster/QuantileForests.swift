import Forecasting

/// The forests that answer all levels of a forecast, in the order of the levels: one, or several where one cannot hold them all.
struct QuantileForests: Sendable {
    /// The forests; their outputs together are the levels.
    let forests: [Forest]
    /// Number of levels, Q.
    let levelCount: Int

    init(_ forests: [Forest]) {
        self.forests = forests
        levelCount = forests.reduce(0) { $0 + $1.outputs }
    }

    /// The levels of every forest: runs of about the same length, none longer than a forest can hold.
    static func parts(of levels: QuantileLevels) -> [[Double]] {
        let most = BoostingObjective.maximumLevels
        let parts = (levels.count + most - 1) / most
        return (0..<parts).map { Array(levels.values[levels.count * $0 / parts..<levels.count * ($0 + 1) / parts]) }
    }

    /// Quantiles `[Q]` of one row `[D]`, in the unit of its origin and in order: sorting never raises the loss (Chernozhukov, Fernández-Val,
    /// Galichon, "Quantile and probability curves without crossing", Econometrica 78(3), 2010).
    func write(_ out: UnsafeMutablePointer<Float>, row: UnsafePointer<Float>, scratch: inout Scratch) {
        scratch.row.withUnsafeMutableBufferPointer { values in
            for column in values.indices { values[column] = Double(row[column]) }
        }
        for index in scratch.sums.indices { scratch.sums[index] = 0 }
        scratch.sums.withUnsafeMutableBufferPointer { sums in
            var first = sums.baseAddress!
            for forest in forests {
                forest.addRawScores(of: scratch.row, to: first)
                first += forest.outputs
            }
            sums.sort()
            for level in sums.indices { out[level] = Float(sums[level]) }
        }
    }

    /// Buffers of one thread.
    struct Scratch {
        fileprivate var row: [Double], sums: [Double]
    }

    /// Buffers for ``write(_:row:scratch:)``.
    func makeScratch() -> Scratch {
        Scratch(row: Array(repeating: 0, count: forests.first?.featureCount ?? 0), sums: Array(repeating: 0, count: levelCount))
    }
}
