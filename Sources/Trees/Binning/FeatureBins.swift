/// How the values of a feature become bins: bin 0 holds missing values, bins 1, 2, … the others.
package enum FeatureBins: Hashable, Sendable {
    /// Bin b holds the values above bound b − 2 up to bound b − 1; the last one has no upper bound.
    case numerical(bounds: [Float])
    /// Bin b holds category `categories[b − 1]`; categories that are not listed count as missing.
    case categorical(categories: [Int32])

    /// Number of bins, the missing one included.
    package var count: Int {
        switch self {
        case .numerical(let bounds): bounds.count + 2
        case .categorical(let categories): categories.count + 1
        }
    }

    /// Whether values are categories.
    package var isCategorical: Bool { if case .categorical = self { true } else { false } }

    /// Memory for a value of a sample: itself, room to sort it, and what is known of it when it is counted.
    static let bytesOfSample = 4 + 4 + (4 + 4 + 1) + 8

    /// Bins of about equal numbers of rows.
    ///
    /// Every distinct value has a bin of its own where there are few enough of them. Otherwise values that fill a bin by themselves get one, and
    /// the others share what is left, in order. Bounds lie in the middle between neighbours.
    ///
    /// - Parameters:
    ///   - sorted: values of a sample, ascending, none missing.
    ///   - limit: most bins.
    package static func numerical(sorted: UnsafeBufferPointer<Float>, limit: Int) -> FeatureBins {
        var distinct = sorted.isEmpty ? 0 : 1
        for index in sorted.indices.dropFirst() where sorted[index] != sorted[index - 1] { distinct += 1 }
        var (values, counts): ([Float], [Int32]) = ([], [])
        values.reserveCapacity(distinct)
        counts.reserveCapacity(distinct)
        for value in sorted {
            if let last = values.last, last == value {
                counts[counts.count - 1] += 1
            } else {
                values.append(value)
                counts.append(1)
            }
        }
        guard values.count > limit else { return .numerical(bounds: zip(values, values.dropFirst()).map(middle)) }
        var (restRows, restBins) = (sorted.count, limit)
        let large = Double(sorted.count) / Double(limit)
        let isLarge = counts.map { Double($0) >= large }
        for (count, alone) in zip(counts, isLarge) where alone { (restRows, restBins) = (restRows - Int(count), restBins - 1) }
        var size = restBins > 0 ? Double(restRows) / Double(restBins) : .infinity
        var bounds: [Float] = []
        var filled = 0
        for index in values.indices.dropLast() {
            filled += Int(counts[index])
            if !isLarge[index] { restRows -= Int(counts[index]) }
            // A value of its own bin closes the bin before it, too.
            guard isLarge[index] || Double(filled) >= size || isLarge[index + 1] && Double(filled) >= max(1, size / 2) else { continue }
            bounds.append(middle(values[index], values[index + 1]))
            filled = 0
            if !isLarge[index] {
                restBins -= 1
                size = restBins > 0 ? Double(restRows) / Double(restBins) : .infinity
            }
            if bounds.count == limit - 1 { break }
        }
        return .numerical(bounds: bounds)
    }

    /// A bin for each of the most frequent categories.
    /// - Parameter counts: rows of each category.
    package static func categorical(counts: [Int32: Int], limit: Int) -> FeatureBins {
        let ordered = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        return .categorical(categories: ordered.prefix(limit).map(\.key))
    }

    /// A float between two floats, at least the lower and below the upper one.
    private static func middle(_ low: Float, _ high: Float) -> Float {
        let middle = low / 2 + high / 2
        return middle >= low && middle < high ? middle : low
    }
}
