/// Ours: replicas for a quantile of the forecast ceiling, never fewer than the present demand needs.
///
/// With C(τ) = the τ-quantile of the highest demand over [now, now + lead + hold] the answer is
///
///     max(⌈C(τ) / capacity⌉, ⌈measured demand / capacity⌉).
///
/// The **lead** is the time from a decision to the moment when the next decision can take effect (the start-up delay in whole sync
/// periods, and one more): what is not asked for now comes too late for demand within it. (The metric delay needs no share of its own:
/// forecasts begin with the first value that is not known yet.) The **hold** looks further, so that replicas are not removed which are needed again soon. In addition,
/// scale-in waits until no answer of the last `scaleInHold` wanted more.
///
/// Without a forecast, or with one that is older than `maximumStaleness` steps, the measured demand decides at `fallbackUtilization` of
/// the capacity, the margin of a purely reactive rule, and the reason says so.
public struct QuantilePolicy: ScalingPolicy, Hashable, Codable {
    /// Quantile level τ of the ceiling.
    public var level: Double
    /// Time that a decision has to look ahead; `nil` for the start-up delay in whole sync periods, and one more.
    public var lead: Duration? {
        get { leadTime?.wrappedValue }
        set { leadTime = newValue.map(CodedInSeconds.init(wrappedValue:)) }
    }
    private var leadTime: CodedInSeconds?
    /// Time beyond the lead for which replicas are kept.
    @CodedInSeconds public var hold: Duration
    /// Scale-in follows the highest answer of this window.
    @CodedInSeconds public var scaleInHold: Duration
    /// Oldest forecast that counts, in steps that have become known since.
    public var maximumStaleness: Int
    /// Share of the capacity that measured demand may take where it decides alone.
    public var fallbackUtilization: Double

    /// Makes a policy.
    public init(
        level: Double = 0.9, lead: Duration? = nil, hold: Duration = .seconds(60), scaleInHold: Duration = .seconds(120),
        maximumStaleness: Int = 5, fallbackUtilization: Double = 0.7
    ) {
        self.level = level
        leadTime = lead.map(CodedInSeconds.init(wrappedValue:))
        self.hold = hold
        self.scaleInHold = scaleInHold
        self.maximumStaleness = maximumStaleness
        self.fallbackUtilization = fallbackUtilization
    }

    /// `quantile`.
    public var name: String { "quantile" }
    /// Level and times.
    public var summary: String {
        "level \(level), lead \(lead?.text ?? "start-up + sync"), hold \(hold.text), scale-in after \(scaleInHold.text)"
    }

    /// What the policy looks ahead in all.
    public func span(on deployment: Deployment) -> Duration {
        let (startUp, sync) = (deployment.startUpDelay.nanoseconds, deployment.sync.nanoseconds)
        return (lead ?? .nanoseconds(((startUp + sync - 1) / sync + 1) * sync)) + hold
    }

    /// Steps that a forecast has to reach for this policy: the horizon for ``ModelForecastSource``.
    public func window(on deployment: Deployment, step: Int64) -> Int {
        PolicyRun(deployment: deployment, step: step).window(covering: span(on: deployment))
    }

    /// Answers of the scale-in hold.
    public struct State: Sendable {
        fileprivate var answers: [(time: Int64, replicas: Int)] = []
    }

    /// Checks the settings against the forecaster.
    /// - Throws: ``SimulationError/noForecasts(policy:)``, ``SimulationError/windowTooLong(policy:steps:forecaster:maximum:)``.
    public func start(_ run: PolicyRun) throws(SimulationError) -> State {
        guard level > 0, level < 1 else {
            throw .invalidSetting(name: "level of the quantile policy", found: "\(level)", expected: "between 0 and 1")
        }
        let day = Duration.seconds(86_400)
        for (name, time) in [("lead", lead ?? .zero), ("hold", hold), ("scale-in hold", scaleInHold)] {
            guard time >= .zero, time <= day else {
                throw .invalidSetting(name: "\(name) of the quantile policy", found: time.text, expected: "0 s to 24 h")
            }
        }
        guard maximumStaleness >= 0 else {
            throw .invalidSetting(name: "staleness of forecasts", found: "\(maximumStaleness)", expected: "0 steps or more")
        }
        guard fallbackUtilization > 0, fallbackUtilization <= 1 else {
            throw .invalidSetting(
                name: "fallback utilisation", found: "\(fallbackUtilization)", expected: "a share of the capacity above 0 and up to 1")
        }
        guard let forecaster = run.forecaster else { throw .noForecasts(policy: name) }
        let steps = run.window(covering: span(on: run.deployment))
        if let maximum = run.maximumWindow, steps > maximum {
            throw .windowTooLong(policy: name, steps: steps, forecaster: forecaster, maximum: maximum)
        }
        return State()
    }

    /// Forecast, reactive need, scale-in hold.
    public func decide(_ observation: PolicyObservation, state: inout State) throws -> ScalingDecision {
        let answer = try answer(to: observation)
        let oldest = observation.time - scaleInHold.nanoseconds
        let expired = state.answers.prefix { $0.time <= oldest }.count
        if expired > 0 { state.answers.removeFirst(expired) }
        let highest = state.answers.reduce(answer.replicas) { max($0, $1.replicas) }
        state.answers.append((observation.time, answer.replicas))
        let current = observation.replicas
        if answer.replicas < current && highest > answer.replicas {
            return ScalingDecision(min(current, highest), .scaleInHold, plannedDemand: answer.plannedDemand)
        }
        return answer
    }

    private func answer(to observation: PolicyObservation) throws -> ScalingDecision {
        let deployment = observation.deployment
        let measured = observation.latest?.demand
        let ceiling = try observation.forecasts?.ceiling(covering: span(on: deployment), level: level)
        if let ceiling, ceiling.staleness <= maximumStaleness {
            let predicted = deployment.replicasNeeded(for: ceiling.demand)
            let reactive = measured.map(deployment.replicasNeeded(for:)) ?? 0
            return reactive > predicted
                ? ScalingDecision(reactive, .demandAboveForecast, plannedDemand: ceiling.demand)
                : ScalingDecision(predicted, .forecast, plannedDemand: ceiling.demand)
        }
        guard let measured else { return ScalingDecision(observation.replicas, .noMeasurement) }
        let replicas = deployment.replicasNeeded(for: measured / fallbackUtilization)
        return ScalingDecision(replicas, ceiling == nil ? .forecastMissing : .forecastStale)
    }
}
