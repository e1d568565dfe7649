import Tensors

/// Makes traces of a hospital's operating rooms: how many are in use, minute by minute.
///
/// Calibrated on summary statistics of a published trace (five real days, perturbed by its authors); every room-day is drawn from a stream
/// named by seed, day and room, so days do not depend on one another unless they are copies.
public struct SurgeryGenerator: Sendable {
    /// Parameters.
    public var configuration: SurgeryConfiguration

    /// Makes a generator.
    public init(_ configuration: SurgeryConfiguration = SurgeryConfiguration()) { self.configuration = configuration }

    /// Makes the trace.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func generate() throws(SynthesisError) -> SurgeryTrace {
        try configuration.validate()
        let days = configuration.weeks * 7
        var operations: [SurgeryTrace.Operation] = []
        var occupancy = [Int](repeating: 0, count: days * 1_440)
        for day in 0..<days {
            let open = configuration.rooms - (day >= configuration.closureDay ?? .max ? min(2, configuration.rooms) : 0)
            for room in 0..<open {
                for minutes in plan(day, room) { operations.append(.init(day: day, room: room, minutes: minutes)) }
            }
            for minutes in emergencies(day) { operations.append(.init(day: day, room: -1, minutes: minutes)) }
        }
        for operation in operations {
            for minute in operation.minutes where operation.day * 1_440 + minute < occupancy.count {
                occupancy[operation.day * 1_440 + minute] += configuration.camerasPerSurgery
            }
        }
        return SurgeryTrace(configuration: configuration, operations: operations, occupancy: occupancy)
    }

    private var key: StreamKey { StreamKey(seed: configuration.seed).appending("surgery") }

    private func stream(_ day: Int, _ room: Int, lane: UInt32) -> KeyedRandom {
        KeyedRandom(key.appending(UInt64(room)), at: day, lane: lane)
    }

    private func isFree(_ day: Int) -> Bool { day % 7 >= 5 || configuration.holidays.contains(day) }

    /// Operations of a room-day. A copy copies the last week that was drawn itself, with a jitter of its own: jitters do not add up.
    private func plan(_ day: Int, _ room: Int) -> [Range<Int>] {
        var source = day
        while source >= 7, isFree(source) == isFree(source - 7) {
            var random = stream(source, room, lane: 1)
            guard random.uniform() < configuration.templateShare else { break }
            source -= 7
        }
        let stretch = day == configuration.overrunDay ? 1.4 : 1
        let drawn = operations(source, room, isFree: isFree(day))
        guard source != day || stretch > 1 else { return drawn.map { Int($0.start)..<Int($0.end) } }
        var random = stream(day, room, lane: 2)
        var (last, copied) = (0, [Range<Int>]())
        for operation in drawn {
            let jitter = source == day ? 0 : configuration.jitter
            let start = max(last, Int(operation.start + jitter * random.normal()))
            let length = (operation.end - operation.start) * stretch + jitter * random.normal()
            let end = min(1_439, max(start + 20, start + Int(length)))
            guard start < end else { continue }
            copied.append(start..<end)
            last = end
        }
        return copied
    }

    /// One room on one day, as it is planned and overrun.
    private func operations(_ day: Int, _ room: Int, isFree: Bool) -> [(start: Double, end: Double)] {
        var random = stream(day, room, lane: 0)
        guard random.uniform() < (isFree ? 0.175 : 0.91) else { return [] }
        let kind = random.uniform()
        let planned: Double = isFree ? (kind < 0.5 ? 1_020 : 1_200) : (kind < 0.5 ? 925 : kind < 0.6 ? 1_015 : 1_200)
        let planEnd = planned + 25 * random.normal()
        let isEarly = random.uniform() < 0.95
        let early = 535 + 40 * random.normal()
        let late = random.uniform(in: 560...790)
        var start = max(415, !isFree && isEarly ? early : late)
        var operations: [(start: Double, end: Double)] = []
        while start < min(planEnd - 25, 1_170) {
            let duration = min(645, max(25, random.logNormal(location: 4.95, scale: 0.70)))
            var end = start + duration
            if end > planEnd + 35 { end = max(planEnd + 5 * random.normal(), start + 25) }
            end = min(end, 1_200 + Double(random.integer(below: 11) - 5))
            if end - start >= 20 { operations.append((start, end)) }
            start = max(end, start) + min(160, max(10, random.logNormal(location: 3.50, scale: 0.58)))
        }
        return operations
    }

    private func emergencies(_ day: Int) -> [Range<Int>] {
        var random = stream(day, configuration.rooms, lane: 3)
        return (0..<random.poisson(mean: configuration.emergencyRate)).map { _ in
            let start = random.integer(below: 1_440)
            return start..<(start + Int(min(645, max(25, random.logNormal(location: 4.95, scale: 0.70)))))
        }
    }
}
