/// Several series that measure the same quantity at the same step.
public struct SeriesSet: Sendable, Equatable {
    /// The series, in the order of the source.
    public var series: [Series]
    /// What the values measure.
    public var quantity: Quantity
    /// How clock times map to time of day, weekday and holiday.
    public var calendar: DemandCalendar
    /// Names of the past covariates of every series.
    public var pastCovariates: [String]
    /// Names of the covariates known in advance.
    public var futureCovariates: [String]
    /// Names of the static covariates.
    public var staticCovariates: [String]

    /// Makes a set.
    /// - Throws: ``SeriesError/mixedSteps(first:second:)`` when two series have different steps or kinds of time,
    ///   ``SeriesError/duplicateSeries(_:)`` when an id appears twice.
    public init(
        _ series: [Series], quantity: Quantity, calendar: DemandCalendar = DemandCalendar(), pastCovariates: [String] = [],
        futureCovariates: [String] = [], staticCovariates: [String] = []
    ) throws(SeriesError) {
        var seen = Set<String>(minimumCapacity: series.count)
        // By index: a copy of a series touches everything it holds.
        for index in series.indices {
            if series[index].axis.step != series[0].axis.step || series[index].axis.kind != series[0].axis.kind {
                throw SeriesError.mixedSteps(first: series[0].id, second: series[index].id)
            }
            if !seen.insert(series[index].id).inserted { throw SeriesError.duplicateSeries(series[index].id) }
        }
        self.series = series
        self.quantity = quantity
        self.calendar = calendar
        self.pastCovariates = pastCovariates
        self.futureCovariates = futureCovariates
        self.staticCovariates = staticCovariates
    }

    /// The series with this id.
    public subscript(id id: String) -> Series? { series.first { $0.id == id } }
}
