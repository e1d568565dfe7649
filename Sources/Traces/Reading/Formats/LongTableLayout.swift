/// What a format fixes about the columns of a long table.
struct LongTableLayout {
    /// What plain numbers in the column of times are.
    enum Times { case unix, sinceBeginning, bySize }

    var columns: LongTableColumns
    /// Names of the columns where the files have no header.
    var header: [String]?
    /// Column that names a part of whoever the identifier names; empty where a row is about the whole.
    var part: String?
    /// Name of the series of rows without an identifier; `nil` refuses them.
    var nameless: String?
    /// Unit of plain numbers in the column of times.
    var timeUnit: UnixTimeUnit?
    var times = Times.unix
    /// Numbers that stand for invalid values.
    var invalid: [Double] = []
    /// Quantity of the column of values that is read if none is asked for.
    var quantity: Quantity?
    var habits = FormatHabits()
    var calendar = DemandCalendar()
    /// Whether columns without a role are worth a note.
    var notesIgnoredColumns = true
    /// Whether the format has no column of identifiers, so that being named after the file is no assumption.
    var isNamedAfterFile = false
    /// Whether rows about different things, which have different columns, share the table.
    var hasStrangers = false

    /// The layout with the column of values that the options ask for instead of the usual one.
    func asked(_ options: TraceReadingOptions) -> LongTableLayout {
        var layout = self
        let asked = options.columns
        if asked.value != LongTableColumns().value, asked.value != columns.value {
            layout.columns.value = asked.value
            // Whatever else is monitored is a level.
            layout.quantity = quantity == nil ? nil : .gauge(lowerBound: 0)
        }
        layout.columns.pastCovariates = asked.pastCovariates
        layout.columns.futureCovariates = asked.futureCovariates
        layout.columns.staticCovariates = asked.staticCovariates
        return layout
    }
}

extension LongTableLayout {
    private static let anonymousTime = DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false)
    private static let percent = Quantity.gauge("%", lowerBound: 0)
    private static let second = TimeAxis.nanosecondsPerSecond

    /// `timestamp,value`.
    static let nab = LongTableLayout(
        columns: LongTableColumns(id: nil, time: "timestamp", value: "value"), notesIgnoredColumns: false, isNamedAfterFile: true)

    /// `Timestamp [ms],Invocations,…,name`, times counted from the beginning of the trace.
    static let faasFunctionWeek = LongTableLayout(
        columns: LongTableColumns(id: "name", time: "Timestamp [ms]", value: "Invocations"), timeUnit: .milliseconds,
        quantity: .count("invocations"), calendar: anonymousTime, notesIgnoredColumns: false)

    /// `machine_id,time_stamp,cpu_util_percent,…`, no header; −1 and 101 are no values. Steps are multiples of 10 s.
    static let alibabaMachineUsage = LongTableLayout(
        columns: LongTableColumns(id: "machine_id", time: "time_stamp", value: "cpu_util_percent"), header: alibabaMachineColumns,
        timeUnit: .seconds, times: .sinceBeginning, invalid: [-1, 101], quantity: percent,
        habits: FormatHabits(step: 10 * second), calendar: anonymousTime)

    /// Columns of `machine_usage` in Alibaba's trace of 2018.
    static let alibabaMachineColumns = [
        "machine_id", "time_stamp", "cpu_util_percent", "mem_util_percent", "mem_gps", "mkpi", "net_in", "net_out", "disk_io_percent",
    ]

    /// `value,timestamp_anon,container_ip` in any order, times shifted by the publisher. Rows without a container are about the service.
    static let genAIMetrics = LongTableLayout(
        columns: LongTableColumns(id: "container_ip", time: "timestamp_anon", value: "value"), nameless: "service", timeUnit: .seconds,
        quantity: .gauge(lowerBound: 0), habits: FormatHabits(step: 57 * second, duplicates: .mean), calendar: anonymousTime)

    /// `timestamp,vm id,min cpu,max cpu,avg cpu`, no header.
    static let azureVMReadings = LongTableLayout(
        columns: LongTableColumns(id: "vm id", time: "timestamp", value: "avg cpu"),
        header: ["timestamp", "vm id", "min cpu", "max cpu", "avg cpu"], timeUnit: .seconds, times: .sinceBeginning, quantity: percent,
        habits: FormatHabits(step: 300 * second), calendar: anonymousTime)

    /// `Timestamp [ms];⇥CPU cores;⇥…`, one machine a file; most copies have seconds in spite of the name, and repeat rows.
    static let bitbrains = LongTableLayout(
        columns: LongTableColumns(id: nil, time: "Timestamp [ms]", value: "CPU usage [%]"), timeUnit: .seconds, times: .bySize,
        quantity: percent, habits: FormatHabits(step: 300 * second, duplicates: .mean), isNamedAfterFile: true)

    /// `timestamp,service,request_rate_rps,…`, every 30 s but for microseconds.
    static let sockShop = LongTableLayout(
        columns: LongTableColumns(id: "service", time: "timestamp", value: "request_rate_rps"), quantity: .rate("requests/s"),
        habits: FormatHabits(step: 30 * second))

    /// `timestamp;cluster;pipeline_id;…`: rows of nodes and rows of pipelines. Files repeat the last row of the one before.
    static let edgePipelines = LongTableLayout(
        columns: LongTableColumns(id: "cluster", time: "timestamp", value: "node_cpu_usage"), part: "pipeline_id", timeUnit: .seconds,
        quantity: percent, habits: FormatHabits(step: 5 * second, duplicates: .first), hasStrangers: true)

    /// `Page,date,value`.
    static let wikipedia = LongTableLayout(
        columns: LongTableColumns(id: "Page", time: "date", value: "value"), quantity: .count("page views"))

    /// `Time,Demand,Temperature,Date,Holiday`; `Time` is in UTC, `Date` local.
    static let vicElec = LongTableLayout(
        columns: LongTableColumns(id: nil, time: "Time", value: "Demand"), quantity: .gauge("MW", lowerBound: 0), isNamedAfterFile: true)
}
