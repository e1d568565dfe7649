/// Parameters of a synthetic trace of operating rooms that stream video.
public struct SurgeryConfiguration: Codable, Hashable, Sendable {
    /// Rooms.
    public var rooms = 10
    /// Weeks from a Monday on.
    public var weeks = 8
    /// Chance that a room-day is a jittered copy of the same room-day a week earlier: 1 repeats the weeks, 0 makes them independent.
    public var templateShare = 0.0
    /// Standard deviation of that jitter in minutes.
    public var jitter = 5.0
    /// Emergencies a day, at any hour, beside the plan.
    public var emergencyRate = 0.2
    /// Days (from 0) that are like a Sunday.
    public var holidays: [Int] = []
    /// Day on which all operations take 1.4 times as long.
    public var overrunDay: Int?
    /// Day from which on two rooms are closed.
    public var closureDay: Int?
    /// Streams of every operation.
    public var camerasPerSurgery = 1
    /// Seed.
    public var seed: UInt64 = 1

    /// The default parameters.
    public init() {}

    /// What is wrong with the parameters, if anything.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func validate() throws(SynthesisError) {
        let counts: [(String, Int, ClosedRange<Int>)] = [
            ("rooms", rooms, 1...10_000), ("weeks", weeks, 1...5_200), ("cameras per surgery", camerasPerSurgery, 1...1_000),
        ]
        for (name, found, range) in counts where !range.contains(found) {
            throw .outOfRange(parameter: name, expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(found)")
        }
        let reals: [(String, Double, ClosedRange<Double>)] = [
            ("template share", templateShare, 0...1), ("jitter", jitter, 0...120), ("emergency rate", emergencyRate, 0...1_000),
        ]
        for (name, found, range) in reals where !range.contains(found) {
            throw .outOfRange(parameter: name, expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(found)")
        }
        guard rooms * weeks <= 1_000_000 else {
            throw .outOfRange(parameter: "rooms × weeks", expected: "at most 1,000,000", found: "\(rooms * weeks)")
        }
    }

    /// The parameters on one line, for the head of a file.
    public var summary: String {
        "synthetic rooms=\(rooms) weeks=\(weeks) templateShare=\(templateShare) jitter=\(jitter) emergencyRate=\(emergencyRate) "
            + "holidays=\(holidays) overrunDay=\(overrunDay.map { "\($0)" } ?? "none") "
            + "closureDay=\(closureDay.map { "\($0)" } ?? "none") camerasPerSurgery=\(camerasPerSurgery) seed=\(seed)"
    }
}
