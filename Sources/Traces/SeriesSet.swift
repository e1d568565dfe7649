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
        for one in series {
            if let first = series.first, one.axis.step != first.axis.step || one.axis.kind != first.axis.kind {
                throw SeriesError.mixedSteps(first: first.id, second: one.id)
            }
            if !seen.insert(one.id).inserted { throw SeriesError.duplicateSeries(one.id) }
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
