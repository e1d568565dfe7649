/// The bins of a log of events that its series get: all of them, or only those that the log covers in full.
struct EventWindow {
    /// Width of a bin in nanoseconds.
    let step: Int64
    /// First and last bin of the series; `nil` when nothing is left.
    let bins: ClosedRange<Int64>?
    /// Bins left out.
    let dropped: [Int64]

    /// - Parameters:
    ///   - first: bin of the first event.
    ///   - last: bin of the last event.
    ///   - beginsFull: whether the log covers the first bin from its beginning.
    ///   - endsFull: whether it covers the last bin to its end. Where a log was cut is mostly not known.
    init(step: Int64, first: Int64, last: Int64, beginsFull: Bool, endsFull: Bool = false, policy: PartialBinPolicy) {
        self.step = step
        guard policy == .drop else {
            (bins, dropped) = (first...last, [])
            return
        }
        let begin = beginsFull ? first : first + 1
        let end = endsFull ? last : last - 1
        bins = begin <= end ? begin...end : nil
        dropped = Set((begin > first ? [first] : []) + (end < last ? [last] : [])).sorted()
    }

    /// Width of the bins: as asked for, otherwise a minute.
    static func step(_ session: ReadingSession) throws(TraceError) -> Int64 {
        if let asked = session.options.step { return try asked.length(for: .clock) }
        let minute = TimeStep.seconds(60)
        session.assume(.binWidth(minute))
        return minute.length
    }
}
