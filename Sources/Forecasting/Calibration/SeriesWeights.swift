/// What errors of series are multiplied by so that large and small ones count alike: looked at once a series, at its first origin.
struct SeriesWeights {
    private var found: [String: Float] = [:]

    /// One over the mean size of what is known of a series; 0 for a series of zeros.
    mutating func weight(of history: History) -> Float {
        if let weight = found[history.id] { return weight }
        let (sum, count) = Self.size(of: history)
        let weight = sum > 0 ? Float(Double(count) / sum) : 0
        found[history.id] = weight
        return weight
    }

    /// Sum of the sizes of what is known of a series, and how many values these are.
    static func size(of history: History) -> (sum: Double, count: Int) {
        var (sum, count) = (0.0, 0)
        for value in history.values where !value.isNaN {
            sum += abs(Double(value))
            count += 1
        }
        return (sum, count)
    }
}
