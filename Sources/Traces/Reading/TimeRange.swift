/// Times that are taken: on both sides there is room in 64 bits for steps, bins and horizons of years.
enum TimeRange {
    /// Seconds since 1970 of the years 1700 to 2199.
    static let seconds = CivilDate.days(year: 1_700, month: 1, day: 1) * 86_400..<CivilDate.days(year: 2_200, month: 1, day: 1) * 86_400

    /// Positions, ±10^15.
    static let positions: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000

    /// Whether a time of an axis is in range.
    static func contains(_ time: Int64, kind: TimeAxis.Kind) -> Bool {
        kind == .clock ? seconds.contains(time.dividedDown(by: TimeAxis.nanosecondsPerSecond)) : positions.contains(time)
    }
}
