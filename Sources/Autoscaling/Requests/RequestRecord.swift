internal import CKernels

/// What became of one request.
public struct RequestRecord: Hashable, Sendable, Codable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// Served by a pod that was ready when it arrived.
        case served
        /// Waited for a pod to start, and was served by it.
        case coldStart
        /// Not let in, because the line was full.
        case dropped
        /// Gave up waiting.
        case timedOut
    }

    /// First arrival, nanoseconds as in the trace.
    public var arrival: Int64
    /// When its service began, or when it was given up.
    public var start: Int64
    /// When its service ended, or when it was given up.
    public var end: Int64
    /// How it ended.
    public var outcome: Outcome

    init(_ record: hk_request_record) {
        (arrival, start, end) = (record.arrival, record.start, record.end)
        switch UInt32(record.outcome) {
        case HK_SERVED.rawValue: outcome = .served
        case HK_SERVED_COLD.rawValue: outcome = .coldStart
        case HK_DROPPED.rawValue: outcome = .dropped
        default: outcome = .timedOut
        }
    }
}
