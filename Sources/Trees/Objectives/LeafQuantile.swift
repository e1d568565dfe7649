import Tensors

/// Quantiles of residuals: what the leaves of quantile losses hold.
enum LeafQuantile {
    /// The `level`-quantile of values, between neighbours linearly (type 7 of Hyndman & Fan, "Sample quantiles in statistical packages",
    /// 1996); the values are put in another order.
    /// - Precondition: there is at least one value, none is NaN.
    static func quantile(_ values: UnsafeMutablePointer<Float>, count: Int, level: Double) -> Double {
        let place = level * Double(count - 1)
        let rank = Int(place)
        let low = Double(Kernels.select(values, count: count, rank: rank))
        let share = place - Double(rank)
        guard share > 0, rank + 1 < count else { return low }
        // Behind the rank nothing is smaller: the neighbour is the smallest of the rest.
        var high = values[rank + 1]
        for index in rank + 2..<max(rank + 2, count) { high = min(high, values[index]) }
        return low + share * (Double(high) - low)
    }

    /// The smallest value below or at which at least the share `level` of all weight lies.
    static func quantile(_ values: [(value: Float, weight: Float)], level: Double) -> Double {
        let sorted = values.sorted { $0.value < $1.value }
        let total = sorted.reduce(0) { $0 + Double($1.weight) }
        var sum = 0.0
        for one in sorted {
            sum += Double(one.weight)
            if sum >= level * total, one.weight > 0 { return Double(one.value) }
        }
        return sorted.last.map { Double($0.value) } ?? 0
    }
}
