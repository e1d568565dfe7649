import Tensors

/// A split by function: all windows of a function are on one side, and every class has about the same share there.
public struct FunctionSplit: Sendable, Hashable {
    /// Indices of the functions that were drawn.
    public let chosen: [Int]
    /// Indices of all others.
    public let rest: [Int]

    /// Draws a share of the functions of every class; of two or more at least one, and never all.
    /// - Parameters:
    ///   - functions: identifier and class of every function.
    ///   - share: between 0 and 1.
    ///   - seed: of the draw, which depends on identifiers and not on their order.
    public init(_ functions: [(id: String, archetype: Archetype)], share: Double, seed: UInt64) {
        precondition(share >= 0 && share <= 1, "a share between 0 and 1, found \(share)")
        var chosen: [Int] = []
        for archetype in Archetype.allCases {
            let members = functions.indices.filter { functions[$0].archetype == archetype }
            let drawn = members.map { index in
                var random = RandomStream(seed: seed, purpose: "function split of \(functions[index].id)")
                return (index: index, number: random.next())
            }
            let count = Int((share * Double(members.count)).rounded())
            let bounded = members.count < 2 || share == 0 || share == 1 ? count : min(max(count, 1), members.count - 1)
            chosen += drawn.sorted { ($0.number, $0.index) < ($1.number, $1.index) }.prefix(bounded).map(\.index)
        }
        self.chosen = chosen.sorted()
        let set = Set(chosen)
        rest = functions.indices.filter { !set.contains($0) }
    }
}
