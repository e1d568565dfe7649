/// The distinct values of a history, ranked once, so that weights in time become distributions without sorting again.
struct DistinctValues {
    /// Distinct values, ascending.
    private let values: [Double]
    /// Index of each value of the history among them.
    private let indices: [Int]

    /// Ranks the values of a history.
    init(_ history: [Double]) {
        let order = history.indices.sorted { (history[$0], $0) < (history[$1], $1) }
        var (values, indices) = ([Double](), [Int](repeating: 0, count: history.count))
        for position in order {
            if values.last != history[position] { values.append(history[position]) }
            indices[position] = values.count - 1
        }
        (self.values, self.indices) = (values, indices)
    }

    /// The distribution of the first values of the history under their weights; at least one is positive.
    func distribution(_ weights: [Double]) -> DiscreteDistribution {
        var sums = [Double](repeating: 0, count: values.count)
        for (index, weight) in zip(indices, weights) { sums[index] += weight }
        return DiscreteDistribution(ascending: values, weights: sums)
    }
}
