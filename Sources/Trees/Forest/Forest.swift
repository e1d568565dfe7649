/// A sum of decision trees, with what is needed to read its rows and its answers.
public struct Forest: Hashable, Sendable {
    /// The trees, in the order in which they are summed.
    ///
    /// With trees of width 1, tree i adds to output `i % outputs`; with trees of width ``outputs`` each one adds to all of them.
    public var trees: [Tree]
    /// Values of a prediction: classes, quantile levels, or 1.
    public var outputs: Int
    /// Names of the columns of a row `[D]`.
    public var featureNames: [String]
    /// What it was trained for, which also tells how raw sums become predictions.
    public var objective: ForestObjective
    /// Whether the sum is divided by the number of trees of an output, as in a random forest.
    public var averages: Bool
    /// What the training data held in each column `[D]`; empty when not known.
    public var featureRanges: [FeatureRange]

    /// Makes a forest; see the properties.
    public init(
        trees: [Tree], outputs: Int = 1, featureNames: [String], objective: ForestObjective = .regression(isSquareRoot: false),
        averages: Bool = false, featureRanges: [FeatureRange] = []
    ) {
        (self.trees, self.outputs, self.featureNames) = (trees, outputs, featureNames)
        (self.objective, self.averages, self.featureRanges) = (objective, averages, featureRanges)
    }

    /// Columns of a row.
    public var featureCount: Int { featureNames.count }

    /// Raw sums of a row, in double precision and in the order of the trees: the definition that every faster way is compared with, and
    /// what LightGBM's `predict(raw_score=True)` computes, bit for bit. Sums of a forest that ``averages`` are not divided. Allocates nothing.
    ///
    /// One difference: from dense rows LightGBM first removes values of at most ``TreeNode/zeroThreshold``, from sparse ones it does not. No
    /// tree of its own has a threshold in there, so it can only be seen with trees that others made.
    ///
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    ///   - out: sums `[outputs]`, written.
    public func addRawScores(of row: UnsafePointer<Double>, to out: UnsafeMutablePointer<Double>) {
        for (index, tree) in trees.enumerated() {
            let leaf = tree.leaf(of: row)
            if tree.width == 1 {
                out[index % outputs] += tree.leafValues[leaf]
            } else {
                for k in 0..<tree.width { out[k] += tree.leafValues[leaf * tree.width + k] }
            }
        }
    }
}
