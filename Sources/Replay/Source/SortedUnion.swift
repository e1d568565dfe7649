/// Joins ascending lists into one, in time proportional to what is in them for arrivals that are not heaped up.
package enum SortedUnion {
    /// Values that insertion sorts quickest.
    private static let short = 24

    /// All values of ascending lists, ascending.
    /// - Parameters:
    ///   - lists: each ascending, with values inside the range.
    ///   - range: where the values lie.
    package static func join(_ lists: [ArraySlice<Double>], in range: Range<Double>) -> [Double] {
        let lists = lists.filter { !$0.isEmpty }
        let total = lists.reduce(0) { $0 + $1.count }
        guard lists.count > 1 else { return lists.first.map { Array($0) } ?? [] }
        // Every list is dealt to buckets of equal width, some four values each; then buckets are sorted. The bucket of a value never
        // decreases with it, whatever the rounding.
        let buckets = max(1, total / 4)
        let scale = Double(buckets) / (range.upperBound - range.lowerBound)
        let low = range.lowerBound
        return [Double](unsafeUninitializedCapacity: total) { out, initialized in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: buckets + 1) { ends in
                ends.initialize(repeating: 0)
                @inline(__always) func bucket(_ value: Double) -> Int { min(Int((value - low) * scale), buckets - 1) }
                for list in lists { list.withUnsafeBufferPointer { for value in $0 { ends[bucket(value) + 1] &+= 1 } } }
                for index in 1...buckets { ends[index] &+= ends[index - 1] }
                for list in lists {
                    list.withUnsafeBufferPointer { values in
                        for value in values {
                            let index = bucket(value)
                            out[Int(ends[index])] = value
                            ends[index] &+= 1
                        }
                    }
                }
                // What was the start of a bucket has become its end.
                var start = 0
                for index in 0..<buckets {
                    let end = Int(ends[index])
                    if end - start > 1 { sort(out, start, end) }
                    start = end
                }
            }
            initialized = total
        }
    }

    private static func sort(_ values: UnsafeMutableBufferPointer<Double>, _ start: Int, _ end: Int) {
        guard end - start <= short else {
            var rest = UnsafeMutableBufferPointer(rebasing: values[start..<end])
            return rest.sort()
        }
        for next in start + 1..<end {
            let value = values[next]
            var place = next
            while place > start, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
    }
}
