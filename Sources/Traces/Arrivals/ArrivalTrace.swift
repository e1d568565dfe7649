/// Requests one by one: who was asked, and when.
///
/// Times are seconds from the start of the trace, which may be unknown; counts per step of the same requests are a ``SeriesSet``.
public struct ArrivalTrace: Hashable, Sendable {
    /// Whoever was asked (functions, models), in the order of their first appearance in the files; unique.
    public let ids: [String]
    /// Arrivals of every id, in seconds from the start of the trace, ascending; equal times are simultaneous requests.
    public let arrivals: [[Double]]
    /// What the trace covers, in seconds from its start: first included, last excluded.
    public let span: Range<Double>
    /// Start of the trace in Unix milliseconds; `nil` where the publisher does not say.
    public let start: Int64?

    /// Makes a trace.
    /// - Precondition: as many arrays as ids; every array ascends and lies inside the span.
    public init(ids: [String], arrivals: [[Double]], span: Range<Double>, start: Int64? = nil) {
        precondition(ids.count == arrivals.count, "one array of arrivals for every id")
        (self.ids, self.arrivals, self.span, self.start) = (ids, arrivals, span, start)
    }

    /// Requests in all.
    public var count: Int { arrivals.reduce(0) { $0 + $1.count } }
}
