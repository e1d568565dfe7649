public import Workloads

/// A function of a study: its demand, of which a part is simulated, and what its windows were said to be.
public struct ScalingSubject: Sendable {
    /// The demand; a step is a minute.
    public let trace: DemandTrace
    /// Classes of the windows of the whole series, in their order; none looks behind its own end.
    public let windows: [WindowClass]
    /// Minutes of a window.
    public let windowLength: Int
    /// The class under which the function is reported; `nil` for idle.
    public let archetype: Archetype?

    /// Makes a subject.
    /// - Parameters:
    ///   - trace: the demand; a step is a minute.
    ///   - windows: classes of the windows of the whole series.
    ///   - windowLength: minutes of a window.
    ///   - truth: the class of the function where it is known; `nil` for what most windows in the simulated time are said to be.
    public init(_ trace: DemandTrace, windows: [WindowClass], windowLength: Int, truth: Archetype? = nil) {
        (self.trace, self.windows, self.windowLength) = (trace, windows, windowLength)
        archetype = truth ?? Self.mostFrequent(windows.filter { trace.range.contains($0.start) })
    }

    private static func mostFrequent(_ windows: [WindowClass]) -> Archetype? {
        func count(_ outcome: WindowOutcome) -> Int { windows.filter { $0.outcome == outcome }.count }
        let best = Archetype.allCases.reduce(Archetype.spike) { count(.archetype($1)) > count(.archetype($0)) ? $1 : $0 }
        return count(.archetype(best)) > count(.idle) ? best : nil
    }

    /// The classes as a policy may know them.
    var schedule: ArchetypeSchedule {
        ArchetypeSchedule(windows, length: windowLength, start: trace.start - Int64(trace.range.lowerBound) * trace.step)
    }

    /// Mean demand of every minute before the simulated time.
    var history: [Double] { trace.series.values.prefix(trace.range.lowerBound).map { Double($0) * trace.demandPerValue } }

    /// Classes by minute of the simulated time, for the published simulator.
    func compatibleClasses(limit: Int?) -> CompatibleClassFeed {
        let schedule = schedule
        return CompatibleClassFeed(
            trace.range.indices.map { place in
                guard let window = schedule.latest(at: trace.start + Int64(place - trace.range.lowerBound) * trace.step),
                    case .archetype(let archetype) = window.outcome
                else { return nil }
                return CompatibleClass(archetype, confidence: window.confidence)
            }, limit: limit)
    }
}
