/// A trace as it was read: the series, and everything a person should know about how they came about.
public struct TraceReading: Sendable {
    /// One source that was read.
    public struct Source: Hashable, Sendable {
        /// Name of the source.
        public var name: String
        /// Rows of its table (numbers, for bare numbers).
        public var rows: Int
    }

    /// The series, repaired as the options ask.
    public var set: SeriesSet
    /// Format, as recognised or as given.
    public var format: TraceFormat
    /// The sources in the order they were read.
    public var sources: [Source]
    /// Sums of the values as written, before any repair, in the order of ``set``.
    public var totals: [TraceTotal]
    /// Sum over all series, those left out included.
    public var total: TraceTotal
    /// What was found, the first ones of each kind; see ``TraceReadingOptions/maximumFindings``.
    public var findings: [Finding]
    /// Complete counts of what was found: rows, cells or steps by kind.
    public var findingCounts: [Finding.Kind: Int]
    /// What the files do not say and was assumed.
    public var assumptions: [TraceAssumption]

    /// Rows of all sources.
    public var rows: Int { sources.reduce(0) { $0 + $1.rows } }
}
