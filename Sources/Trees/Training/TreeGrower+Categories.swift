extension TreeGrower {
    /// The best set of categories to send left.
    ///
    /// With few categories one of them against all others; else categories in the order of their mean gradients, of which a stretch from either
    /// end goes left: the best set is among them (Fisher, "On grouping for maximum homogeneity", 1958). Missing values go right.
    func categoricalSplit(
        _ histogram: UnsafePointer<Statistics.Number>, categories: Int, feature: Int, _ state: NodeState<Sums>, own: Double
    ) -> SplitCandidate<Sums>? {
        func sums(_ bin: Int) -> Sums { statistics.sums(histogram + bin * statistics.numbersPerBin) }
        var best: SplitCandidate<Sums>?
        func consider(_ left: Sums, extraL2: Double, sides: () -> SIMD8<UInt32>) {
            let right = statistics.subtract(state.sums, left)
            guard statistics.isAllowed(left, of: state), statistics.isAllowed(right, of: state) else { return }
            let gain =
                statistics.gain(left, of: state, extraL2: extraL2) + statistics.gain(right, of: state, extraL2: extraL2) - own
            guard gain > configuration.minimumGain, gain > best?.gain ?? 0 else { return }
            best = SplitCandidate(gain: gain, feature: feature, bin: 0, missingLeft: false, categories: sides(), left: left)
        }
        if categories <= 4 {
            for bin in stride(from: 1, through: categories, by: 1) {
                consider(sums(bin), extraL2: 0) {
                    var sides = SIMD8<UInt32>(repeating: 0)
                    sides.insert(bin)
                    return sides
                }
            }
            return best
        }
        // Categories of few rows say little about their mean: the smoothing pulls them to the middle, the rarest are left on the right.
        let smallest = Swift.min(configuration.categorySmoothing, Double(configuration.categoryRows))
        let ordered = (1...categories).map { ($0, sums($0)) }.filter { statistics.rows($0.1, of: state) >= Swift.max(smallest, 0.01) }
            .map { (bin: $0.0, sums: $0.1, order: statistics.order($0.1, smoothing: configuration.categorySmoothing)) }
            .sorted { ($0.order, $0.bin) < ($1.order, $1.bin) }
        for isReversed in [false, true] {
            var (left, rows): (Sums?, Double) = (nil, 0)
            let bins = isReversed ? ordered.reversed() : ordered
            for (taken, one) in bins.prefix(configuration.maximumCategories).enumerated() {
                left = left.map { statistics.add($0, one.sums) } ?? one.sums
                rows += statistics.rows(one.sums, of: state)
                guard let left, rows >= Double(configuration.categoryRows) else { continue }
                consider(left, extraL2: configuration.categoryL2) {
                    var sides = SIMD8<UInt32>(repeating: 0)
                    for other in bins.prefix(taken + 1) { sides.insert(other.bin) }
                    return sides
                }
            }
        }
        return best
    }
}
