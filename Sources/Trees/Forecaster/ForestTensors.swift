import Forecasting

/// A forest of numerical splits as tensors of an archive.
///
/// Under `PREFIX.`: `tree_nodes` (I64 `[trees]`), for the inner nodes of all trees `feature`, `left`, `right` (I32), `missing` (U8: 0 none,
/// 1 zero, 2 NaN; plus 4 where missing values go left), `threshold`, `gain`, `value`, `weight` (F64), `count` (I64), for their leaves
/// `leaf_value` (F64 `[leaves, outputs]`, or `[leaves, 1]` of trees that answer one output), `leaf_count` (I64) and `leaf_weight` (F64),
/// both empty where not known, and `shrinkage` (F64 `[trees]`).
package struct ForestTensors {
    let prefix: String

    /// Tensors under a prefix.
    package init(prefix: String) { self.prefix = prefix }

    /// Adds the tensors of a forest.
    /// - Precondition: no split of categories; all trees answer as many outputs.
    package func store(_ forest: Forest, in archive: inout ModelArchive) {
        let nodes = forest.trees.flatMap(\.nodes)
        let width = forest.trees.first?.width ?? forest.outputs
        precondition(forest.trees.allSatisfy { $0.width == width } && !nodes.contains(where: \.isCategorical))
        func put(_ name: String, _ type: ModelArchive.ElementType, _ shape: [Int], _ bytes: [UInt8]) {
            archive.tensors["\(prefix).\(name)"] = ModelArchive.Tensor(type: type, shape: shape, bytes: bytes)
        }
        func put(_ name: String, _ values: [Double], width: Int? = nil) {
            put(name, .float64, width.map { [values.count / $0, $0] } ?? [values.count], values.withUnsafeBytes { Array($0) })
        }
        func put(_ name: String, _ values: [Int32]) { put(name, .int32, [values.count], values.withUnsafeBytes { Array($0) }) }
        func put(_ name: String, _ values: [Int]) {
            put(name, .int64, [values.count], values.map(Int64.init).withUnsafeBytes { Array($0) })
        }
        put("tree_nodes", forest.trees.map(\.nodes.count))
        put("feature", nodes.map(\.feature))
        put("left", nodes.map(\.left))
        put("right", nodes.map(\.right))
        put("missing", .uint8, [nodes.count], nodes.map { $0.missing.rawValue | ($0.defaultsLeft ? 4 : 0) })
        put("threshold", nodes.map(\.threshold))
        put("gain", nodes.map(\.gain))
        put("value", nodes.map(\.value))
        put("weight", nodes.map(\.weight))
        put("count", nodes.map(\.count))
        put("leaf_value", forest.trees.flatMap(\.leafValues), width: width)
        put("leaf_count", forest.trees.flatMap(\.leafCounts))
        put("leaf_weight", forest.trees.flatMap(\.leafWeights))
        put("shrinkage", forest.trees.map(\.shrinkage))
    }

    /// Reads a forest and checks that every row finds its way to a leaf.
    /// - Parameters:
    ///   - archive: where its tensors are.
    ///   - outputs: sums of a row.
    ///   - width: outputs that a tree answers, all or 1; `nil` for all.
    ///   - featureNames: names of the columns.
    ///   - objective: what it was trained for.
    /// - Throws: `ForecastError.invalidArchive(_:)`.
    package func forest(
        in archive: ModelArchive, outputs: Int, width: Int? = nil, featureNames: [String], objective: ForestObjective
    ) throws(ForecastError) -> Forest {
        let width = width ?? outputs
        let counts = try integers("tree_nodes", in: archive, count: nil)
        // Sums of hostile counts must not overflow before they are compared.
        guard counts.allSatisfy({ (0...1 << 24).contains($0) }), counts.count <= 1 << 24 else {
            throw fault("tree_nodes", "should be numbers of nodes from 0 to \(1 << 24)")
        }
        guard counts.count % (outputs / width) == 0 else {
            throw fault("tree_nodes", "should be as many trees for each of \(outputs) outputs, found \(counts.count)")
        }
        let nodeCount = counts.reduce(0, +)
        let leafCount = nodeCount + counts.count
        let feature: [Int32] = try elements("feature", .int32, in: archive, shape: [nodeCount])
        let left: [Int32] = try elements("left", .int32, in: archive, shape: [nodeCount])
        let right: [Int32] = try elements("right", .int32, in: archive, shape: [nodeCount])
        let missing: [UInt8] = try elements("missing", .uint8, in: archive, shape: [nodeCount])
        let threshold: [Double] = try elements("threshold", .float64, in: archive, shape: [nodeCount])
        let gain: [Double] = try elements("gain", .float64, in: archive, shape: [nodeCount])
        let value: [Double] = try elements("value", .float64, in: archive, shape: [nodeCount])
        let weight: [Double] = try elements("weight", .float64, in: archive, shape: [nodeCount])
        let count = try integers("count", in: archive, count: nodeCount)
        let leafValues: [Double] = try elements("leaf_value", .float64, in: archive, shape: [leafCount, width])
        let leafCounts = try integers("leaf_count", in: archive, count: leafCount, orNone: true)
        let leafWeights: [Double] = try elements("leaf_weight", .float64, in: archive, shape: [leafCount], orNone: true)
        let shrinkage: [Double] = try elements("shrinkage", .float64, in: archive, shape: [counts.count])
        guard leafValues.allSatisfy(\.isFinite) else { throw fault("leaf_value", "holds a number that is not finite") }

        var trees: [Tree] = []
        trees.reserveCapacity(counts.count)
        var (firstNode, firstLeaf) = (0, 0)
        for (index, size) in counts.enumerated() {
            var nodes: [TreeNode] = []
            nodes.reserveCapacity(size)
            for (place, node) in (firstNode..<firstNode + size).enumerated() {
                // A child comes after its parent, so that no row walks in circles.
                let isSound = [left[node], right[node]].allSatisfy { child in
                    child >= 0 ? child > place && child < size : Int(~child) <= size
                }
                guard isSound, feature[node] >= 0, Int(feature[node]) < featureNames.count, !threshold[node].isNaN, missing[node] < 8,
                    let kind = TreeNode.Missing(rawValue: missing[node] & 3)
                else { throw fault("left", "or another tensor of node \(place) of tree \(index) is out of range") }
                nodes.append(
                    TreeNode(
                        feature: feature[node], threshold: threshold[node], missing: kind, defaultsLeft: missing[node] & 4 != 0,
                        left: left[node], right: right[node], gain: gain[node], value: value[node], count: count[node],
                        weight: weight[node]))
            }
            let leaves = firstLeaf..<firstLeaf + size + 1
            trees.append(
                Tree(
                    nodes: nodes, leafValues: Array(leafValues[leaves.lowerBound * width..<leaves.upperBound * width]), width: width,
                    leafCounts: leafCounts.isEmpty ? [] : Array(leafCounts[leaves]),
                    leafWeights: leafWeights.isEmpty ? [] : Array(leafWeights[leaves]), shrinkage: shrinkage[index]))
            (firstNode, firstLeaf) = (firstNode + size, leaves.upperBound)
        }
        return Forest(trees: trees, outputs: outputs, featureNames: featureNames, objective: objective)
    }

    private func fault(_ name: String, _ reason: String) -> ForecastError { .invalidArchive("tensor \(prefix).\(name) \(reason)") }

    private func integers(
        _ name: String, in archive: ModelArchive, count: Int?, orNone: Bool = false
    ) throws(ForecastError) -> [Int] {
        let found: [Int64] = try elements(name, .int64, in: archive, shape: count.map { [$0] }, orNone: orNone)
        return found.map(Int.init)
    }

    /// Elements of a tensor of a type and shape; of any length along one axis where no shape is given.
    private func elements<Element: BitwiseCopyable>(
        _ name: String, _ type: ModelArchive.ElementType, in archive: ModelArchive, shape: [Int]?, orNone: Bool = false
    ) throws(ForecastError) -> [Element] {
        guard let tensor = archive.tensors["\(prefix).\(name)"] else { throw fault(name, "is missing") }
        let isExpected = tensor.shape == shape || shape == nil && tensor.shape.count == 1 || orNone && tensor.shape == [0]
        guard tensor.type == type, isExpected else {
            throw fault(
                name,
                "should be \(type.rawValue) \(shape.map { "\($0)" } ?? "with one axis"), found \(tensor.type.rawValue) \(tensor.shape)")
        }
        let count = tensor.bytes.count / MemoryLayout<Element>.stride
        return [Element](unsafeUninitializedCapacity: count) { buffer, written in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: tensor.bytes)
            written = count
        }
    }
}
