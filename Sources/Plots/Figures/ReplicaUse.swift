import Autoscaling

/// How much of what the ready replicas could do they did, in every sub-step of a run.
struct ReplicaUse {
    let timeline: SimulationTimeline
    /// Requests in service, where they are known.
    private let busy: [Double]?
    /// What a replica can do: requests at a time where those in service are known, else demand.
    private let unit: Double

    /// - Parameters:
    ///   - result: the run.
    ///   - timeline: its sub-steps.
    ///   - capacity: of a replica.
    ///   - concurrency: requests that a replica serves at a time; `nil` where nobody has said it.
    init(_ result: SimulationResult, timeline: SimulationTimeline, capacity: Double, concurrency: Int?) {
        self.timeline = timeline
        busy = timeline.requests.flatMap { $0.busy.isEmpty ? nil : $0.busy }
        guard busy != nil else {
            unit = capacity
            return
        }
        // Capacity is concurrency over the mean service time, and the mean of thousands of service times is near that.
        let service = result.requests.map { $0.meanResponseSeconds - $0.meanWaitSeconds } ?? 0
        unit = concurrency.map(Double.init) ?? max(1, (capacity * service).rounded())
    }

    /// What was done and what could have been done; `nil` where no replica was ready or demand is unknown.
    func use(_ subStep: Int) -> (done: Double, possible: Double)? {
        let possible = Double(timeline.ready[subStep]) * unit
        let done = busy?[subStep] ?? timeline.demand[subStep]
        guard possible > 0, !done.isNaN, !timeline.demand[subStep].isNaN else { return nil }
        // Replicas that became ready inside the sub-step are counted in whole numbers.
        return (min(max(0, done), possible), possible)
    }
}
