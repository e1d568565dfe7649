import Tensors

/// The nodes of a tree in an order in which children come before parents and few choices wait for their parent at any time.
///
/// The child whose subtree needs more places is evaluated first, so that a tree of n leaves needs at most log₂ n of them (Sethi and
/// Ullman, "The generation of optimal code for arithmetic expressions", Journal of the ACM 17(4), 1970). Leaves are numbered as they are
/// met, so that those that are chosen from together lie together.
struct ForestPlanes {
    /// The nodes, the root last.
    private(set) var nodes: [(index: Int, out: Int, left: Choice, right: Choice)] = []
    /// The tree's leaves in their new order.
    private(set) var leaves: [Int] = []

    /// What a node chooses from.
    enum Choice {
        /// What another node chose, by its place.
        case node(place: Int)
        /// A leaf, by its new number.
        case leaf(Int)
    }

    init(_ tree: Tree) {
        guard !tree.nodes.isEmpty else {
            leaves = [0]
            return
        }
        let needs = Self.needs(tree)
        func need(_ child: Int32) -> Int { child < 0 ? 0 : needs[Int(child)] }
        // A tree can be as deep as it has nodes, hence no recursion. Every node is met twice: before and after its children.
        var pending = [(index: 0, place: 0, isDone: false)]
        while let (index, place, isDone) = pending.popLast() {
            let node = tree.nodes[index]
            let leftFirst = need(node.left) >= need(node.right)
            let (first, second) = leftFirst ? (node.left, node.right) : (node.right, node.left)
            let secondPlace = first < 0 ? place : place + 1
            if isDone {
                let left = choice(node.left, leftFirst ? place : secondPlace), right = choice(node.right, leftFirst ? secondPlace : place)
                nodes.append((index, place, left, right))
            } else {
                pending.append((index, place, true))
                if second >= 0 { pending.append((Int(second), secondPlace, false)) }
                if first >= 0 { pending.append((Int(first), place, false)) }
            }
        }
    }

    private mutating func choice(_ child: Int32, _ place: Int) -> Choice {
        guard child < 0 else { return .node(place: place) }
        leaves.append(Int(~child))
        return .leaf(leaves.count - 1)
    }

    /// Places that the subtree at each node needs.
    private static func needs(_ tree: Tree) -> [Int] {
        var needs = [Int](repeating: 1, count: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated().reversed() where node.left >= 0 || node.right >= 0 {
            let left = node.left < 0 ? 0 : needs[Int(node.left)], right = node.right < 0 ? 0 : needs[Int(node.right)]
            needs[index] = left == right ? left + 1 : max(left, right)
        }
        return needs
    }
}
