/// The Kubernetes Horizontal Pod Autoscaler, autoscaling/v2: the reactive rule that most deployments run on today.
///
/// Every sync period: recommendation from the metric with tolerance, readiness and missing metrics (``HPAPodMetrics``), then the
/// stabilisation windows and rate limits of ``HPABehavior``, then the limits. Followed: the documentation and behaviour of Kubernetes 1.33.
///
/// What has no counterpart in fluid time: pods never lose readiness once they have it, so the initial readiness delay (30 s) never
/// decides; load spreads evenly; there is one metric, so the rule for several, of which some fail, does not arise: without a measurement
/// nothing changes. Scaling to and from zero is not the HPA's: it keeps at least one replica.
///
/// Source: kubernetes.io, "Horizontal Pod Autoscaling", algorithm details and configurable scaling behaviour.
public struct HPAPolicy: ScalingPolicy, Hashable, Codable {
    /// What is measured and compared with the target.
    public enum Metric: String, Hashable, Sendable, Codable, CaseIterable {
        /// CPU-like use of a pod: it cannot exceed the capacity, so an overload looks like 100 %. Metrics of pods younger than
        /// ``HPAPolicy/initializationPeriod`` do not count until a whole measurement lies after their readiness.
        case utilization
        /// Demand per pod, however much is offered (requests per second per pod). Pods without a whole measurement since they
        /// became ready are pods without a metric.
        case averageValue
        /// Demand in total from outside the pods (a queue length, the requests at the ingress): readiness plays no role.
        case external
    }

    /// What is measured.
    public var metric: Metric
    /// Target as a share of the capacity of a replica.
    public var targetUtilization: Double
    /// Half width of the dead band around the ratio 1.
    public var tolerance: Double
    /// Age until which a pod's use does not count before it is ready (`--horizontal-pod-autoscaler-cpu-initialization-period`).
    @CodedInSeconds public var initializationPeriod: Duration
    /// Stabilisation windows and rate limits.
    public var behavior: HPABehavior

    /// Makes a policy.
    public init(
        metric: Metric = .averageValue, targetUtilization: Double = 0.7, tolerance: Double = 0.1,
        initializationPeriod: Duration = .seconds(300), behavior: HPABehavior = .standard
    ) {
        self.metric = metric
        self.targetUtilization = targetUtilization
        self.tolerance = tolerance
        self.initializationPeriod = initializationPeriod
        self.behavior = behavior
    }

    /// `hpa`.
    public var name: String { "hpa" }
    /// Metric, target, tolerance and windows.
    public var summary: String {
        let window = behavior.scaleDown.stabilizationWindow.text
        return "\(metric.rawValue), target \(targetUtilization.percent(0)) of capacity, tolerance \(tolerance), scale-down window \(window)"
    }

    /// Past recommendations and changes.
    public struct State: Sendable {
        var limiter: HPALimiter
    }

    /// Checks the settings and begins without a past.
    public func start(_ run: PolicyRun) throws(SimulationError) -> State {
        guard targetUtilization > 0, targetUtilization.isFinite else {
            throw .invalidSetting(name: "target of the HPA", found: "\(targetUtilization)", expected: "a positive share of the capacity")
        }
        guard (0...10).contains(tolerance) else {
            throw .invalidSetting(name: "tolerance of the HPA", found: "\(tolerance)", expected: "between 0 and 10")
        }
        try behavior.validate()
        return State(limiter: HPALimiter(behavior))
    }

    /// Recommendation, stabilisation, rate limits, limits.
    public func decide(_ observation: PolicyObservation, state: inout State) -> ScalingDecision {
        let current = observation.replicas
        let lower = max(1, observation.deployment.minimumReplicas)
        let upper = observation.deployment.maximumReplicas
        if current < lower { return state.limiter.apply(ScalingDecision(lower, .minimumReplicas), from: current, at: observation.time) }
        let recommended = recommendation(observation)
        if recommended.reason == .noMeasurement { return recommended }
        var decision = state.limiter.limit(recommended, from: current, at: observation.time)
        if decision.replicas > upper { decision = ScalingDecision(upper, .maximumReplicas) }
        if decision.replicas < lower { decision = ScalingDecision(lower, .minimumReplicas) }
        return state.limiter.apply(decision, from: current, at: observation.time)
    }

    /// The size that the metric asks for now, before stabilisation and rates.
    func recommendation(_ observation: PolicyObservation) -> ScalingDecision {
        let current = observation.replicas
        let capacity = observation.deployment.capacityPerReplica
        let target = targetUtilization * capacity
        guard let latest = observation.latest else { return ScalingDecision(current, .noMeasurement) }
        if metric == .external {
            return HPAPodMetrics.external(total: latest.demand, current: current, target: target, tolerance: tolerance)
        }
        guard latest.ready > 0 else { return ScalingDecision(current, .noMeasurement) }
        // Every pod that served in the measured sub-step has the mean of it; those which have gone since do not count any more.
        let offered = latest.demand / latest.ready
        let perPod = metric == .utilization ? min(latest.served.map { $0 / latest.ready } ?? offered, capacity) : offered
        var pods = HPAPodMetrics(measured: 0, total: 0)
        let initialization = initializationPeriod.nanoseconds
        for cohort in observation.cohorts {
            if cohort.ready <= latest.start {
                pods.measured += cohort.count
            } else if cohort.ready > observation.time {
                pods.unready += cohort.count
            } else if metric == .averageValue {
                pods.missing += cohort.count
            } else if observation.time - cohort.created < initialization {
                pods.unready += cohort.count
            } else {
                // Old enough to count: its use was measured while it did not serve.
                pods.measured += cohort.count
                pods.total -= Double(cohort.count) * perPod
            }
        }
        pods.total += Double(pods.measured) * perPod
        return pods.recommendation(current: current, target: target, tolerance: tolerance)
    }
}
