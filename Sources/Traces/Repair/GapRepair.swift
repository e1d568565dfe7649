/// Fills the missing values of a series by a ``GapPolicy``.
enum GapRepair {
    /// Repairs values in place. The first and the last value must be there.
    /// - Parameter place: where in the input the gap that begins at a time was found, if that is known.
    /// - Throws: ``TraceError/gaps(at:series:time:count:)`` when the policy is to refuse and something is missing.
    static func repair(_ series: inout Series, policy: GapPolicy, place: (String) -> TraceLocation?) throws(TraceError) {
        guard policy != .missing, let first = series.values.firstIndex(where: \.isNaN) else { return }
        switch policy {
        case .missing: break
        case .error:
            let count = series.values.lazy.filter(\.isNaN).count
            let time = series.axis.format(series.axis.time(at: first))
            throw .gaps(at: place(time), series: series.id, time: time, count: count)
        case .zero:
            for index in first..<series.count where series.values[index].isNaN { series.values[index] = 0 }
        case .interpolate: interpolate(&series.values, from: first)
        }
    }

    private static func interpolate(_ values: inout [Float], from first: Int) {
        var index = first
        while index < values.count {
            guard values[index].isNaN else {
                index += 1
                continue
            }
            var end = index
            while end < values.count, values[end].isNaN { end += 1 }
            guard index > 0, end < values.count else { return }
            let (before, after) = (Double(values[index - 1]), Double(values[end]))
            let distance = Double(end - index + 1)
            for position in index..<end {
                values[position] = Float(before + (after - before) * Double(position - index + 1) / distance)
            }
            index = end
        }
    }
}
