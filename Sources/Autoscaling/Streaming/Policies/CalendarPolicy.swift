/// A schedule by the time of the week.
public struct CalendarPolicy: StreamPolicy {
    /// Minutes of the day in which the larger number serves.
    public let minutes: Range<Int>
    /// Days of the week, 0 for the one that the trace begins with.
    public let days: Set<Int>
    /// Instances inside the schedule.
    public let inside: Int
    /// Instances outside.
    public let outside: Int

    /// Makes the policy.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``.
    public init(minutes: Range<Int>, days: Set<Int> = [0, 1, 2, 3, 4], inside: Int, outside: Int = 1) throws(StreamingError) {
        guard minutes.lowerBound >= 0, minutes.upperBound <= 1_440, !minutes.isEmpty else {
            throw .invalidSetting(name: "schedule", found: "minutes \(minutes)", expected: "a time from 0000 to 2400 and a later one")
        }
        guard !days.isEmpty, days.allSatisfy({ (0...6).contains($0) }) else {
            throw .invalidSetting(name: "days of the schedule", found: "\(days.sorted())", expected: "some of 0 to 6")
        }
        guard inside >= 1, outside >= 1 else {
            throw .invalidSetting(name: "instances of the schedule", found: "\(inside) and \(outside)", expected: "at least 1")
        }
        (self.minutes, self.days, self.inside, self.outside) = (minutes, days, inside, outside)
    }

    /// `calendar:0730-1800:2`.
    public var name: String { "calendar:\(Self.clock(minutes.lowerBound))-\(Self.clock(minutes.upperBound)):\(inside)" }

    private static func clock(_ minute: Int) -> String {
        let text = "\(minute / 60 * 100 + minute % 60)"
        return String(repeating: "0", count: 4 - text.count) + text
    }

    /// Nothing to remember.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> Int { run.scenario.activationDelay }

    /// What the schedule has for the slot in which a new instance would begin to serve.
    public func decide(_ observation: StreamObservation, state delay: inout Int) -> StreamDecision {
        let next = wanted(observation.slot + 1)
        // Instances are asked for early enough to serve on time, and kept until their time is over.
        return StreamDecision(max(next, wanted(observation.slot + 1 + delay)), .calendar)
    }

    private func wanted(_ slot: Int) -> Int {
        days.contains(slot / 1_440 % 7) && minutes.contains(slot % 1_440) ? inside : outside
    }
}
