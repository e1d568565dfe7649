import Traces

extension [Double] {
    /// The quantile by linear interpolation between the neighbours of rank `level · (count − 1)`, as numpy's default; reorders the array.
    ///
    /// O(n) on average. Must not be empty, nor hold NaN.
    mutating func selectQuantile(_ level: Double) -> Double {
        let rank = level * Double(count - 1)
        let place = Int(rank)
        let (low, part) = (Selection.value(atRank: place, of: &self), rank - Double(place))
        // Behind its place are only values that are not less.
        guard part > 0, let high = self[(place + 1)...].min() else { return low }
        return low + (high - low) * part
    }
}
