import Workloads

/// AAPA's idea, corrected: what a workload is decides how it is scaled.
///
/// Every sync period, with the parameters of the class (``AAPAParameters``) and r replicas:
///
/// 1. **Plan.** With a forecast: its τ-quantile of the highest demand over the lead, at `forecastUtilization` of the capacity. Without one, at
///    the target of the class: *spike* the latest measurement; *periodic* the highest demand of the last cycle over the lead from here, where a
///    cycle is found, and never less than what is measured; *ramp* the measured demand and where its slope of the last ten minutes leads to, of
///    the load and not of the replicas; *stationary* the mean of five minutes.
/// 2. **Margin.** With `hedges`, Algorithm 1 of the paper (``ConfidenceHedge``) on the calibrated confidence: a lower target, a longer window,
///    more replicas.
/// 3. **Floors.** What the demand of the last minute needs at full use, and the warm pool beyond it; the smallest size of the class.
/// 4. **Stabilisation.** Scale-in only to the highest of these recommendations in the window of the class.
/// 5. **Dead band**, last: no change while the present size fits the plan at target (1 ± h).
///
/// In the original the margin comes after the dead band, so that doubt lets replicas grow without end (W18), ramps follow their own replicas
/// (W19), there is no cycle (W12), and cooldowns count from the last reduction (W11).
public struct AAPAPolicy: ScalingPolicy {
    /// Where the class comes from.
    public var source: ArchetypeSource
    /// How each class is scaled.
    public var parameters: AAPAParameters
    /// Whether Algorithm 1 is applied to the confidence.
    public var hedges: Bool
    /// Share of the capacity that forecast demand may take; the rest of the headroom is the quantile's.
    public var forecastUtilization: Double
    /// Oldest forecast that counts, in steps that have become known since.
    public var maximumStaleness: Int
    /// Mean demand of every minute before the run, oldest first, in the unit of the demand; for classes and cycles.
    public var history: [Double]

    /// Makes a policy.
    public init(
        _ source: ArchetypeSource, parameters: AAPAParameters = .paper, hedges: Bool = false, forecastUtilization: Double = 0.9,
        maximumStaleness: Int = 5, history: [Double] = []
    ) {
        (self.source, self.parameters, self.hedges) = (source, parameters, hedges)
        (self.forecastUtilization, self.maximumStaleness, self.history) = (forecastUtilization, maximumStaleness, history)
    }

    /// `aapa`.
    public var name: String { "aapa" }
    /// Source of the class and what is done about doubt.
    public var summary: String {
        let text =
            switch source {
            case .given(let archetype, _): "\(archetype.rawValue), given"
            case .classified: "classified from the measured demand"
            case .schedule(let schedule): "classified in windows of \(schedule.length) min"
            }
        return text + (hedges ? ", hedged by confidence" : "")
    }

    /// What a decision has to look ahead: the start-up delay in whole sync periods, and one more.
    public func lead(on deployment: Deployment) -> Duration {
        let (startUp, sync) = (deployment.startUpDelay.nanoseconds, deployment.sync.nanoseconds)
        return .nanoseconds(((startUp + sync - 1) / sync + 1) * sync)
    }

    /// Demand by minute, class, cycle and recommendations.
    public struct State: Sendable {
        var demand: MinuteDemand
        var stream: WindowStream?
        var streamed = 0
        var known: WindowOutcome?
        var confidence = 1.0
        /// The cycle of the demand in minutes, and of how many minutes it was found.
        var period: Int?
        var periodOf = 0
        // Windows of classes and doubt last a day and a half at most.
        var recommendations = RecommendationWindow(.highest, memory: 36 * 3_600 * 1_000_000_000)
    }

    /// Checks the settings and takes in the history.
    public func start(_ run: PolicyRun) throws(SimulationError) -> State {
        try parameters.validate()
        guard forecastUtilization > 0, forecastUtilization <= 1 else {
            throw .invalidSetting(
                name: "utilisation of forecast demand", found: "\(forecastUtilization)",
                expected: "a share of the capacity above 0 and up to 1")
        }
        if let steps = run.maximumWindow, let forecaster = run.forecaster {
            let needed = run.window(covering: lead(on: run.deployment))
            if needed > steps { throw .windowTooLong(policy: name, steps: needed, forecaster: forecaster, maximum: steps) }
        }
        var state = State(demand: MinuteDemand(history))
        if case .classified(let classifier) = source { state.stream = WindowStream(classifier.features) }
        learn(&state, at: .min)
        return state
    }

    /// Plan, margin, floors, stabilisation, dead band.
    public func decide(_ observation: PolicyObservation, state: inout State) throws -> ScalingDecision {
        let deployment = observation.deployment
        state.demand.take(observation.demand, sync: deployment.sync.nanoseconds)
        learn(&state, at: observation.time - deployment.metricDelay.nanoseconds)
        let archetype: Archetype? = if case .archetype(let archetype)? = state.known { archetype } else { nil }
        let row = parameters[archetype]
        let hedge = ConfidenceHedge(confidence: hedges && archetype != nil ? state.confidence : 1)
        guard let present = observation.meanDemand(over: .seconds(60)), let measured = observation.meanDemand(over: row.smoothing) else {
            return ScalingDecision(observation.replicas, .noMeasurement)
        }
        var (planned, share, reason) = (measured, hedge.target(row.target), DecisionReason.measuredDemand)
        if let ceiling = try observation.forecasts?.ceiling(covering: lead(on: deployment), level: row.level),
            ceiling.staleness <= maximumStaleness
        {
            (planned, share, reason) = (ceiling.demand, hedge.target(forecastUtilization), .forecast)
        } else if let expected = expected(archetype, measured, observation, state), expected > measured {
            (planned, reason) = (expected, .forecast)
        }
        func size(_ share: Double) -> Int { hedge.replicas(deployment.replicasNeeded(for: planned / share)) }
        let floor = max(deployment.replicasNeeded(for: present) + row.warmPool, row.minimumReplicas)
        var wanted = size(share)
        if wanted < floor { (wanted, reason) = (floor, reason == .forecast ? .demandAboveForecast : reason) }
        let current = observation.replicas
        let stable = state.recommendations.extreme(
            adding: wanted, at: observation.time, window: hedge.cooldown(row.stabilization).nanoseconds)
        if row.deadBand > 0, current >= floor, (size(share * (1 + row.deadBand))...size(share * (1 - row.deadBand))).contains(current) {
            return ScalingDecision(current, .tolerance, plannedDemand: planned)
        }
        if wanted >= current { return ScalingDecision(wanted, reason, plannedDemand: planned) }
        return ScalingDecision(min(current, stable), stable > wanted ? .stabilization : reason, plannedDemand: planned)
    }

    /// Class and cycle from what is known; windows before `time` count.
    private func learn(_ state: inout State, at time: Int64) {
        switch source {
        case .given(let archetype, let confidence): (state.known, state.confidence) = (.archetype(archetype), confidence)
        case .schedule(let schedule):
            if let window = schedule.latest(at: time) { (state.known, state.confidence) = (window.outcome, window.confidence) }
        case .classified(let classifier):
            while state.streamed < state.demand.minutes.count {
                // The classifier counts events; the demand is one a second, for counts.
                let row = state.stream?.append(Float(state.demand.minutes[state.streamed] * 60))
                state.streamed += 1
                guard let row, let stream = state.stream, state.streamed % classifier.plan.stride == 0,
                    let window = classifier.classify(row, of: stream)
                else { continue }
                (state.known, state.confidence) = (window.outcome, window.confidence)
            }
        }
        let count = state.demand.minutes.count
        if state.known == .archetype(.periodic), count >= state.periodOf + Self.periodInterval || state.periodOf == 0 {
            (state.period, state.periodOf) = (PeriodFinder().period(of: state.demand.minutes), count)
        }
    }

    /// Minutes from one search for a cycle to the next.
    private static let periodInterval = 10

    /// Demand that is expected over the lead without a forecaster; `nil` where the class has nothing to say.
    private func expected(_ archetype: Archetype?, _ measured: Double, _ observation: PolicyObservation, _ state: State) -> Double? {
        let deployment = observation.deployment
        let ahead = (lead(on: deployment) + deployment.metricDelay).seconds / 60
        let minutes = state.demand.minutes
        switch archetype {
        case .periodic:
            guard let period = state.period, minutes.count >= period else { return nil }
            // Minute by minute from the one that is measured now to the one in which the lead ends, a cycle ago.
            let first = minutes.count - period
            let last = min(first + Int(ahead.rounded(.up)), minutes.count - 1)
            let known = minutes[first...last].filter { !$0.isNaN }
            return known.max()
        case .ramp:
            guard let slope = slope(minutes.suffix(10)) else { return nil }
            return measured + max(0, slope) * (ahead + 0.5)
        default: return nil
        }
    }

    /// Least squares, per minute; `nil` with fewer than three minutes or a missing one.
    private func slope(_ minutes: ArraySlice<Double>) -> Double? {
        guard minutes.count >= 3 else { return nil }
        let middle = Double(minutes.count - 1) / 2
        var (product, square) = (0.0, 0.0)
        for (index, value) in minutes.enumerated() {
            product += (Double(index) - middle) * value
            square += (Double(index) - middle) * (Double(index) - middle)
        }
        return product.isNaN ? nil : product / square
    }
}

extension PolicyObservation {
    /// Mean of the latest measurements that make up a time, at least of one; `nil` where all of them are missing.
    func meanDemand(over span: Duration) -> Double? {
        let count = max(1, Int(span.nanoseconds / deployment.sync.nanoseconds))
        var (sum, known) = (0.0, 0)
        for value in demand.suffix(count) where !value.isNaN {
            sum += value
            known += 1
        }
        return known > 0 ? sum / Double(known) : nil
    }
}
