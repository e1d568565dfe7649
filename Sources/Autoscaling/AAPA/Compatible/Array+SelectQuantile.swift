extension [Double] {
    /// The quantile by linear interpolation between the neighbours of rank `level · (count − 1)`, as numpy's default; reorders the array.
    ///
    /// Quickselect, O(n) on average. Must not be empty, nor hold NaN.
    mutating func selectQuantile(_ level: Double) -> Double {
        let rank = level * Double(count - 1)
        let place = Int(rank)
        select(place)
        let (low, part) = (self[place], rank - Double(place))
        guard part > 0, let high = self[(place + 1)...].min() else { return low }
        return low + (high - low) * part
    }

    /// Brings the value of a rank to its place, smaller ones before and larger ones behind it.
    private mutating func select(_ rank: Int) {
        var (low, high) = (0, count - 1)
        withUnsafeMutableBufferPointer { values in
            while low < high {
                // The median of three as pivot keeps sorted and constant values linear.
                let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
                let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
                var (i, j) = (low, high)
                while i <= j {
                    while values[i] < pivot { i += 1 }
                    while values[j] > pivot { j -= 1 }
                    if i <= j {
                        values.swapAt(i, j)
                        i += 1
                        j -= 1
                    }
                }
                if rank <= j { high = j } else if rank >= i { low = i } else { return }
            }
        }
    }
}
