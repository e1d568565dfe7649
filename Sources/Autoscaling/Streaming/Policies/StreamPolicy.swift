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
