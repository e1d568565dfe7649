/// What happened in every sub-step of a run, for plots and for looking closely. All arrays have the same length.
public struct SimulationTimeline: Hashable, Sendable, Codable {
    /// Time of the first sub-step, nanoseconds as in the trace.
    public var start: Int64
    /// Length of a sub-step, nanoseconds.
    public var step: Int64
    /// Demand; NaN where it is unknown.
    public var demand: [Double]
    /// Replicas that the demand needed.
    public var need: [Int32]
    /// Replicas that served.
    public var ready: [Int32]
    /// Replicas that were asked for and did not serve yet.
    public var pending: [Int32]
    /// Replicas wanted by the policy, inside the limits.
    public var wanted: [Int32]
    /// Why that many.
    public var reasons: [DecisionReason]
    /// Demand planned for by a policy that acts on forecasts; NaN where the decision came from elsewhere.
    public var plannedDemand: [Double]

    /// Requests in every sub-step, where single requests were simulated.
    public var requests: RequestTimeline?

    /// An empty timeline with room for `count` sub-steps.
    package init(start: Int64, step: Int64, count: Int) {
        (self.start, self.step) = (start, step)
        (demand, need, ready, pending, wanted, reasons, plannedDemand) = ([], [], [], [], [], [], [])
        demand.reserveCapacity(count)
        need.reserveCapacity(count)
        ready.reserveCapacity(count)
        pending.reserveCapacity(count)
        wanted.reserveCapacity(count)
        reasons.reserveCapacity(count)
        plannedDemand.reserveCapacity(count)
    }

    /// Number of sub-steps, K.
    public var count: Int { demand.count }
    /// Whether the demand of a sub-step was more than its ready replicas serve.
    public func isViolated(_ subStep: Int) -> Bool { ready[subStep] < need[subStep] }
    /// Number of decisions by their reason.
    public var reasonCounts: [DecisionReason: Int] { reasons.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

    private enum CodingKeys: String, CodingKey {
        case start, step, demand, need, ready, pending, wanted, reasons, plannedDemand, requests
    }

    /// Decodes a timeline; `null` is NaN.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        start = try values.decode(Int64.self, forKey: .start)
        step = try values.decode(Int64.self, forKey: .step)
        demand = try values.decode([Double?].self, forKey: .demand).map { $0 ?? .nan }
        need = try values.decode([Int32].self, forKey: .need)
        ready = try values.decode([Int32].self, forKey: .ready)
        pending = try values.decode([Int32].self, forKey: .pending)
        wanted = try values.decode([Int32].self, forKey: .wanted)
        reasons = try values.decode([DecisionReason].self, forKey: .reasons)
        plannedDemand = try values.decode([Double?].self, forKey: .plannedDemand).map { $0 ?? .nan }
        requests = try values.decodeIfPresent(RequestTimeline.self, forKey: .requests)
        let counts = [need.count, ready.count, pending.count, wanted.count, reasons.count, plannedDemand.count]
        guard counts.allSatisfy({ $0 == demand.count }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .demand, in: values,
                debugDescription: "a timeline needs arrays of the same length, found \([demand.count] + counts)")
        }
    }

    /// Encodes a timeline; JSON has no NaN, so unknown numbers are `null`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(start, forKey: .start)
        try values.encode(step, forKey: .step)
        try values.encode(demand.map { $0.isNaN ? nil : $0 }, forKey: .demand)
        try values.encode(need, forKey: .need)
        try values.encode(ready, forKey: .ready)
        try values.encode(pending, forKey: .pending)
        try values.encode(wanted, forKey: .wanted)
        try values.encode(reasons, forKey: .reasons)
        try values.encodeIfPresent(requests, forKey: .requests)
        try values.encode(plannedDemand.map { $0.isNaN ? nil : $0 }, forKey: .plannedDemand)
    }
}
