/// Order statistics without sorting everything.
package enum Selection {
    /// The value that would stand at `rank` (from 0) if the array were sorted; the array is reordered.
    /// - Precondition: the rank is inside the array, no value is NaN.
    /// - Complexity: O(n) on average.
    package static func value<Value: BinaryFloatingPoint>(atRank rank: Int, of values: inout [Value]) -> Value {
        precondition(values.indices.contains(rank))
        return values.withUnsafeMutableBufferPointer { v in
            var (low, high) = (0, v.count - 1)
            while low < high {
                // Median of three against sorted input; Hoare's scheme against many equal values.
                let middle = low + (high - low) / 2
                let pivot = max(min(v[low], v[middle]), min(max(v[low], v[middle]), v[high]))
                var (i, j) = (low, high)
                while i <= j {
                    while v[i] < pivot { i += 1 }
                    while v[j] > pivot { j -= 1 }
                    if i <= j {
                        v.swapAt(i, j)
                        i += 1
                        j -= 1
                    }
                }
                if rank <= j { high = j } else if rank >= i { low = i } else { break }
            }
            return v[rank]
        }
    }
}
