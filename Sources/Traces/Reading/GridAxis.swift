extension ReadingSession {
    /// The grid for formats without times: as the options say, otherwise `usual`, or positions from 0.
    /// - Throws: ``TraceError/invalidStep(reason:)`` when `count` steps do not fit 64 bits.
    func gridAxis(count: Int, usual: TimeAxis? = nil) throws(TraceError) -> TimeAxis {
        let axis = options.axis ?? usual ?? .index()
        let (span, overflow) = axis.step.multipliedReportingOverflow(by: Int64(count))
        let (end, isBeyond) = axis.start.addingReportingOverflow(span)
        guard !overflow, !isBeyond, TimeRange.contains(axis.start, kind: axis.kind), TimeRange.contains(end, kind: axis.kind) else {
            throw .invalidStep(reason: "\(count) steps of \(TimeStep(axis)) from \(axis.format(axis.start)) leave the range of times")
        }
        return axis
    }

    /// The step asked for, when it is a multiple of the step of a grid; `nil` when none was asked for.
    func coarserStep(than axis: TimeAxis) throws(TraceError) -> Int64? {
        guard let asked = try options.step?.length(for: axis.kind) else { return nil }
        let (requested, found) = (TimeStep(asked, kind: axis.kind).description, TimeStep(axis).description)
        if asked < axis.step { throw .stepTooFine(requested: requested, found: found) }
        guard asked % axis.step == 0 else { throw .stepNotMultiple(requested: requested, found: found) }
        return asked
    }

    /// Notes the runs of missing values of a series on a grid.
    func noteMissing(_ values: [Float], id: String, axis: TimeAxis, location: (Int) -> TraceLocation?) {
        var index = 0
        while index < values.count {
            var end = index
            while end < values.count, values[end].isNaN { end += 1 }
            if end > index {
                log.add(.missingValue, count: end - index) {
                    Finding(
                        kind: .missingValue, series: id, time: axis.format(axis.time(at: index)), location: location(index),
                        count: end - index)
                }
            }
            index = end + 1
        }
    }
}
