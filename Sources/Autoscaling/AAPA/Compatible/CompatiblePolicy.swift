/// A policy of AAPA's published simulator: how many pods there should be, every five seconds.
///
/// These policies see what the original sees and nothing else. A policy is a value; what it remembers is its state, made anew for a run.
public protocol CompatiblePolicy: Sendable {
    /// What a policy remembers from decision to decision.
    associatedtype State: Sendable

    /// Short name, for tables.
    var name: String { get }

    /// The state before the first decision.
    func start() -> State

    /// Pods wanted from now on. Called every 5 s in time order, first at time 0.
    func pods(_ observation: CompatibleObservation, state: inout State) -> Int
}

/// What a policy of AAPA's published simulator sees.
public struct CompatibleObservation: Hashable, Sendable {
    /// Seconds since the run began.
    public var time: Double
    /// Arrivals of the last 5 s among the last 100 arrivals: 0…100.
    public var recentArrivals: Int
    /// Pods now.
    public var pods: Int
    /// The class that is handed over now, if any.
    public var handedOver: CompatibleClass?

    /// Makes an observation.
    public init(time: Double, recentArrivals: Int, pods: Int, handedOver: CompatibleClass? = nil) {
        (self.time, self.recentArrivals, self.pods, self.handedOver) = (time, recentArrivals, pods, handedOver)
    }

    /// The load signal L, requests per second: at most 20 whatever arrives.
    public var load: Double { Double(recentArrivals) / CompatibleSimulation.controlInterval }
}
