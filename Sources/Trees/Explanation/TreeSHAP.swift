/// Contributions of the features to the raw sums of a forest: Shapley values of its trees, what is left unknown being averaged over the
/// training rows that took either side (path-dependent TreeSHAP; Lundberg and others, "From local explanations to global understanding with
/// explainable AI for trees", Nature Machine Intelligence 2, 2020). Equal to LightGBM's `predict(pred_contrib=True)`.
///
/// The contributions of a row and the expected value add up to its raw sum, before averaging and link. The work for a row and a tree is
/// O(leaves · depth²); after the making nothing is allocated.
public struct TreeSHAP: Sendable {
    /// One side of a node that waits to be walked.
    private struct Visit {
        var node: Int32
        var level: Int
        /// Place of the element to be added to the path.
        var last: Int
        var zeroFraction: Double
        var oneFraction: Double
        var feature: Int32
    }

    private static let largestWorkSpace = 1 << 24

    /// The forest that is explained.
    public let forest: Forest
    /// Mean raw sums over the training rows `[outputs]`.
    public let expectedValues: [Double]

    private let stride: Int
    private var elements: [TreePath.Element]
    private var visits: [Visit]

    /// Prepares a forest.
    /// - Throws: ``ExplanationError`` when a tree lacks counts or is too deep.
    public init(_ forest: Forest) throws(ExplanationError) {
        var (deepest, expected) = (0, [Double](repeating: 0, count: forest.outputs))
        for (index, tree) in forest.trees.enumerated() {
            guard tree.nodes.isEmpty || tree.leafCounts.count == tree.leafCount && tree.nodes.allSatisfy({ $0.count > 0 }) else {
                throw .missingCounts(tree: index)
            }
            let depth = tree.depth
            guard (depth + 2) * (min(depth, forest.featureCount) + 2) <= Self.largestWorkSpace else {
                throw .tooDeep(tree: index, depth: depth)
            }
            deepest = max(deepest, depth)
            for k in 0..<tree.width { expected[tree.width == 1 ? index % forest.outputs : k] += tree.expectedValue(output: k) }
        }
        (self.forest, expectedValues) = (forest, expected)
        // A path holds each feature once, and its empty start.
        stride = min(deepest, forest.featureCount) + 2
        elements = Array(
            repeating: TreePath.Element(feature: -1, zeroFraction: 0, oneFraction: 0, weight: 0), count: (deepest + 2) * stride)
        visits = []
        visits.reserveCapacity(deepest + 2)
    }

    /// Contributions of a row.
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    ///   - out: contributions `[outputs, D + 1]`, written; the last of each output is its expected value.
    public mutating func contributions(of row: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>) {
        let width = forest.featureCount + 1
        for k in 0..<forest.outputs {
            for feature in 0..<width - 1 { out[k * width + feature] = 0 }
            out[k * width + width - 1] = expectedValues[k]
        }
        for index in forest.trees.indices where !forest.trees[index].nodes.isEmpty {
            let first = forest.trees[index].width == 1 ? index % forest.outputs : 0
            add(forest.trees[index], row, out + first * width)
        }
    }

    /// Contributions of a row.
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    /// - Returns: contributions `[outputs, D + 1]`; the last of each output is its expected value.
    /// - Precondition: the row has as many values as the forest has features.
    public mutating func contributions(of row: [Double]) -> [Double] {
        precondition(row.count == forest.featureCount, "a row of \(row.count) values, the forest has \(forest.featureCount) features")
        var out = [Double](repeating: 0, count: forest.outputs * (forest.featureCount + 1))
        contributions(of: row, into: &out)
        return out
    }

    /// Adds the contributions of one tree, by a walk with a stack of its own: a tree may be deeper than the stack of a thread.
    private mutating func add(_ tree: Tree, _ row: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>) {
        let (stride, width) = (stride, forest.featureCount + 1)
        elements.withUnsafeMutableBufferPointer { elements in
            visits.append(Visit(node: 0, level: 0, last: 0, zeroFraction: 1, oneFraction: 1, feature: -1))
            while let visit = visits.popLast() {
                // Every level has a copy of the path, because the other side of the parent still needs its own.
                let own = elements.baseAddress! + visit.level * stride
                if visit.last > 0 { own.update(from: own - stride, count: visit.last) }
                var path = TreePath(elements: own, last: visit.last)
                path.extend(feature: visit.feature, zeroFraction: visit.zeroFraction, oneFraction: visit.oneFraction)
                guard visit.node >= 0 else {
                    Self.addLeaf(tree, Int(~visit.node), path, out, width)
                    continue
                }
                let node = tree.nodes[Int(visit.node)]
                var (zero, one) = (1.0, 1.0)
                if let earlier = path.index(of: node.feature) {
                    (zero, one) = (own[earlier].zeroFraction, own[earlier].oneFraction)
                    path.unwind(earlier)
                }
                let (hot, cold) = tree.goesLeft(node, row[Int(node.feature)]) ? (node.left, node.right) : (node.right, node.left)
                let count = Double(node.count)
                let (hotShare, coldShare) = (Double(tree.count(of: hot)) / count, Double(tree.count(of: cold)) / count)
                let (level, last) = (visit.level + 1, path.last + 1)
                // A side that neither the row nor any training row takes has no weight in any subset.
                if coldShare * zero > 0 {
                    visits.append(
                        Visit(
                            node: cold, level: level, last: last, zeroFraction: coldShare * zero, oneFraction: 0, feature: node.feature))
                }
                if hotShare * zero > 0 || one > 0 {
                    visits.append(
                        Visit(
                            node: hot, level: level, last: last, zeroFraction: hotShare * zero, oneFraction: one, feature: node.feature))
                }
            }
        }
    }

    private static func addLeaf(
        _ tree: Tree, _ leaf: Int, _ path: TreePath, _ out: UnsafeMutablePointer<Double>, _ width: Int
    ) {
        guard path.last > 0 else { return }
        let outputs = tree.width
        tree.leafValues.withUnsafeBufferPointer { values in
            for i in 1...path.last {
                let element = path.elements[i]
                let weight = path.sumWithout(i) * (element.oneFraction - element.zeroFraction)
                for k in 0..<outputs { out[k * width + Int(element.feature)] += weight * values[leaf * outputs + k] }
            }
        }
    }
}
