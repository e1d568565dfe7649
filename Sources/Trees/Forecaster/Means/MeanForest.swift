import Tensors

/// The forest of a mean, in the unit of the origin.
struct MeanForest: Sendable {
    let forest: Forest
    /// The same for fast evaluation, bit for bit; `nil` for a forest that cannot be laid out so.
    private let compiled: CompiledForest?

    init(_ forest: Forest, kernels: Kernels) {
        self.forest = forest
        compiled = try? CompiledForest(forest, kernels: kernels)
    }

    /// Largest mean: a forest of logarithms could leave the range of floats.
    private static let largest = 1e18

    /// Means `[count]` of rows `[count, D]`, each as if it were alone.
    func write(_ out: UnsafeMutablePointer<Float>, rows: UnsafePointer<Float>, count: Int) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { sums in
            guard let sums = sums.baseAddress else { return }
            if let compiled {
                compiled.rawScores(rows: rows, count: count, into: sums)
            } else {
                sums.update(repeating: 0, count: count)
                for row in 0..<count {
                    let wide = (0..<forest.featureCount).map { Double(rows[row * forest.featureCount + $0]) }
                    forest.addRawScores(of: wide, to: sums + row)
                }
            }
            // Every link of a mean is a function of one sum.
            forest.objective.applyLink(to: sums, count: count)
            for row in 0..<count { out[row] = Float(min(max(sums[row], -Self.largest), Self.largest)) }
        }
    }
}
