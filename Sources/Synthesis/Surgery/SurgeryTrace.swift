import Traces

/// Operations, and the streams they open minute by minute. Synthetic: there are no hospital data in it.
public struct SurgeryTrace: Hashable, Sendable {
    /// One operation.
    public struct Operation: Hashable, Sendable {
        /// Day, from 0.
        public let day: Int
        /// Room, from 0; −1 is an emergency.
        public let room: Int
        /// Minutes of the day in which the room is in use; may reach beyond midnight for emergencies.
        public let minutes: Range<Int>
    }

    /// What it was made with.
    public let configuration: SurgeryConfiguration
    /// Operations by day and room.
    public let operations: [Operation]
    /// Open streams, one value a minute from Monday 00:00 on.
    public let occupancy: [Int]

    /// The trace as one number a line, after a line that says what it is, which readers of the form skip and count.
    public func lines() -> [UInt8] {
        var bytes = Array("# \(configuration.summary)\n".utf8)
        for value in occupancy {
            bytes.append(decimal: Int64(value))
            bytes.append(0x0a)
        }
        return bytes
    }

    /// The trace as a set of one series, `synthetic-surgery`.
    /// - Parameter startSeconds: the first Monday 00:00, in seconds since 1970; the default is 2026-01-05 in UTC.
    public func series(startSeconds: Int64 = 1_767_571_200) -> SeriesSet {
        let series = Series(
            id: "synthetic-surgery", axis: .clock(startSeconds: startSeconds, stepSeconds: 60), values: occupancy.map(Float.init),
            labels: ["parameters": configuration.summary])
        return try! SeriesSet([series], quantity: .gauge("streams", lowerBound: 0))
    }
}
