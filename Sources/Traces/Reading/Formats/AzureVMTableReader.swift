/// `vmtable` of Azure VM V1 without a header: one virtual machine a row with the seconds of its creation and deletion; demand is the number
/// of cores in use, by category.
struct AzureVMTableReader: FormatReader {
    /// Names of the columns.
    static let header = [
        "vmid", "subscriptionid", "deploymentid", "vmcreated", "vmdeleted", "maxcpu", "avgcpu", "p95maxcpu", "vmcategory", "cores",
        "memory",
    ]

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
        scanner.assume(header: Self.header)
        lastName = scanner.file
        var rows = 0
        while try scanner.nextRow() {
            let (created, deleted) = (try seconds(scanner, 3), try seconds(scanner, 4))
            guard created <= deleted else {
                throw .invalidTime(
                    at: scanner.location(column: 4), found: Excerpt.quote(scanner.field(4).bytes), reason: "the machine is created later")
            }
            guard let cores = try scanner.count(9), (1...65_536).contains(cores) else {
                throw .notACount(at: scanner.location(column: 9), found: Excerpt.quote(scanner.field(9).bytes))
            }
            let cell = try scanner.identifier(8)
            let found = table.insert(cell.bytes)
            if found.isNew { categories.append((try scanner.text(cell, column: 8), [])) }
            categories[found.index].machines.append(CoreUse.Instance(start: created, end: deleted, cores: Int(cores)))
            rows += 1
        }
        session.finished(scanner.file, rows: rows)
    }

    private func seconds(_ scanner: CSVScanner, _ column: Int) throws(TraceError) -> Int64 {
        guard let time = InvocationParser.nanoseconds(try scanner.value(column)) else {
            throw .invalidTime(
                at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes),
                reason: "expected seconds from the beginning of the trace")
        }
        return time
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
