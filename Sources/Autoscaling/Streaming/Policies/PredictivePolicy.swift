/// Plans instances for the ceiling of a forecast window, once a window, and keeps them until the next plan.
///
/// Decisions fall on the slots 0, w, 2w, … of the simulation. The published form looks at the slots t … t + w − 1 from slot t on, although
/// its decision is in force in t + 1 … t + w, and estimates percentiles from 100 frames an instance; corrected, the window is
/// t + 1 … t + w + d with activation delay d, and the percentile exact. The scenario says which.
public struct PredictivePolicy: StreamPolicy {
    /// Window in slots, w ≥ 1.
    public let window: Int
    /// Level of the ceiling, for forecasts that are distributions.
    public let level: Double
    /// What is forecast.
    public let forecast: any OccupancyForecast
    /// Whether a plan keeps what the current streams need, whatever the forecast says.
    public let keepsCurrentNeed: Bool
    /// Short name with its settings.
    public let name: String

    /// What is forecast.
    public var forecastInUse: (any OccupancyForecast)? { forecast }

    /// Makes the policy.
    /// - Parameters:
    ///   - window: slots of a decision.
    ///   - forecast: forecasts.
    ///   - level: level of the ceiling.
    ///   - keepsCurrentNeed: whether a plan keeps what the current streams need.
    ///   - name: name in reports; `nil` for `predictive:oracle:60`.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``.
    public init(
        window: Int, forecast: any OccupancyForecast, level: Double = 0.9, keepsCurrentNeed: Bool = false, name: String? = nil
    ) throws(StreamingError) {
        try Self.check(window: window, level: level)
        (self.window, self.level, self.forecast) = (window, level, forecast)
        self.keepsCurrentNeed = keepsCurrentNeed
        self.name = name ?? "predictive:\(forecast.name):\(window)"
    }

    static func check(window: Int, level: Double) throws(StreamingError) {
        guard (1...10_080).contains(window) else {
            throw .invalidSetting(name: "forecast window", found: "\(window)", expected: "1 to 10080 slots")
        }
        guard level > 0, level < 1 else { throw .invalidSetting(name: "level", found: "\(level)", expected: "between 0 and 1") }
    }

    /// Remembers the run: its planner and its windows.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> StreamPolicyRun { run }

    /// A plan at decision times, otherwise what is there.
    public func decide(_ observation: StreamObservation, state run: inout StreamPolicyRun) throws(StreamingError) -> StreamDecision {
        guard observation.elapsed % window == 0 else { return StreamDecision(observation.requested, .forecast) }
        let targets = run.scenario.window(from: observation.slot, length: window)
        let ceiling = try forecast.ceiling(over: targets, decision: observation.slot, level: level)
        let plan = run.planner.plan(for: ceiling, from: observation.requested, slot: observation.elapsed)
        return StreamDecision(keepsCurrentNeed ? max(plan, run.capacity.needed(for: observation.streams)) : plan, .forecast)
    }
}

extension StreamScenario {
    /// Slots that a decision at the end of slot `slot` is to cover.
    ///
    /// What is asked for serves from t + 1 + d on, until the next decision does in t + w + d. The slots t + 1 … t + d are covered too, for
    /// what is removed goes at once.
    func window(from slot: Int, length: Int) -> ClosedRange<Int> {
        windowBeginsWithServedSlot ? slot...slot + length - 1 : slot + 1...slot + length + activationDelay
    }
}
