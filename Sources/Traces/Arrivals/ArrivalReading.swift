/// Requests one by one as they were read, and everything a person should know about how they came about.
public struct ArrivalReading: Sendable {
    /// The requests.
    public var trace: ArrivalTrace
    /// Format, as recognised or as given.
    public var format: TraceFormat
    /// The sources in the order they were read.
    public var sources: [TraceReading.Source]
    /// What was found, the first ones of each kind; see ``TraceReadingOptions/maximumFindings``.
    public var findings: [Finding]
    /// Complete counts of what was found.
    public var findingCounts: [Finding.Kind: Int]
    /// What the files do not say and was assumed.
    public var assumptions: [TraceAssumption]

    /// Rows of all sources.
    public var rows: Int { sources.reduce(0) { $0 + $1.rows } }
}
