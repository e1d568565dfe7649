extension ReadingSession {
    /// A value as it is kept: of a counter that is to be turned into increases, what it grew by.
    /// - Parameter column: of the value, in the row that the scanner stands at.
    /// - Throws: ``TraceError/negativeCounter(at:found:)``.
    func kept(
        _ value: Double, of observations: inout Observations, at time: Int64, kind: TimeAxis.Kind, _ scanner: CSVScanner, column: Int
    ) throws(TraceError) -> Double {
        guard options.counters == .increase else { return value }
        if value < 0 {
            throw .negativeCounter(at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes))
        }
        let (increase, isReset) = observations.counter(value, at: time)
        if isReset {
            let id = observations.id
            log.add(.counterReset) {
                Finding(kind: .counterReset, series: id, time: kind.format(time), location: scanner.location(column: column))
            }
        }
        return increase
    }

    /// Reports the series of a set that look like counters.
    func noteCounters(in set: SeriesSet) {
        for series in set.series {
            guard let shape = CounterShape(series.values) else { continue }
            log.add(.counter) { Finding(kind: .counter, series: series.id, count: shape.resets) }
        }
    }
}
