/// Levels of the blocks of a series. See ``LevelShiftDetector``.
struct LevelBlocks {
    /// Level of each block of which at least a quarter is known, without outliers.
    private(set) var levels: [Double] = []
    /// First position of each of these blocks.
    private(set) var starts: [Int] = []
    /// Robust standard deviation of the differences of neighbouring levels around their median; 0 when nothing varies.
    private(set) var noise = 0.0
    // Robust standard deviation of the values around the level of their block.
    private var scatter = 0.0
    // Robust standard deviations of jumps over so many blocks; only boundaries ask for them.
    private var scales: [(width: Int, noise: Double)] {
        // Few levels have few jumps to compare with: those of a random walk would be 1.6 times as large as its steps, those of white noise
        // 0.6 times.
        let scales = [3, 6, 12].filter { 16 * $0 <= levels.count }.map { width in
            (width, Self.spread((width...levels.count - width).compactMap { jump(at: $0, width: width) }))
        }
        return scales.isEmpty ? [(3, 1.2 * noise)] : scales
    }

    init(_ values: [Double], length: Int) {
        var known = values.filter { !$0.isNaN }
        guard !known.isEmpty else { return }
        let (low, high) = (Self.quantile(0.25, of: &known), Self.quantile(0.6, of: &known))
        let cap = Self.quantile(0.99, of: &known)
        var distances: [Double] = []
        for start in stride(from: 0, to: values.count - length + 1, by: length) {
            var block = values[start..<start + length].filter { !$0.isNaN }
            guard 4 * block.count >= length else { continue }
            starts.append(start)
            // Where most values are one, the middle half says nothing.
            let level = low == high ? block.reduce(0) { $0 + min($1, cap) } / Double(block.count) : Self.middleMean(&block)
            levels.append(level)
            distances += block.map { abs($0 - level) }
        }
        guard levels.count > 5 else { return }
        scatter = 1.4826 * Self.quantile(0.5, of: &distances)
        measure()
        replaceOutliers()
        measure()
    }

    /// The boundaries that are surprising enough: the weakest falls first, and its pieces are joined.
    func boundaries(of candidates: [Int], surprising least: Double) -> [Int] {
        guard !candidates.isEmpty else { return [] }
        let scales = scales
        var boundaries = candidates
        while true {
            let surprises = boundaries.indices.map { surprise(at: $0, of: boundaries, scales) }
            guard let weakest = surprises.indices.min(by: { surprises[$0] < surprises[$1] }), surprises[weakest] < least else {
                return boundaries
            }
            boundaries.remove(at: weakest)
        }
    }

    /// How surprising a boundary is: the largest jump of the levels beside it, beyond the trend on both sides, in robust standard
    /// deviations of such jumps anywhere; over 3, 6 and 12 blocks as far as the pieces reach. 0 when the whole pieces differ by less than
    /// half of that jump, or by less than the values scatter within a block.
    private func surprise(at index: Int, of boundaries: [Int], _ scales: [(width: Int, noise: Double)]) -> Double {
        let edge = boundaries[index]
        let first = index > 0 ? boundaries[index - 1] : 0
        let last = index + 1 < boundaries.count ? boundaries[index + 1] : levels.count
        let whole = median(edge..<last) - median(first..<edge)
        guard abs(whole) >= scatter else { return 0 }
        return scales.filter { $0.width <= min(edge - first, last - edge) }.reduce(0) { best, scale in
            guard let jump = jump(at: edge, width: scale.width), jump * whole > 0, 2 * abs(whole) >= abs(jump) else { return best }
            return max(best, abs(jump) / scale.noise)
        }
    }

    // Difference of the medians of `width` levels on both sides, less the mean difference one width before and after, where there is one.
    private func jump(at edge: Int, width: Int) -> Double? {
        func difference(_ edge: Int) -> Double? {
            guard edge - width >= 0, edge + width <= levels.count else { return nil }
            return median(edge..<edge + width) - median(edge - width..<edge)
        }
        guard let here = difference(edge) else { return nil }
        let beside = [difference(edge - width), difference(edge + width)].compactMap { $0 }
        return beside.isEmpty ? here : here - beside.reduce(0, +) / Double(beside.count)
    }

    /// Median level of some blocks, in the unit of the series.
    func level(of range: Range<Int>) -> Double { median(range) }

    private func median(_ range: Range<Int>) -> Double {
        var values = Array(levels[range])
        return Self.quantile(0.5, of: &values)
    }

    private mutating func measure() {
        var differences = zip(levels.dropFirst(), levels).map { $0 - $1 }
        let slope = Self.quantile(0.5, of: &differences)
        noise = Self.spread(differences.map { $0 - slope })
    }

    // The larger of two robust standard deviations: by the median of the sizes, and by the mean of the lower seven tenths, which sees
    // demand that is mostly zero.
    private static func spread(_ values: [Double]) -> Double {
        let sizes = values.map(abs).sorted()
        guard sizes.count > 1 else { return 0 }
        let lower = sizes.prefix(max(1, sizes.count * 7 / 10))
        return max(1.4826 * sizes[sizes.count / 2], 2.1 * lower.reduce(0, +) / Double(lower.count))
    }

    private mutating func replaceOutliers() {
        let original = levels
        // Not at the ends, where a trend has no level in the middle.
        for index in 2..<original.count - 2 {
            var around = Array(original[index - 2..<index + 3])
            let middle = Self.quantile(0.5, of: &around)
            if abs(original[index] - middle) > 4 * noise { levels[index] = middle }
        }
    }

    private static func quantile(_ share: Double, of values: inout [Double]) -> Double {
        Selection.value(atRank: min(values.count - 1, Int(share * Double(values.count))), of: &values)
    }

    private static func middleMean(_ values: inout [Double]) -> Double {
        values.sort()
        let middle = values[values.count / 4..<values.count - values.count / 4]
        return middle.reduce(0, +) / Double(middle.count)
    }
}
