/// Blocks of neighbouring leads that share what is learnt: one lead each at the start, more later, where leads differ less.
struct LeadBlocks: Sendable, Equatable {
    /// First lead of every block, 0-based, and the horizon behind the last one.
    let bounds: [Int]
    /// Block of every lead.
    let blockOfLead: [Int]

    /// At most `most` blocks over a horizon.
    ///
    /// Sizes are odd, but for the last one: a block looks at lead `n mod size` of the forecast issued at step n, whose target is then
    /// `n + first + n mod size`: with an odd size every target is looked at exactly once.
    init(horizon: Int, most: Int) {
        let count = min(horizon, most)
        var sizes = [Int](repeating: 1, count: count)
        var left = horizon - count
        // The first third keeps a lead each while there are others.
        let firstShared = count / 3
        var block = count - 1
        while left >= 2 {
            sizes[block] += 2
            left -= 2
            block = block == firstShared ? count - 1 : block - 1
        }
        sizes[count - 1] += left
        bounds = sizes.reduce(into: [0]) { $0.append($0.last! + $1) }
        blockOfLead = sizes.indices.flatMap { [Int](repeating: $0, count: sizes[$0]) }
    }

    /// Number of blocks.
    var count: Int { bounds.count - 1 }

    /// The lead of a block, 0-based, that is looked at in a forecast issued at a step.
    func lead(of block: Int, at step: Int) -> Int { bounds[block] + step % (bounds[block + 1] - bounds[block]) }
}
