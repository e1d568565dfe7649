/// Logs of Eucalyptus clusters: `START SECONDS INSTANCE NODE CORES` and `STOP SECONDS INSTANCE`; demand is the number of cores in use, one
/// series per file.
///
/// Instances that never stop run to the end of the log. Known defects are reported: drop-outs, stops without a start, and nodes with more
/// cores in use than they have.
struct EucalyptusReader: FormatReader {
    private let session: ReadingSession
    private let step: Int64
    private var logs: [InstanceLog] = []

    init(_ session: ReadingSession) throws(TraceError) {
        self.session = session
        step = try EventWindow.step(session)
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) { logs.append(try InstanceLog(opened, session)) }

    mutating func finish() throws(TraceError) -> ReadResult {
        let origin = session.origin(of: .sinceBeginning)
        var (finished, total, limit) = (FinishedSeries(), TotalAccumulator(), GridLimit())
        for log in logs {
            guard let (first, last) = log.span else {
                session.log.add(.emptySeries) { Finding(kind: .emptySeries, series: log.name) }
                continue
            }
            log.reportDropOuts(session, origin: origin)
            log.reportOvercommit(session, origin: origin)
            let bins = first.dividedDown(by: step)...max(first, last - 1).dividedDown(by: step)
            try limit.take(steps: bins.count, rows: log.instances.count, series: log.name)
            let axis = TimeAxis(kind: .clock, start: origin + bins.lowerBound * step, step: step)
            let values = CoreUse.means(log.instances.map(\.use), bins: bins, step: step)
            finished.series.append(Series(id: log.name, axis: axis, values: values))
            var sum = TotalAccumulator()
            for one in log.instances { sum.add(Int64(one.use.cores)) }
            finished.totals.append(sum.total)
            total.add(sum)
        }
        guard !finished.series.isEmpty else { throw .noValues(file: logs.last?.name ?? "", reason: "no instance starts") }
        return try ReadResult(
            finished, total: total, quantity: session.options.quantity ?? .gauge("cores", lowerBound: 0),
            calendar: DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false))
    }
}
