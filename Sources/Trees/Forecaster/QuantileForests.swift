import Forecasting
import Tensors

/// The forests that answer all levels of a forecast, in the order of the levels: one, or several where one cannot hold them all.
struct QuantileForests: Sendable {
    /// The forests; their outputs together are the levels.
    let forests: [Forest]
    /// Number of levels, Q.
    let levelCount: Int
    /// The same for fast evaluation, bit for bit; `nil` for a forest that cannot be laid out so.
    private let compiled: [CompiledForest?]

    init(_ forests: [Forest], kernels: Kernels) {
        self.forests = forests
        compiled = forests.map { try? CompiledForest($0, kernels: kernels) }
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
        scratch.sums.withUnsafeMutableBufferPointer { sums in
            var first = sums.baseAddress!
            for (forest, compiled) in zip(forests, compiled) {
                if let compiled {
                    compiled.rawScores(of: row, into: first)
                } else {
                    for column in scratch.row.indices { scratch.row[column] = Double(row[column]) }
                    for output in 0..<forest.outputs { first[output] = 0 }
                    forest.addRawScores(of: scratch.row, to: first)
                }
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
