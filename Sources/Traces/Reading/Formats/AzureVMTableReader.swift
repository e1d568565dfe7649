/// `vmtable` of Azure VM V1 without a header: one virtual machine a row with the seconds of its creation and deletion; demand is the number
/// of cores in use, by category.
struct AzureVMTableReader: FormatReader {
    private let session: ReadingSession
    private let step: Int64
    private var categories: [(name: String, machines: [CoreUse.Instance])] = []
    private var table = IdentifierTable()
    private var lastName = ""

    init(_ session: ReadingSession) throws(TraceError) {
        self.session = session
        step = try session.options.step?.length(for: .clock) ?? 300 * TimeAxis.nanosecondsPerSecond
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        scanner.assume(header: AzureVM.header)
        lastName = scanner.file
        var rows = 0
        while try scanner.nextRow() {
            let machine = try AzureVM(scanner)
            let cell = try scanner.identifier(8)
            let found = table.insert(cell.bytes)
            if found.isNew { categories.append((try scanner.text(cell, column: 8), [])) }
            categories[found.index].machines.append(machine.use)
            rows += 1
        }
        session.finished(scanner.file, rows: rows)
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let all = categories.flatMap(\.machines)
        guard let first = all.map(\.start).min(), let last = all.map(\.end).max() else {
            throw .noValues(file: lastName, reason: "there is no machine")
        }
        let bins = first.dividedDown(by: step)...max(first, last - 1).dividedDown(by: step)
        let origin = session.origin(of: .sinceBeginning)
        let axis = TimeAxis(kind: .clock, start: origin + bins.lowerBound * step, step: step)
        var (finished, total, limit) = (FinishedSeries(), TotalAccumulator(), GridLimit())
        for (name, machines) in categories {
            try limit.take(steps: bins.count, rows: machines.count, series: name)
            finished.series.append(Series(id: name, axis: axis, values: CoreUse.means(machines, bins: bins, step: step)))
            var sum = TotalAccumulator()
            for machine in machines { sum.add(Int64(machine.cores)) }
            finished.totals.append(sum.total)
            total.add(sum)
        }
        return try ReadResult(
            finished, total: total, quantity: session.options.quantity ?? .gauge("cores", lowerBound: 0),
            calendar: DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false))
    }
}
