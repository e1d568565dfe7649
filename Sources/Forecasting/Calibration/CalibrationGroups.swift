import Traces

/// Which group a target belongs to.
enum CalibrationGroups: Sendable, Hashable, Codable {
    case single
    case clusters(SeriesClusters)
    /// Hours of the week (168), or of the day where the calendar's weekdays mean nothing (24).
    case hours(DemandCalendar)

    /// Groups of a configuration, fitted to validation forecasts.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for hours of a trace without a clock.
    init(_ grouping: CalibrationGrouping, sample: ValidationForecasts, calendar: DemandCalendar) throws(ForecastError) {
        switch grouping {
        case .none: self = .single
        case .clusters(let count):
            let counts = CalibrationGrouping.clusterCounts
            guard counts.contains(count) else {
                throw ForecastError.invalidConfiguration(
                    "series are put into \(counts.lowerBound) to \(counts.upperBound) clusters, found \(count)")
            }
            // Every series once, as it was before its first validation forecast.
            var first: [String: History] = [:]
            for origin in sample.origins where origin.count < first[origin.id]?.count ?? .max { first[origin.id] = origin }
            self = .clusters(SeriesClusters(of: first.sorted { $0.key < $1.key }.map(\.value), count: count))
        case .hourOfWeek:
            guard sample.origins.first?.series.axis.kind == .clock, calendar.timeOfDayIsReal else {
                throw ForecastError.invalidConfiguration(
                    "hours of the week need times of a real clock, these are an index or a shifted clock; calibrate without groups or by clusters"
                )
            }
            self = .hours(calendar)
        }
    }

    /// Number of groups.
    var count: Int {
        switch self {
        case .single: 1
        case .clusters(let clusters): clusters.count
        case .hours(let calendar): calendar.dayOfWeekIsReal ? 168 : 24
        }
    }

    /// Whether what a file says can be used.
    var isSound: Bool { if case .clusters(let clusters) = self { clusters.isSound } else { true } }

    /// The group of all targets of a history, where it does not depend on their time.
    func group(of history: History) -> Int { if case .clusters(let clusters) = self { clusters.kind(of: history) } else { 0 } }

    /// The group of a target.
    /// - Parameters:
    ///   - time: of the target.
    ///   - series: group of its series.
    @inline(__always)
    func group(at time: Int64, series: Int) -> Int {
        guard case .hours(let calendar) = self else { return series }
        let local = calendar.localTime(at: time)
        return (calendar.dayOfWeekIsReal ? local.weekday * 24 : 0) + local.secondOfDay / 3600
    }
}
