/// A quantity that changes at moments and stays in between: replicas, cores in use, hosts that are on.
public struct StepFunction: Hashable, Sendable, Codable {
    /// Moments of changes in microseconds, ascending and different.
    public private(set) var times: [Int64]
    /// Value from each moment on.
    public private(set) var values: [Double]

    /// A function of changes; values of one moment replace each other, those that change nothing are left out.
    /// - Precondition: as many values as times, and times do not decrease.
    public init(times: [Int64], values: [Double]) {
        precondition(times.count == values.count, "a value for every time")
        (self.times, self.values) = ([], [])
        for index in times.indices {
            precondition(index == 0 || times[index] >= times[index - 1], "times of a step function ascend")
            let isReplaced = index + 1 < times.count && times[index + 1] == times[index]
            if isReplaced || self.values.last == values[index] { continue }
            self.times.append(times[index])
            self.values.append(values[index])
        }
    }

    /// The sum of changes, which may come in any order.
    package init(changes: [(time: Int64, by: Double)]) {
        var sum = 0.0
        let sorted = changes.sorted { $0.time < $1.time }
        self.init(
            times: sorted.map(\.time),
            values: sorted.map { change in
                sum += change.by
                return sum
            })
    }

    /// Value at a time; 0 before the first change.
    public func value(at time: Int64) -> Double {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : values[low - 1]
    }

    /// Smallest, mean and largest value of stretches of equal length: what a pixel shows, so that a short burst stays visible.
    /// - Parameters:
    ///   - span: the time that is cut into stretches, in microseconds; not empty.
    ///   - count: number of stretches.
    public func envelope(over span: Range<Int64>, count: Int) -> [(least: Double, mean: Double, most: Double)] {
        precondition(!span.isEmpty && count > 0)
        var next = times.partitioningIndex { $0 > span.lowerBound }
        var current = next == 0 ? 0 : values[next - 1]
        let length = Double(span.upperBound - span.lowerBound) / Double(count)
        return (0..<count).map { index in
            let start = Double(span.lowerBound) + Double(index) * length
            let end = index + 1 == count ? Double(span.upperBound) : start + length
            var (least, most, sum, from) = (current, current, 0.0, start)
            while next < times.count, Double(times[next]) < end {
                let time = max(start, Double(times[next]))
                sum += current * (time - from)
                (from, current) = (time, values[next])
                (least, most) = (min(least, current), max(most, current))
                next += 1
            }
            sum += current * (end - from)
            return (least, sum / (end - start), most)
        }
    }
}

extension [Int64] {
    /// The first index whose value fulfils a condition that holds for all after it.
    fileprivate func partitioningIndex(where isBehind: (Int64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
