/// A rule that decides how many replicas there should be.
///
/// A policy is a value: configuration only. What it has to remember during a run is its ``State``, made anew for every run, so one policy
/// can be run on many series at the same time. A policy sees the world through a ``PolicyObservation``, which holds nothing about the
/// future: causality is a property of the interface, not of the good will of a policy. ``OraclePolicy``, which does know the future, gets
/// it explicitly when it is made.
public protocol ScalingPolicy: Sendable {
    /// What a policy remembers from decision to decision.
    associatedtype State: Sendable

    /// Short name as users write it: `hpa`.
    var name: String { get }
    /// The settings in one line, for reports.
    var summary: String { get }

    /// Checks the policy against the run and gives its state before the first decision.
    /// - Throws: ``SimulationError`` when the policy cannot work under these circumstances.
    func start(_ run: PolicyRun) throws(SimulationError) -> State

    /// Replicas wanted from now on, and why. Called once per sync period, in time order.
    ///
    /// The simulator moves the answer into the limits of the deployment.
    func decide(_ observation: PolicyObservation, state: inout State) throws -> ScalingDecision
}

/// What a policy may know of a run before it starts.
public struct PolicyRun: Sendable {
    /// What is scaled.
    public let deployment: Deployment
    /// Length of a step of the series, nanoseconds.
    public let step: Int64
    /// Name of the forecaster at hand, if any.
    public let forecaster: String?
    /// Longest window of that forecaster in steps; `nil` when any is possible.
    public let maximumWindow: Int?

    /// Makes a description of a run.
    public init(deployment: Deployment, step: Int64, forecaster: String? = nil, maximumWindow: Int? = nil) {
        (self.deployment, self.step, self.forecaster, self.maximumWindow) = (deployment, step, forecaster, maximumWindow)
    }

    /// Steps that a forecast has to reach in the worst case so that it covers the next `span` from any decision of the run: a value is
    /// unknown until its step has ended and the metric delay has passed, so the forecast begins that much in the past.
    public func window(covering span: Duration) -> Int {
        let (sync, delay) = (deployment.sync.nanoseconds, deployment.metricDelay.nanoseconds)
        // Decisions lie at multiples of the sync period after the start of a step: with g = gcd(step, sync), the time since the last
        // known step ended, less the delay, is one of −delay mod g, … + g, … + 2g, … below the step.
        var (g, rest) = (step, sync)
        while rest != 0 { (g, rest) = (rest, g % rest) }
        let phase = (g - delay % g) % g
        let age = delay + (step - g) + phase
        return max(1, Int((age + span.nanoseconds + step - 1) / step))
    }
}
