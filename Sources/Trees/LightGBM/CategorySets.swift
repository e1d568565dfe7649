/// The category sets of one tree.
struct CategorySets {
    /// Words of all sets, one after the other.
    let words: [UInt32]
    private let boundaries: [Int]

    /// Number of sets.
    var count: Int { boundaries.count - 1 }

    /// Reads `num_cat`, `cat_boundaries` and `cat_threshold`.
    init(_ count: TextField, boundaries: TextField?, words: TextField?) throws(LightGBMTextError) {
        let count = try count.integer(in: 0...LightGBMText.maximumBytes - 1)
        guard count > 0 else {
            (self.words, self.boundaries) = ([], [0])
            return
        }
        guard let boundaries else { throw LightGBMTextError(line: 1, .missingKey("cat_boundaries")) }
        guard let words else { throw LightGBMTextError(line: 1, .missingKey("cat_threshold")) }
        self.boundaries = try boundaries.integers(count + 1, in: 0...LightGBMText.maximumBytes)
        for (index, boundary) in self.boundaries.enumerated() {
            let previous = index == 0 ? 0 : self.boundaries[index - 1]
            guard index == 0 ? boundary == 0 : boundary >= previous else {
                throw boundaries.error(
                    .invalidBoundary(index: index, found: boundary, expected: index == 0 ? "0" : "at least \(previous)"))
            }
        }
        self.words = try words.integers(self.boundaries[count], in: 0...Int(UInt32.max)).map(UInt32.init)
    }

    /// The words of a set, by the threshold of its node; `nil` when there is none.
    subscript(threshold: Double) -> Range<Int32>? {
        guard let set = Int(exactly: threshold), set >= 0, set < count else { return nil }
        return Int32(boundaries[set])..<Int32(boundaries[set + 1])
    }
}
