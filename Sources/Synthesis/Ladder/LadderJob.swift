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

extension [LadderJob] {
    /// The jobs as CSV: `id,submit_us,duration_us,cores,user`.
    public func table() -> [UInt8] {
        var bytes = Array<UInt8>("id,submit_us,duration_us,cores,user\n".utf8)
        for job in self {
            for number in [Int64(job.id), job.submitMicroseconds, job.durationMicroseconds, Int64(job.cores), Int64(job.user)] {
                if bytes.last != 0x0a { bytes.append(0x2c) }
                bytes.append(decimal: number)
            }
            bytes.append(0x0a)
        }
        return bytes
    }
}
