extension Tree {
    /// Checks that nodes are one tree, and puts them in an order where children come after their parents.
    ///
    /// LightGBM numbers nodes in the order of their splits, so its own trees come back as they are; those of converters need not be in order.
    /// - Parameters:
    ///   - nodes: at least one node, all children in range.
    static func ordered(_ nodes: [TreeNode]) throws(LightGBMTextFault) -> [TreeNode] {
        var reachedNodes = [Bool](repeating: false, count: nodes.count)
        var reachedLeaves = [Bool](repeating: false, count: nodes.count + 1)
        reachedNodes[0] = true
        func reach(_ child: Int32) -> Bool {
            if child < 0 {
                defer { reachedLeaves[Int(~child)] = true }
                return !reachedLeaves[Int(~child)]
            }
            defer { reachedNodes[Int(child)] = true }
            return !reachedNodes[Int(child)]
        }
        var isOrdered = true
        for (index, node) in nodes.enumerated() {
            guard reach(node.left) else { throw .reachedTwice(child: Int(node.left)) }
            guard reach(node.right) else { throw .reachedTwice(child: Int(node.right)) }
            isOrdered = isOrdered && (node.left < 0 || Int(node.left) > index) && (node.right < 0 || Int(node.right) > index)
        }
        // As many children as places, each with one parent: nothing is left over, and without a step back there is no cycle.
        return isOrdered ? nodes : try renumbered(nodes)
    }

    /// Numbers nodes that have one parent each in the order of a walk from the root, left before right.
    private static func renumbered(_ nodes: [TreeNode]) throws(LightGBMTextFault) -> [TreeNode] {
        var order: [Int] = []
        var numbers = [Int32](repeating: -1, count: nodes.count)
        var waiting = [0]
        while let next = waiting.popLast() {
            numbers[next] = Int32(order.count)
            order.append(next)
            for child in [nodes[next].right, nodes[next].left] where child >= 0 { waiting.append(Int(child)) }
        }
        // A cycle apart from the root is what remains.
        if let lost = numbers.firstIndex(of: -1) { throw .unreachable(node: lost) }
        return order.map { index in
            var node = nodes[index]
            if node.left >= 0 { node.left = numbers[Int(node.left)] }
            if node.right >= 0 { node.right = numbers[Int(node.right)] }
            return node
        }
    }
}
