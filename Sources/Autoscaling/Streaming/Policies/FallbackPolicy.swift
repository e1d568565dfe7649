/// Plans for a quantile of the ceiling of the next window, and never lets a wrong forecast do harm for long.
///
/// At decision times (slots 0, w, 2w, …) it plans for the τ-quantile of the ceiling of t + 1 … t + w + d, but never below the need of
/// the current streams. Between them it scales out at once when the streams need more than there is, or latency is above its bound, to what
/// the streams and the forecast for the rest of the window need, and holds that for the rest of the window and at least h slots. It scales
/// in at decision times only. When a residual of the one-step forecast exceeds three robust standard deviations it plans anew: the forecast
/// is off, so the residual is added to the ceiling.
public struct FallbackPolicy: StreamPolicy {
    /// Window in slots, w ≥ 1.
    public let window: Int
    /// Level τ of the ceiling.
    public let level: Double
    /// Fewest slots that a scale-out between decisions lasts, h ≥ 0.
    public let hold: Int
    /// Whether large residuals make it plan anew.
    public let replans: Bool
    /// Streams to keep room for beyond those there are, where the current streams decide.
    public let headroom: Int
    /// What is forecast.
    public let forecast: any OccupancyForecast

    /// What is forecast.
    public var forecastInUse: (any OccupancyForecast)? { forecast }

    /// Makes the policy.
    /// - Parameters:
    ///   - window: slots of a decision.
    ///   - forecast: forecasts of ceilings.
    ///   - level: level of the ceiling.
    ///   - hold: fewest slots that a scale-out between decisions lasts.
    ///   - replans: whether large residuals make it plan anew.
    ///   - headroom: streams to keep room for beyond those there are.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``.
    public init(
        window: Int, forecast: any OccupancyForecast, level: Double = 0.9, hold: Int = 20, replans: Bool = true, headroom: Int = 0
    ) throws(StreamingError) {
        try PredictivePolicy.check(window: window, level: level)
        guard (0...10_080).contains(hold) else { throw .invalidSetting(name: "hold", found: "\(hold)", expected: "0 to 10080 slots") }
        guard (0...100_000).contains(headroom) else {
            throw .invalidSetting(name: "headroom", found: "\(headroom)", expected: "0 to 100000 streams")
        }
        (self.window, self.level, self.hold, self.replans) = (window, level, hold, replans)
        (self.forecast, self.headroom) = (forecast, headroom)
    }

    /// `fallback:weekly-naive:60:0.9`.
    public var name: String { "fallback:\(forecast.name):\(window):\(level)" }
    /// It looks at the latency of the slot just served.
    public var latencyWindow: Int { 1 }

    /// The run, and what was done in it.
    public struct State: Sendable {
        let run: StreamPolicyRun
        /// First slot in which scaling in is allowed again.
        var heldUntil = 0
        /// Last slot in which a plan was made anew.
        var replanned = Int.min / 2
        var residuals = RobustScale(length: 1_440)
    }

    /// Nothing happened yet.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> State { State(run: run) }

    /// A plan at decision times, a way out between them.
    public func decide(_ observation: StreamObservation, state: inout State) throws(StreamingError) -> StreamDecision {
        let (slot, elapsed, requested) = (observation.slot, observation.elapsed, observation.requested)
        let capacity = state.run.capacity
        let needed = capacity.needed(for: observation.streams + headroom)
        let residual = try replans && elapsed > 0 ? residual(observation) : nil
        // Judged by what was normal before it.
        let isStrange = residual.map { state.residuals.isOutside($0, deviations: 3) } ?? false
        if let residual { state.residuals.add(residual) }

        if elapsed % window == 0 {
            let targets = state.run.scenario.window(from: slot, length: window)
            let ceiling = try forecast.ceiling(over: targets, decision: slot, level: level)
            let plan = max(needed, capacity.plan(for: ceiling, from: requested))
            return StreamDecision(elapsed < state.heldUntil ? max(plan, requested) : plan, .forecast)
        }
        let isShort = needed > requested
        let isSlow = observation.band == .above && observation.instances == requested && state.run.scenario.capacity == .latency
        guard isShort || isSlow || isStrange && elapsed - state.replanned >= min(window, 20) else {
            return StreamDecision(requested, .forecast)
        }
        let rest = window - elapsed % window
        let targets = state.run.scenario.window(from: slot, length: rest)
        var ceiling = try forecast.ceiling(over: targets, decision: slot, level: level)
        if isStrange, let residual { ceiling += max(0, residual) }
        let wanted = max(needed, capacity.needed(for: ceiling), isSlow ? requested + 1 : 0)
        if isStrange { state.replanned = elapsed }
        if wanted > requested { state.heldUntil = max(state.heldUntil, elapsed + max(rest, hold)) }
        return StreamDecision(max(requested, wanted), isShort || isSlow ? .fallback : .replan)
    }

    private func residual(_ observation: StreamObservation) throws(StreamingError) -> Int? {
        guard forecast.point(target: observation.slot, decision: observation.slot - 1) != nil else { return nil }
        return observation.streams - (try forecast.checkedPoint(target: observation.slot, decision: observation.slot - 1))
    }
}
