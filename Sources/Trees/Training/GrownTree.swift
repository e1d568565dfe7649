/// A tree on bins, as it comes from the grower: splits in the order in which they were made, leaves with their rows.
struct GrownTree<Sums: Sendable>: Sendable {
    struct Node: Sendable {
        var feature: Int
        /// A bit for each bin: set if it goes left.
        var sides: SIMD8<UInt32>
        /// Bins 1...bin go left; 0 for categories.
        var bin: Int
        var missingLeft: Bool
        /// Node, or ~leaf.
        var left: Int32
        var right: Int32
        var gain: Double
        var state: NodeState<Sums>

        /// Whether it looks categories up.
        var isCategorical: Bool { bin == 0 }
    }

    var nodes: [Node] = []
    var leaves: [NodeState<Sums>]
}

/// A split that a leaf could make.
struct SplitCandidate<Sums: Sendable>: Sendable {
    /// What it is worth more than the leaf.
    var gain: Double
    var feature: Int
    /// Bins 1...bin go left; 0 for categories.
    var bin: Int
    var missingLeft: Bool
    /// The categories that go left.
    var categories = SIMD8<UInt32>(repeating: 0)
    var left: Sums

    /// A bit for each bin: set if it goes left.
    var sides: SIMD8<UInt32> { bin == 0 ? categories : .sides(through: bin, missingLeft: missingLeft) }
}

extension SIMD8<UInt32> {
    /// Bits of the bins 1...bin, and of bin 0 for missing values.
    static func sides(through bin: Int, missingLeft: Bool) -> SIMD8<UInt32> {
        var sides = SIMD8<UInt32>(repeating: 0)
        if missingLeft { sides.insert(0) }
        for b in stride(from: 1, through: bin, by: 1) { sides.insert(b) }
        return sides
    }

    /// Sends a bin left.
    mutating func insert(_ bin: Int) { self[bin / 32] |= 1 << UInt32(bin % 32) }

    /// Whether a bin goes left.
    func contains(_ bin: Int) -> Bool { self[bin / 32] >> UInt32(bin % 32) & 1 == 1 }
}
