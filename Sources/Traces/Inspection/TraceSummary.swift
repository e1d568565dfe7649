/// What a person wants to know first about a trace.
public struct TraceSummary: Hashable, Sendable, Codable {
    /// Missing stretches: runs of missing values between known ones, and at the ends of a series.
    public struct Gaps: Hashable, Sendable, Codable {
        /// Number of runs over all series.
        public var count: Int
        /// Series with at least one.
        public var series: Int
        /// Length of the longest, in steps.
        public var longest: Int
        /// Series of the longest; the first of several.
        public var longestSeries: String?
        /// Time of the first missing value of the longest.
        public var longestStart: String?
    }

    /// One series in a line.
    public struct Line: Hashable, Sendable, Codable {
        /// Identifier.
        public var id: String
        /// Number of known values.
        public var known: Int
        /// Sum of the known values; exact where the reader counted exactly.
        public var total: Double
        /// Mean of the known values; `nil` when there is none.
        public var mean: Double?
        /// Largest value.
        public var maximum: Double?
        /// Share of zeros among the known values.
        public var zeros: Double?
        /// Shape over the time of the series, see ``Sparkline``.
        public var sparkline: String
    }

    /// Lasting changes of level, see ``LevelShiftDetector``.
    public struct Shifts: Hashable, Sendable, Codable {
        /// Number of shifts over all series.
        public var count: Int
        /// Series with at least one.
        public var series: Int
        /// Series of the latest; the first of several.
        public var latestSeries: String?
        /// Time of the first value after the latest.
        public var latestTime: String?
        /// Level before the latest.
        public var before: Double?
        /// Level after the latest.
        public var after: Double?
    }

    /// Number of series.
    public var series: Int
    /// Seconds between two values; `nil` on an index axis.
    public var stepSeconds: Double?
    /// Distance between two values in index units; `nil` on a clock.
    public var stepIndex: Int64?
    /// Time of the first value of all series: RFC 3339 in UTC, or an index; `nil` without values.
    public var start: String?
    /// Time of the last value of all series.
    public var end: String?
    /// Steps from the first time to the last, both counted.
    public var steps: Int
    /// Length of the shortest series.
    public var shortest: Int
    /// Length of the longest series.
    public var longest: Int
    /// Zone of the calendar.
    public var timeZone: String
    /// Count, rate or gauge.
    public var kind: Quantity.Kind
    /// Unit.
    public var unit: String
    /// Number of values, missing ones included.
    public var values: Int
    /// Number of missing values.
    public var missing: Int
    /// Share of zeros among the known values; `nil` when nothing is known.
    public var zeros: Double?
    /// Smallest known value.
    public var minimum: Double?
    /// Median of the known values.
    public var median: Double?
    /// Mean of the known values.
    public var mean: Double?
    /// Largest known value.
    public var maximum: Double?
    /// Sum of all counts; `nil` for rates and gauges, whose sum means nothing.
    public var total: Double?
    /// Missing stretches.
    public var gaps: Gaps
    /// Seasons, the one that explains most first.
    public var seasons: [SetSeason]
    /// Lasting changes of level in all series.
    public var shifts: Shifts
    /// Shape of the whole: the sum of all series at each time (the mean for gauges); `nil` when it spans more than 2²⁴ steps.
    public var sparkline: String?
    /// The largest series, by total for counts and by mean for rates and gauges, largest first.
    public var top: [Line]
}
