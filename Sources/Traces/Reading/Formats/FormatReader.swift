/// Reads the sources of one format one after the other and makes the series of all of them.
///
/// A value, so that its state is not checked for overlapping access at every row.
protocol FormatReader {
    /// Reads a source to its end.
    mutating func read(_ opened: OpenedSource) throws(TraceError)
    /// Makes the set, once every source is read.
    mutating func finish() throws(TraceError) -> ReadResult
}

/// What a reader of one format hands back.
struct ReadResult {
    var set: SeriesSet
    var totals: [TraceTotal]
    /// Sum over all series, those left out included.
    var total: TraceTotal

    /// Makes the set.
    init(
        _ finished: FinishedSeries, total: TotalAccumulator, quantity: Quantity, calendar: DemandCalendar = DemandCalendar(),
        columns: LongTableColumns? = nil
    ) throws(TraceError) {
        // Positions have no clock, whatever the format says.
        let isIndexed = finished.series.first?.axis.kind == .index
        let calendar = isIndexed ? DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false) : calendar
        do {
            set = try SeriesSet(
                finished.series, quantity: quantity, calendar: calendar, pastCovariates: columns?.pastCovariates ?? [],
                futureCovariates: columns?.futureCovariates ?? [], staticCovariates: columns?.staticCovariates ?? [])
        } catch {
            throw .series(error)
        }
        totals = finished.totals
        self.total = total.total
    }
}
