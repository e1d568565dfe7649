import Tensors

/// The known values among the latest `length`, in order: what quantiles are read from. An observation moves at most the window.
package struct SortedWindow: Sendable {
    private let length: Int
    private var sorted: [Float] = []

    /// The window that ends with the first `count` values.
    package init(length: Int, count: Int, value: (Int) -> Float) {
        self.length = length
        sorted.reserveCapacity(length + 1)
        for position in count - length..<count {
            let next = value(position)
            if !next.isNaN { sorted.append(next) }
        }
        sorted.sort()
    }

    /// Takes the value of a position, the next one; NaN is skipped.
    package mutating func advance(_ position: Int, _ value: (Int) -> Float) {
        let (entering, leaving) = (value(position), value(position - length))
        if !leaving.isNaN { sorted.remove(at: place(of: leaving)) }
        if !entering.isNaN { sorted.insert(entering, at: place(of: entering)) }
    }

    /// Number of different values, counted up to `limit`.
    package func distinct(limit: Int) -> Int {
        var (different, index) = (0, 0)
        while index < sorted.count, different < limit {
            different += 1
            index = firstIndex { $0 > sorted[index] }
        }
        return different
    }

    /// The quantile at a level, between neighbours linearly (type 7 of Hyndman & Fan, 1996); NaN when no value is known.
    package func quantile(_ level: Float) -> Float {
        guard !sorted.isEmpty else { return .nan }
        let place = level * Float(sorted.count - 1)
        let low = min(Int(place), sorted.count - 1)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (place - Float(low)) * (sorted[high] - sorted[low])
    }

    private func place(of value: Float) -> Int { firstIndex { $0 >= value } }

    /// First index whose value satisfies a condition that holds from some value on.
    private func firstIndex(_ holds: (Float) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
