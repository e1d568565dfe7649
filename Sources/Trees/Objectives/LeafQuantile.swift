import Tensors

/// Quantiles of residuals: what the leaves of quantile losses hold.
enum LeafQuantile {
    /// The `level`-quantile of values, between neighbours linearly (type 7 of Hyndman & Fan, "Sample quantiles in statistical packages",
    /// 1996); the values are lost.
    /// - Precondition: there is at least one value, none is NaN.
    static func quantile(_ values: UnsafeMutablePointer<Float>, count: Int, level: Double) -> Double {
        let place = level * Double(count - 1)
        let rank = Int(place)
        let (low, high) = Kernels.selectNeighbours(values, count: count, rank: rank)
        return Double(low) + (place - Double(rank)) * (Double(high) - Double(low))
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
