import Traces

/// One job of a workload.
public struct LadderJob: Hashable, Sendable {
    /// Number, from 0, in the order of submission.
    public let id: Int
    /// Submission, microseconds from the start of the trace.
    public let submitMicroseconds: Int64
    /// Lifetime, microseconds; at least 1.
    public let durationMicroseconds: Int64
    /// Cores it asks for.
    public let cores: Int
    /// Who submitted it.
    public let user: Int
}

extension LadderJob {
    /// The job as an instance that is placed as soon as it is asked for, on no particular host.
    public var life: InstanceLife {
        InstanceLife(
            id: String(id), user: "user \(user)", cores: cores, submitted: submitMicroseconds,
            done: submitMicroseconds + durationMicroseconds)
    }
}
