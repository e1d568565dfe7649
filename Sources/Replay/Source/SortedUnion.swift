import Tensors

/// Joins ascending lists into one, in time proportional to what is in them for arrivals that are not heaped up.
package enum SortedUnion {
    /// Values of a bucket that insertion sorts quickest.
    private static let short = 40

    /// All values of ascending lists, ascending.
    ///
    /// Values are dealt to buckets of equal width, two to a bucket in the mean, which leaves them almost in order; insertion does the rest.
    /// Buckets in which many values are heaped are sorted first. The bucket of a value never decreases with it, whatever the rounding.
    /// - Parameters:
    ///   - lists: each ascending.
    ///   - range: where the values lie.
    ///   - kernels: the result does not depend on their level.
    /// - Returns: as many values as all lists have.
    /// - Precondition: values lie in the range; there are fewer than 2³¹.
    package static func join(_ lists: [ArraySlice<Double>], in range: Range<Double>, kernels: Kernels = .best) -> [Double] {
        let lists = lists.filter { !$0.isEmpty }
        let total = lists.reduce(0) { $0 + $1.count }
        guard lists.count > 1 else { return lists.first.map { Array($0) } ?? [] }
        precondition(total < Int32.max, "\(total) values are too many to join")
        for list in lists {
            precondition(
                list[list.startIndex] >= range.lowerBound && list[list.endIndex - 1] <= range.upperBound, "values lie outside \(range)")
        }
        // Vectors put short buckets in order at little cost; single comparisons want them shorter.
        let buckets = kernels.instructionSet == .scalar ? total : total / 2 + 1
        let (low, scale) = (range.lowerBound, Double(buckets) / (range.upperBound - range.lowerBound))
        return [Double](unsafeUninitializedCapacity: total) { out, initialized in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: buckets + 2) { ends in
                guard let ends = ends.baseAddress, let out = out.baseAddress else { return }
                ends.initialize(repeating: 0, count: buckets + 2)
                // Adding 2⁵² rounds to a whole number, at most `buckets`, and leaves it in the low bits.
                @inline(__always) func bucket(_ value: Double) -> Int {
                    Int(UInt32(truncatingIfNeeded: ((value - low) * scale + 0x1p52).bitPattern))
                }
                for list in lists { list.withUnsafeBufferPointer { for value in $0 { ends[bucket(value) + 1] &+= 1 } } }
                var (most, sum): (UInt32, UInt32) = (0, 0)
                for index in 1...buckets + 1 {
                    most = max(most, ends[index])
                    sum &+= ends[index]
                    ends[index] = sum
                }
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
                if most > short { sortHeaps(out, ends, buckets: buckets + 1) }
                kernels.insertionSort(out, count: total)
            }
            initialized = total
        }
    }

    private static func sortHeaps(_ values: UnsafeMutablePointer<Double>, _ ends: UnsafeMutablePointer<UInt32>, buckets: Int) {
        var start = 0
        for index in 0..<buckets {
            let end = Int(ends[index])
            if end - start > short {
                var heap = UnsafeMutableBufferPointer(start: values + start, count: end - start)
                heap.sort()
            }
            start = end
        }
    }
}
