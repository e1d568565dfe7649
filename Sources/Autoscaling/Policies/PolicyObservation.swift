/// Everything a policy sees when it decides: the past as it has been measured, the replicas, and forecasts made from the past.
public struct PolicyObservation: Sendable {
    /// Now, nanoseconds as in the trace.
    public let time: Int64
    /// Sub-step that begins now, 0-based.
    public let subStep: Int
    /// Demand of every sub-step whose measurement has arrived, oldest first, `[≤ subStep]`; NaN where none was taken. The last one ended
    /// at least the metric delay ago.
    public let demand: ArraySlice<Double>
    /// The latest of these measurements; `nil` as long as there is none, and when it is missing.
    public let latest: DemandMeasurement?
    /// Replicas that serve now.
    public let ready: Int
    /// Replicas that were asked for and do not serve yet.
    public let pending: Int
    /// All replicas with their ages, oldest first.
    public let cohorts: [ReplicaCohort]
    /// What is scaled.
    public let deployment: Deployment
    /// Forecasts from what is known now; `nil` when the run has no forecaster.
    public let forecasts: ForecastView?

    /// Makes an observation.
    public init(
        time: Int64, subStep: Int, demand: ArraySlice<Double>, latest: DemandMeasurement?, ready: Int, pending: Int,
        cohorts: [ReplicaCohort], deployment: Deployment, forecasts: ForecastView?
    ) {
        self.time = time
        self.subStep = subStep
        self.demand = demand
        self.latest = latest
        self.ready = ready
        self.pending = pending
        self.cohorts = cohorts
        self.deployment = deployment
        self.forecasts = forecasts
    }

    /// Replicas asked for: ready and pending.
    public var replicas: Int { ready + pending }
}

/// What was measured in one metric window.
public struct DemandMeasurement: Hashable, Sendable {
    /// Start of the window, nanoseconds as in the trace.
    public var start: Int64
    /// Mean demand, finite, in the unit of the capacity.
    public var demand: Double
    /// Mean number of replicas that served.
    public var ready: Double
    /// Demand that was being worked on, at most the capacity of the replicas, in the unit of the demand; `nil` in fluid time, where it
    /// is the smaller of demand and capacity.
    public var served: Double?
    /// Mean number of requests in line; `nil` in fluid time without requests.
    public var waiting: Double?

    /// Makes a measurement.
    public init(start: Int64, demand: Double, ready: Double, served: Double? = nil, waiting: Double? = nil) {
        (self.start, self.demand, self.ready, self.served, self.waiting) = (start, demand, ready, served, waiting)
    }
}
