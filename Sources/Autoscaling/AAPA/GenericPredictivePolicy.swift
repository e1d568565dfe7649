/// One Holt–Winters model for every workload: AAPA's "generic predictive" baseline as its paper describes it.
///
/// Replicas for the highest point forecast of the next 15 minutes at 70 % of the capacity, and scale-in after the highest recommendation of
/// five minutes. Until two seasons are known it is the HPA's formula on the measured demand, and the reason says so
/// (``DecisionReason/forecastMissing``). The model takes minutes; smoothing is fitted to the history, or to the first two seasons and an hour.
public struct GenericPredictivePolicy: ScalingPolicy, Hashable {
    /// Minutes of a season; `nil` for a line without one.
    public var period: Int?
    /// How far the forecast reaches.
    public var horizon: Duration
    /// Share of the capacity that demand may take.
    public var target: Double
    /// Scale-in follows the highest recommendation of this window.
    public var stabilization: Duration
    /// Mean demand of every minute before the run, oldest first, in the unit of the demand.
    public var history: [Double]

    /// Makes a policy.
    public init(
        period: Int? = nil, horizon: Duration = .seconds(900), target: Double = 0.7, stabilization: Duration = .seconds(300),
        history: [Double] = []
    ) {
        (self.period, self.horizon, self.target) = (period, horizon, target)
        (self.stabilization, self.history) = (stabilization, history)
    }

    /// `generic`.
    public var name: String { "generic" }
    /// Season and horizon.
    public var summary: String {
        "Holt–Winters, \(period.map { "season \($0) min" } ?? "no season"), \(horizon.text) ahead, target \(target.percent(0))"
    }

    /// Demand by minute, the model, and recommendations.
    public struct State: Sendable {
        var demand: MinuteDemand
        var model: HoltWinters?
        var taken = 0
        var recommendations: RecommendationWindow
    }

    /// Checks the settings and fits the model to the history.
    public func start(_ run: PolicyRun) throws(SimulationError) -> State {
        guard target > 0, target <= 1 else {
            throw .invalidSetting(
                name: "target of the generic policy", found: "\(target)", expected: "a share of the capacity above 0 and up to 1")
        }
        if let period, !(2...20_160).contains(period) {
            throw .invalidSetting(name: "season of the generic policy", found: "\(period) min", expected: "2 to 20160 minutes")
        }
        for (name, time) in [("horizon", horizon), ("stabilisation window", stabilization)] {
            guard (.zero...Duration.seconds(86_400)).contains(time) else {
                throw .invalidSetting(name: "\(name) of the generic policy", found: time.text, expected: "0 s to 24 h")
            }
        }
        var state = State(
            demand: MinuteDemand(history), recommendations: RecommendationWindow(.highest, memory: stabilization.nanoseconds))
        learn(&state)
        return state
    }

    /// Forecast, stabilisation.
    public func decide(_ observation: PolicyObservation, state: inout State) -> ScalingDecision {
        let deployment = observation.deployment
        state.demand.take(observation.demand, sync: deployment.sync.nanoseconds)
        learn(&state)
        var (planned, reason): (Double, DecisionReason)
        if let model = state.model {
            let steps = (horizon + deployment.metricDelay).nanoseconds
            let minutes = Int((steps + 59_999_999_999) / 60_000_000_000)
            (planned, reason) = (max(0, model.highest(over: minutes)), .forecast)
        } else if let latest = observation.latest {
            (planned, reason) = (latest.demand, .forecastMissing)
        } else {
            return ScalingDecision(observation.replicas, .noMeasurement)
        }
        let wanted = max(1, deployment.replicasNeeded(for: planned / target))
        let stable = state.recommendations.extreme(adding: wanted, at: observation.time)
        let current = observation.replicas
        if wanted >= current { return ScalingDecision(wanted, reason, plannedDemand: planned) }
        return ScalingDecision(min(current, stable), stable > wanted ? .stabilization : reason, plannedDemand: planned)
    }

    /// Minutes beyond two seasons that smoothing is fitted to.
    private static let fitted = 60

    private func learn(_ state: inout State) {
        let minutes = state.demand.minutes
        guard state.model != nil else {
            if minutes.count >= 2 * (period ?? 1) + Self.fitted {
                state.model = HoltWinters.fitted(to: minutes[...], period: period ?? 1)
                state.taken = minutes.count
            }
            return
        }
        while state.taken < minutes.count {
            state.model?.update(minutes[state.taken])
            state.taken += 1
        }
    }
}
