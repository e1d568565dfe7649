import Tensors
import Traces

/// Rates of one metric, class by class.
struct RateModel: Sendable {
    /// A class: all cells that the same filters match.
    struct CellClass: Sendable {
        var factor = 1.0
        var zone: TimeZoneRules
        var daily = SeasonalProfile.none
        var weekly = SeasonalProfile.none
        var yearly = SeasonalProfile.none
        var trend = LevelTrend.none
        var noise = ObservationNoise.poisson
        var residual: CellSettings.Residual?
        var events: [(event: CalendarEvent, starts: [CalendarDate])] = []
        /// Positions in the list of incidents.
        var incidents: [Int] = []

        mutating func apply(_ settings: CellSettings) {
            if let value = settings.factor { factor *= value }
            if let value = settings.zone { zone = value }
            if let value = settings.daily { daily = value }
            if let value = settings.weekly { weekly = value }
            if let value = settings.yearly { yearly = value }
            if let value = settings.trend { trend = value }
            if let value = settings.noise { noise = value }
            if let value = settings.residual { residual = value }
        }
    }

    let grid: TimeGrid
    let composition: CubeMetric.Composition
    let classes: [CellClass]
    let incidents: [Incident]

    private static let hour: Int64 = 3_600 * TimeAxis.nanosecondsPerSecond

    /// Components of all classes in a bucket. Buckets longer than an hour are averages over their hours.
    func components(bucket: Int) -> [RateComponents] {
        let span = grid.interval(of: bucket)
        let length = span.upperBound - span.lowerBound
        let pieces = max(1, (length + Self.hour - 1) / Self.hour)
        return classes.map { cellClass in
            if pieces == 1 { return components(cellClass, at: span.lowerBound + length / 2, bucket: bucket) }
            var mean = RateComponents()
            mean.deviations = 0
            let share = 1 / Double(pieces)
            let paths: [WritableKeyPath<RateComponents, Double>] = [
                \.trend, \.daily, \.weekly, \.yearly, \.event, \.incident, \.expected, \.noiseScale, \.deviations,
            ]
            for path in paths { mean[keyPath: path] = 0 }
            for piece in 0..<pieces {
                let at = span.lowerBound + (2 * piece + 1) * length / (2 * pieces)
                let part = components(cellClass, at: at, bucket: bucket)
                for path in paths { mean[keyPath: path] += part[keyPath: path] * share }
            }
            return mean
        }
    }

    private func components(_ cell: CellClass, at time: Int64, bucket: Int) -> RateComponents {
        var parts = RateComponents()
        var seasonal = time
        var limit = Double.infinity
        // An incident counts in a bucket as a whole: what its label says is what has an effect.
        let middle = grid.middle(of: bucket)
        for number in cell.incidents {
            let incident = incidents[number]
            guard incident.kind.changesRate, incident.buckets.contains(bucket) else { continue }
            let share = incident.share(at: middle)
            switch incident.kind {
            case .saturation: limit = min(limit, incident.size)
            case .varianceShift: parts.noiseScale *= incident.size
            case .phaseShift: seasonal -= Int64(incident.size * Double(Self.hour))
            default:
                if incident.isInDeviations {
                    parts.deviations += incident.size * share
                } else {
                    parts.incident *= max(0, 1 + (incident.size - 1) * share)
                }
            }
        }
        let seconds = seasonal / TimeAxis.nanosecondsPerSecond
        let local =
            Double(seconds + Int64(cell.zone.offset(at: seconds))) / 86_400
            + Double(seasonal % TimeAxis.nanosecondsPerSecond) / 86_400e9
        // Day 4 after 1970-01-01, a Thursday, was a Monday.
        let (inWeek, inYear) = ((local - 4) / 7, local / 365.2425)
        parts.trend = cell.trend.factor(at: time, start: grid.start)
        if case .hourOfWeek = cell.daily.shape {
            parts.daily = cell.daily.factor(at: inWeek, phase: cell.daily.phase / 168)
        } else {
            parts.daily = cell.daily.factor(at: local, phase: cell.daily.phase / 24)
            parts.weekly = cell.weekly.factor(at: inWeek, phase: cell.weekly.phase / 7)
        }
        parts.yearly = cell.yearly.factor(at: inYear, phase: cell.yearly.phase / 365.2425)
        for (event, starts) in cell.events { parts.event *= event.factor(atLocalDay: local, starts: starts) }
        let factors = [parts.trend, parts.daily, parts.weekly, parts.yearly, parts.event, parts.incident]
        let joined =
            composition == .multiplicative
            ? factors.reduce(1) { $0 * max(0, $1) } : factors.reduce(1) { $0 + $1 - 1 }
        parts.expected = min(max(0, joined), limit)
        return parts
    }
}
