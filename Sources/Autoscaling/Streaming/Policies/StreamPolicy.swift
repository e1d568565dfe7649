/// A rule that decides slot by slot how many instances serve the streams.
///
/// A policy is a value: configuration only. What it remembers during a run is its ``State``. It sees the slots served so far; what knows
/// more is a forecast it was made with, whose origins are checked.
public protocol StreamPolicy: Sendable {
    /// What a policy remembers from slot to slot.
    associatedtype State: Sendable

    /// Short name with its settings: `vanilla:5`.
    var name: String { get }
    /// Slots whose latencies it looks back at; 0 when it does not look at latencies.
    var latencyWindow: Int { get }
    /// Instances to begin with; `nil` for those of the scenario.
    var initialInstances: Int? { get }
    /// The forecast that it acts on; `nil` for none.
    var forecastInUse: (any OccupancyForecast)? { get }

    /// Checks the policy and gives its state before the first slot.
    /// - Throws: ``StreamingError``.
    func start(_ run: StreamPolicyRun) throws(StreamingError) -> State

    /// Instances wanted behind the slot just served, and why.
    ///
    /// The simulator keeps the answer inside the limits of the scenario.
    /// - Throws: ``StreamingError``.
    func decide(_ observation: StreamObservation, state: inout State) throws(StreamingError) -> StreamDecision
}

extension StreamPolicy {
    /// 0: it does not look at latencies.
    public var latencyWindow: Int { 0 }
    /// `nil`: it takes what it finds.
    public var initialInstances: Int? { nil }
    /// `nil`: it acts on what is, not on what will be.
    public var forecastInUse: (any OccupancyForecast)? { nil }
}

/// What a policy may know before a run.
public struct StreamPolicyRun: Sendable {
    /// The scenario.
    public let scenario: StreamScenario
    /// How many instances streams need.
    public let capacity: StreamCapacity
    /// Plans with the percentile of few frames or the exact one, as the scenario has it.
    public let planner: InstancePlanner
    /// First simulated slot of the trace.
    public let firstSlot: Int
    /// Slots of the trace that lie before the simulation, oldest first: what may be learnt from.
    public let history: ArraySlice<Int>
}

/// What a policy sees when it decides.
public struct StreamObservation: Sendable {
    /// The slot just served, counted from the begin of the trace.
    public let slot: Int
    /// Slots served before it.
    public let elapsed: Int
    /// Streams of the slot.
    public let streams: Int
    /// Instances that served it.
    public let instances: Int
    /// Instances asked for: more than ``instances`` while new ones start.
    public let requested: Int
    /// Where the percentile of the last ``StreamPolicy/latencyWindow`` slots lies; `.within` for policies that do not look at it.
    public let band: LatencyBand
}

/// A decision.
public struct StreamDecision: Hashable, Sendable {
    /// Why the number of instances changes.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Latency above the upper bound.
        case latencyAbove
        /// Latency below the lower bound.
        case latencyBelow
        /// A forecast at a decision time.
        case forecast
        /// More streams than the instances carry, between decision times.
        case fallback
        /// A forecast made anew because the one before was far off.
        case replan
        /// The current number of streams.
        case load
        /// The time of the week.
        case calendar
        /// Least expected cost.
        case cost
        /// The setting of a policy that never changes.
        case fixed
    }

    /// Instances wanted.
    public var instances: Int
    /// Why, if the number changes.
    public var reason: Reason

    /// Makes a decision.
    public init(_ instances: Int, _ reason: Reason) { (self.instances, self.reason) = (instances, reason) }
}
