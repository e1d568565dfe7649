extension TreeGrower {
    /// Looks for splits of leaves that have their histograms.
    func evaluate(_ leaves: [(Int, Leaf)], _ isActive: [Bool]) {
        for (place, leaf) in leaves { search(place, leaf, table.binCounts.indices, isActive) }
    }

    /// Finds the best split of a leaf on each of some features; `place` tells the leaves that are looked at together apart.
    func search(_ place: Int, _ leaf: Leaf, _ features: Range<Int>, _ isActive: [Bool]) {
        guard let slot = leaf.slot else { return }
        let own = statistics.gain(leaf.state.sums, of: leaf.state, extraL2: 0)
        let (count, histograms) = (table.binCounts.count, UnsafePointer(pool[slot]))
        for feature in features {
            found[place * count + feature] = nil
            guard isActive[feature], !leaf.banned.contains(feature) else { continue }
            let histogram = histograms + pool.offsets[feature]
            if table.isCategorical[feature] {
                found[place * count + feature] = categoricalSplit(
                    histogram, categories: table.binCounts[feature] - 1, feature: feature, leaf.state, own: own)
                continue
            }
            let split = statistics.split(
                histogram, bins: table.binCounts[feature], hasMissing: table.hasMissing[feature], of: leaf.state,
                monotone: configuration.monotone.isEmpty ? 0 : configuration.monotone[feature])
            guard let split, split.gain - own > configuration.minimumGain else { continue }
            found[place * count + feature] = Candidate(
                gain: split.gain - own, feature: feature, bin: split.bin, missingLeft: split.missingLeft, left: split.left)
        }
    }

    /// The best split that was found for a leaf.
    func best(_ place: Int, _ leaf: Leaf) -> Candidate? {
        var best: Candidate?
        for feature in table.binCounts.indices {
            if let candidate = found[place * table.binCounts.count + feature], candidate.gain > best?.gain ?? 0 { best = candidate }
        }
        return best
    }
}
