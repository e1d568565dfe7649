/// Joins ascending lists into one, in time proportional to what is in them for arrivals that are not heaped up.
package enum SortedUnion {
    /// Values of a bucket that insertion sorts quickest.
    private static let short = 24

    /// All values of ascending lists, ascending.
    ///
    /// Values are dealt to as many buckets of equal width as there are values, which leaves them almost in order; insertion does the rest.
    /// Buckets in which many values are heaped are sorted first. The bucket of a value never decreases with it, whatever the rounding.
    /// - Parameters:
    ///   - lists: each ascending.
    ///   - range: where the values lie.
    /// - Precondition: values lie in the range; there are fewer than 2³¹.
    package static func join(_ lists: [ArraySlice<Double>], in range: Range<Double>) -> [Double] {
        let lists = lists.filter { !$0.isEmpty }
        let total = lists.reduce(0) { $0 + $1.count }
        guard lists.count > 1 else { return lists.first.map { Array($0) } ?? [] }
        precondition(total < Int32.max, "\(total) values are too many to join")
        for list in lists {
            precondition(
                list[list.startIndex] >= range.lowerBound && list[list.endIndex - 1] <= range.upperBound, "values lie outside \(range)")
        }
        let (low, scale) = (range.lowerBound, Double(total) / (range.upperBound - range.lowerBound))
        return [Double](unsafeUninitializedCapacity: total) { out, initialized in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: total + 2) { ends in
                guard let ends = ends.baseAddress, let out = out.baseAddress else { return }
                ends.initialize(repeating: 0, count: total + 2)
                // Adding 2⁵² rounds to a whole number, at most `total`, and leaves it in the low bits.
                @inline(__always) func bucket(_ value: Double) -> Int {
                    Int(UInt32(truncatingIfNeeded: ((value - low) * scale + 0x1p52).bitPattern))
                }
                for list in lists { list.withUnsafeBufferPointer { for value in $0 { ends[bucket(value) + 1] &+= 1 } } }
                var (most, sum): (UInt32, UInt32) = (0, 0)
                for index in 1...total + 1 {
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
                if most > short { sortHeaps(out, ends, buckets: total + 1) }
                insert(out, total)
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

    private static func insert(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
        var largest = values[0]
        for next in 1..<count {
            let value = values[next]
            if value >= largest {
                largest = value
                continue
            }
            var place = next
            repeat {
                values[place] = values[place - 1]
                place -= 1
            } while place > 0 && values[place - 1] > value
            values[place] = value
        }
    }
}
