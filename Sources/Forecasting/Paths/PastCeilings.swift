/// Maxima over windows of the past: how high demand went, whatever a model says.
struct PastCeilings {
    /// Most windows that are looked at: neighbours share nearly all of their values.
    static let mostWindows = 128

    /// Latest values that windows are taken from.
    let span: Int

    /// Maxima of windows of so many steps, evenly spaced over the latest values of a history, ascending; of everything known where that is less
    /// than a window; empty when nothing is known.
    func maxima(of history: History, window: Int) -> [Float] {
        let values = history.values.suffix(span)
        guard values.count > window else { return values.contains { !$0.isNaN } ? [Self.largest(values)] : [] }
        let room = values.count - window
        let count = min(Self.mostWindows, room + 1)
        var maxima: [Float] = []
        maxima.reserveCapacity(count)
        // Ends of windows come in order: candidates for the maximum are kept as those that no later value exceeds.
        values.withUnsafeBufferPointer { values in
            var candidates: [Int] = []
            candidates.reserveCapacity(values.count)
            var (head, next) = (0, 0)
            for k in 0..<count {
                let start = count == 1 ? room : k * room / (count - 1)
                while next < start + window {
                    if !values[next].isNaN {
                        while candidates.count > head, values[candidates[candidates.count - 1]] <= values[next] { candidates.removeLast() }
                        candidates.append(next)
                    }
                    next += 1
                }
                while head < candidates.count, candidates[head] < start { head += 1 }
                if head < candidates.count { maxima.append(values[candidates[head]]) }
            }
        }
        return maxima.sorted()
    }

    private static func largest(_ values: ArraySlice<Float>) -> Float { values.reduce(-.infinity) { $1.isNaN ? $0 : max($0, $1) } }
}
