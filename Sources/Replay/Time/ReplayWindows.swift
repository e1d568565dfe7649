/// The windows in which demand is estimated and generated: a range cut at multiples of a width from its start; the last may be short.
public struct ReplayWindows: Hashable, Sendable {
    /// What is cut, in seconds from the start of the trace.
    public let range: Range<Double>
    /// Width of all but perhaps the last, seconds.
    public let width: Double
    /// How many there are.
    public let count: Int

    init(_ range: Range<Double>, width: Double) {
        (self.range, self.width) = (range, width)
        let length = range.upperBound - range.lowerBound
        var count = max(1, Int((length / width).rounded(.up)))
        // The quotient may be rounded up across a whole number, which would leave an empty window.
        if count > 1, range.lowerBound + Double(count - 1) * width >= range.upperBound { count -= 1 }
        self.count = count
    }

    /// Start of a window, or the end of the range for the index ``count``.
    public func edge(_ index: Int) -> Double { index < count ? range.lowerBound + Double(index) * width : range.upperBound }

    /// How many steps of so many seconds a window has, all but perhaps the last; its width is a multiple of them.
    func steps(of step: Double) -> Int { max(1, Int((width / step).rounded())) }

    /// True length of a window, seconds.
    public func length(_ index: Int) -> Double { edge(index + 1) - edge(index) }

    /// For ascending times inside the range, how many lie before each edge: `count + 1` numbers.
    func offsets(of times: UnsafeBufferPointer<Double>) -> [Int] {
        var offsets = [Int](repeating: 0, count: count + 1)
        var at = 0
        for index in 1...count {
            let edge = edge(index)
            // Long windows are searched by halves, short ones step by step.
            if times.count > 16 * count {
                at = times.firstIndex(atLeast: edge, from: at)
            } else {
                while at < times.count, times[at] < edge { at += 1 }
            }
            offsets[index] = index == count ? times.count : at
        }
        return offsets
    }
}

extension UnsafeBufferPointer<Double> {
    /// Index of the first value that is not less than a limit, in ascending values from `start` on.
    func firstIndex(atLeast limit: Double, from start: Int = 0) -> Int {
        var (low, high) = (start, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
