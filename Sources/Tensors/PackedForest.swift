internal import CKernels

/// Decision trees laid out for the kernels of one level: immutable, shared by threads.
///
/// `CKernels/include/ckernels.h` tells what the parts are; `Trees.CompiledForest` makes them.
package final class PackedForest: Sendable {
    /// How the key of a value is found: `hk_forest_rule`.
    package enum Rule: Int, CaseIterable, Comparable, Sendable {
        case number, nanLeft, nanRight, zeroLeft, zeroRight, category

        package static func < (a: Rule, b: Rule) -> Bool { a.rawValue < b.rawValue }
    }

    /// Limits of the layout.
    package static let thresholdsOfKey = Int(HK_FOREST_THRESHOLDS), nodesOfBlock = 31
    package static let keysWithPlanes = Int(HK_FOREST_PLANES), keys = Int(HK_FOREST_KEYS), leavesWithPlanes = Int(HK_FOREST_LEAVES)
    package static let firstLeafChoice = Int(HK_FOREST_CHOICES)

    /// An exit that leads to a way of a block; other exits are places of values.
    package static func exit(toBlock block: Int, way: Int) -> UInt32 {
        precondition(block < 1 << 26, "a packed forest has at most 2²⁶ blocks")
        return 1 << 31 | UInt32(block) << 5 | UInt32(way)
    }

    /// What a node can ask about a feature.
    package struct Key: Sendable {
        package var feature: Int, rule: Rule
        /// Row of 16 thresholds, or word of categories, where it begins.
        package var first: Int
        /// Number of thresholds or of words.
        package var count: Int

        package init(feature: Int, rule: Rule, first: Int, count: Int) {
            (self.feature, self.rule, self.first, self.count) = (feature, rule, first, count)
        }
    }

    /// Nodes that are compared at once.
    package struct Block: Sendable {
        /// Key and limit of up to 31 nodes.
        package var keys: [UInt16] = [], limits: [UInt8] = []
        /// Nodes above a way out, those that must go left, and where it leads, for up to 32 of them.
        package var paths: [UInt32] = [], wanted: [UInt32] = [], exits: [UInt32] = []

        package init() {}
    }

    /// A node of a plane.
    package struct Node: Sendable {
        package var key: UInt16, limit: UInt8, out: UInt8, left: UInt16, right: UInt16

        package init(key: UInt16, limit: UInt8, out: UInt8, left: UInt16, right: UInt16) {
            (self.key, self.limit, self.out, self.left, self.right) = (key, limit, out, left, right)
        }
    }

    /// Where the parts of a tree are.
    package struct Tree: Sendable {
        /// Its exit, and the place of its first value.
        package var root: UInt32, value: Int
        /// Values of a leaf, leaves, and the output that values are added to from.
        package var width: Int, leaves: Int, output: Int
        /// Nodes of its group in planes, for the first tree of a group, and the choice that is its own.
        package var nodes: Range<Int>, result: UInt16

        package init(root: UInt32, value: Int, width: Int, leaves: Int, output: Int, nodes: Range<Int>, result: UInt16) {
            (self.root, self.value, self.width, self.leaves) = (root, value, width, leaves)
            (self.output, self.nodes, self.result) = (output, nodes, result)
        }
    }

    /// All parts.
    package struct Parts: Sendable {
        package var outputs = 1
        /// In the order of their rules.
        package var keys: [Key] = []
        package var thresholds: [Float] = [], categories: [UInt32] = []
        package var trees: [Tree] = [], blocks: [Block] = []
        /// Whether every tree is one block, with its ways out in the order of the leaves.
        package var isWhole = false
        /// `nil` without planes.
        package var nodes: [Node]? = []
        package var values: [Double] = []

        package init() {}
    }

    private let kernels: Kernels
    /// Holds pointers into `memory` only; both are written in the initialiser and never again.
    private nonisolated(unsafe) let forest: UnsafeMutablePointer<hk_forest>
    private nonisolated(unsafe) let memory: [UnsafeMutableRawPointer]

    /// Lays the parts out.
    package init(_ parts: Parts, kernels: Kernels) {
        precondition(parts.keys.count <= Self.keys && parts.values.count < 1 << 31, "a packed forest is too large")
        self.kernels = kernels
        var memory: [UnsafeMutableRawPointer] = []
        /// Copies elements to memory of their own, which begins a line of the cache.
        func copy<Element>(_ elements: some Collection<Element>) -> UnsafeMutablePointer<Element> {
            let bytes = max(elements.count * MemoryLayout<Element>.stride, 1)
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            memory.append(pointer)
            let typed = pointer.bindMemory(to: Element.self, capacity: elements.count)
            for (index, element) in elements.enumerated() { (typed + index).initialize(to: element) }
            return typed
        }
        let slack = [Float](repeating: .infinity, count: Int(HK_FOREST_THRESHOLD_SLACK))
        forest = .allocate(capacity: 1)
        var native = hk_forest()
        native.outputs = parts.outputs
        native.trees = parts.trees.count
        native.keys = parts.keys.count
        native.narrow = parts.trees.allSatisfy { $0.width == 1 }
        let ends = Rule.allCases.map { rule in UInt32(parts.keys.count { $0.rule <= rule }) }
        withUnsafeMutableBytes(of: &native.rule_end) { $0.copyBytes(from: ends.withUnsafeBytes(Array.init)) }
        native.key = UnsafePointer(
            copy(parts.keys.map { hk_forest_key(feature: UInt32($0.feature), first: UInt32($0.first), count: UInt32($0.count)) }))
        native.thresholds = UnsafePointer(copy(parts.thresholds + slack))
        native.categories = UnsafePointer(copy(parts.categories))
        native.tree = UnsafePointer(
            copy(
                parts.trees.map {
                    hk_forest_tree(
                        root: $0.root, value: UInt32($0.value), width: UInt32($0.width), leaves: UInt32($0.leaves),
                        output: UInt32($0.output), node: UInt32($0.nodes.lowerBound), nodes: UInt32($0.nodes.count),
                        result: UInt32($0.result) * UInt32(HK_FOREST_ROWS))
                }))
        native.whole = parts.isWhole
        native.blocks = UnsafePointer(copy(parts.blocks.map(Self.native)))
        native.exits = UnsafePointer(copy(parts.blocks.map { Self.filled(hk_forest_exits(), $0.exits, rest: 0) }))
        if parts.keys.count > 256 {
            let pages = parts.blocks.map { Self.filled(hk_forest_pages(), $0.keys.map { UInt8($0 >> 8) }, rest: 0) }
            native.pages = UnsafePointer(copy(pages))
        }
        if let nodes = parts.nodes {
            let rows = UInt16(HK_FOREST_ROWS)
            native.nodes = UnsafePointer(
                copy(
                    nodes.map {
                        hk_forest_node(key: $0.key * rows, left: $0.left * rows, right: $0.right * rows, limit: $0.limit, out: $0.out)
                    }))
        }
        let values = parts.values + [Double](repeating: 0, count: Int(HK_FOREST_VALUE_SLACK))
        native.values = UnsafePointer(copy(values))
        native.rounded_values = UnsafePointer(copy(values.map(Float.init)))
        forest.initialize(to: native)
        self.memory = memory
    }

    deinit {
        for pointer in memory { pointer.deallocate() }
        forest.deallocate()
    }

    /// A block as the kernels read it.
    private static func native(_ block: Block) -> hk_forest_block {
        precondition(block.keys.count <= nodesOfBlock && block.exits.count <= 32)
        var native = hk_forest_block()
        native.key = filled(native.key, block.keys.map { UInt8(truncatingIfNeeded: $0) }, rest: 0)
        native.limit = filled(native.limit, block.limits, rest: 0)
        // Node 31 never goes left, so that a way that wants it to is never taken.
        native.path = filled(native.path, block.paths, rest: 1 << 31)
        native.wanted = filled(native.wanted, block.wanted, rest: 1 << 31)
        return native
    }

    /// A field of 32 words that begins with `words`.
    private static func filled<Field, Word>(_ field: Field, _ words: [Word], rest: Word) -> Field {
        var field = field
        let all = words + [Word](repeating: rest, count: 32 - words.count)
        withUnsafeMutableBytes(of: &field) { bytes in all.withUnsafeBytes { bytes.copyMemory(from: $0) } }
        return field
    }

    /// Adds the values of all trees to sums in double, in the order of the trees.
    /// - Parameters:
    ///   - sums: shape `[rows, outputs]`, updated.
    ///   - x: rows of features, `stride` floats apart.
    ///   - rows: number of rows.
    ///   - stride: distance of the rows of `x`.
    package func addValues(to sums: UnsafeMutablePointer<Double>, of x: UnsafePointer<Float>, rows: Int, stride: Int) {
        kernels.table.pointee.forest_rows(sums, nil, forest, x, rows, stride)
    }

    /// Adds the values of all trees, rounded to float, to sums in float, in the order of the trees; parameters as before.
    package func addRoundedValues(to sums: UnsafeMutablePointer<Float>, of x: UnsafePointer<Float>, rows: Int, stride: Int) {
        kernels.table.pointee.forest_rows(nil, sums, forest, x, rows, stride)
    }
}
