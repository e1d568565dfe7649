import Tensors

/// The nodes of a few trees in an order in which children come long before their parents.
///
/// Nodes are ordered by their height above the leaves, over all trees of the group. Neighbours then do not depend on each other, so that
/// none waits for the one before: in depth-first order the kernel took more than twice as long. Leaves are numbered as they are met.
struct ForestPlanes {
    /// What a node chooses from, or what a tree ends with.
    enum Choice {
        /// What another node chose, by its place.
        case node(place: Int)
        /// A leaf, by its new number.
        case leaf(Int)
    }

    /// A node of a tree of the group.
    struct Node {
        var tree: Int, index: Int, out: Int, left: Choice, right: Choice
    }

    /// The nodes in their order.
    private(set) var nodes: [Node] = []
    /// For each tree its leaves in their new order.
    private(set) var leaves: [[Int]]
    /// For each tree the choice of its root.
    private(set) var results: [Choice] = []

    /// Place of what each node of each tree chose.
    private var places: [[Int]]
    /// Places that nobody needs any more, and how many there are in all.
    private var free: [Int] = [], count = 0

    init(_ trees: ArraySlice<Tree>) {
        let trees = Array(trees)
        leaves = [[Int]](repeating: [], count: trees.count)
        places = trees.map { [Int](repeating: 0, count: $0.nodes.count) }
        var byHeight: [[(tree: Int, index: Int)]] = []
        for (t, tree) in trees.enumerated() {
            for (index, height) in Self.heights(tree).enumerated() {
                while byHeight.count <= height { byHeight.append([]) }
                byHeight[height].append((t, index))
            }
        }
        for (t, index) in byHeight.joined() {
            let node = trees[t].nodes[index]
            let (left, right) = (choice(node.left, t), choice(node.right, t))
            // What was chosen from is read before the place is written again.
            if free.isEmpty {
                free.append(count)
                count += 1
            }
            places[t][index] = free.removeLast()
            nodes.append(Node(tree: t, index: index, out: places[t][index], left: left, right: right))
        }
        for (t, tree) in trees.enumerated() { results.append(tree.nodes.isEmpty ? choice(~0, t) : .node(place: places[t][0])) }
    }

    /// What a child chose; its place is free from here on.
    private mutating func choice(_ child: Int32, _ t: Int) -> Choice {
        if child < 0 {
            leaves[t].append(Int(~child))
            return .leaf(leaves[t].count - 1)
        }
        free.append(places[t][Int(child)])
        return .node(place: places[t][Int(child)])
    }

    /// Height of each node above its deepest leaf, less one.
    private static func heights(_ tree: Tree) -> [Int] {
        var heights = [Int](repeating: 0, count: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated().reversed() {
            for child in [node.left, node.right] where child >= 0 { heights[index] = max(heights[index], heights[Int(child)] + 1) }
        }
        return heights
    }
}
