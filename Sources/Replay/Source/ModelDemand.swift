import Tensors

/// The demand of one model in a range: the union of the arrivals of its functions, or the sums of their counts.
struct ModelDemand: Sendable {
    enum Content: Sendable {
        /// Ascending arrivals.
        case arrivals([Double])
        /// Counts in steps of so many seconds from the start of the range.
        case counts(step: Double, [Double])
    }

    let content: Content
    /// Requests in all.
    let count: Double

    /// What the functions of a model were asked within a range; the same at every level of kernels.
    init(_ source: ReplaySource, functions: [Int], in range: Range<Double>, kernels: Kernels) {
        switch source.content {
        case .arrivals(let arrivals):
            let times = Self.union(functions.map { arrivals[$0] }, in: range, kernels)
            content = .arrivals(times)
            count = Double(times.count)
        case .counts(let step, let counts):
            let steps = source.steps(of: range, step)
            var sums = [Double](repeating: 0, count: steps.count)
            for function in functions {
                counts[function].withUnsafeBufferPointer { values in
                    sums.withUnsafeMutableBufferPointer { sums in
                        for index in 0..<sums.count { sums[index] += Double(values[steps.lowerBound + index]) }
                    }
                }
            }
            content = .counts(step: step, sums)
            count = sums.reduce(0, +)
        }
    }

    private static func union(_ arrivals: [[Double]], in range: Range<Double>, _ kernels: Kernels) -> [Double] {
        let slices = arrivals.map { times in
            times.withUnsafeBufferPointer { buffer in
                let first = buffer.firstIndex(atLeast: range.lowerBound)
                return times[first..<buffer.firstIndex(atLeast: range.upperBound, from: first)]
            }
        }
        return SortedUnion.join(slices, in: range, kernels: kernels)
    }

    /// Requests in every window; counts have windows of whole steps.
    func counts(in windows: ReplayWindows) -> [Double] {
        switch content {
        case .arrivals(let times):
            let offsets = times.withUnsafeBufferPointer { windows.offsets(of: $0) }
            return (0..<windows.count).map { Double(offsets[$0 + 1] - offsets[$0]) }
        case .counts(let step, let counts):
            let steps = windows.steps(of: step)
            return (0..<windows.count).map { index in
                counts[min(index * steps, counts.count)..<min((index + 1) * steps, counts.count)].reduce(0, +)
            }
        }
    }
}
