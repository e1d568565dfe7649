/// What a format fixes about a wide table.
struct WideTableLayout {
    /// Whether times are seconds from the beginning of the trace.
    var countsSeconds = false
    /// The format, where rows have no times but a known distance.
    var rowsOf: TraceFormat?
    var quantity: Quantity?
    var habits = FormatHabits()
    var calendar = DemandCalendar()

    /// `timestamp,1633748,223811,…`: CPU % of the virtual machines of Azure V1.
    static let azureVM = WideTableLayout(
        countsSeconds: true, quantity: .gauge("%", lowerBound: 0), habits: FormatHabits(step: 300 * TimeAxis.nanosecondsPerSecond),
        calendar: DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false))

    /// Means and sums over a data centre, one file per day or week; a file may have a row more than fits.
    static let dataCentre = WideTableLayout(
        countsSeconds: true, rowsOf: .dataCentre, quantity: .gauge(lowerBound: 0), habits: FormatHabits(duplicates: .last),
        calendar: DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false))
}
