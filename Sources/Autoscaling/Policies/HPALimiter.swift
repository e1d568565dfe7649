/// Stabilisation windows and rate limits of the HPA, with the past that they need.
struct HPALimiter: Sendable {
    private struct Event: Sendable {
        var time: Int64
        var replicas: Int
    }

    private let behavior: HPABehavior
    private let memory: Int64
    /// Recommendations before limits.
    private var upWindow: RecommendationWindow
    private var downWindow: RecommendationWindow
    /// Changes made within the longest rate period, signed, in time order.
    private var changes: [Event] = []

    init(_ behavior: HPABehavior) {
        self.behavior = behavior
        upWindow = RecommendationWindow(.lowest, memory: behavior.scaleUp.stabilizationWindow.nanoseconds)
        downWindow = RecommendationWindow(.highest, memory: behavior.scaleDown.stabilizationWindow.nanoseconds)
        memory = (behavior.scaleUp.rates + behavior.scaleDown.rates).map(\.period.nanoseconds).max() ?? 0
    }

    /// The recommendation after stabilisation and rate limits.
    mutating func limit(_ recommended: ScalingDecision, from current: Int, at time: Int64) -> ScalingDecision {
        let stable = stabilized(recommended.replicas, from: current, at: time)
        let reason = stable == recommended.replicas ? recommended.reason : .stabilization
        if stable > current {
            let limit = max(current, highest(from: current, at: time))
            return stable > limit ? ScalingDecision(limit, .scaleOutRate) : ScalingDecision(stable, reason)
        }
        if stable < current {
            let limit = min(current, lowest(from: current, at: time))
            return stable < limit ? ScalingDecision(limit, .scaleInRate) : ScalingDecision(stable, reason)
        }
        return ScalingDecision(stable, reason)
    }

    /// Remembers what was decided, for the rate limits to come.
    mutating func apply(_ decision: ScalingDecision, from current: Int, at time: Int64) -> ScalingDecision {
        if decision.replicas != current { changes.append(Event(time: time, replicas: decision.replicas - current)) }
        return decision
    }

    /// Out only as far as the lowest recommendation of the scale-up window, in only as far as the highest of the scale-down window.
    private mutating func stabilized(_ replicas: Int, from current: Int, at time: Int64) -> Int {
        let (lowest, highest) = (upWindow.extreme(adding: replicas, at: time), downWindow.extreme(adding: replicas, at: time))
        return min(max(current, lowest), highest)
    }

    /// Most replicas that the rates for scaling out allow.
    private mutating func highest(from current: Int, at time: Int64) -> Int {
        let direction = behavior.scaleUp
        if direction.select == .disabled { return current }
        forget(&changes, until: time - memory)
        let limits = direction.rates.map { rate in
            let base = current - netChange(within: rate.period.nanoseconds, at: time)
            switch rate.kind {
            case .pods: return base + rate.value
            case .percent: return (Double(base) * (1 + Double(rate.value) / 100)).ceiledToReplicas
            }
        }
        return (direction.select == .max ? limits.max() : limits.min()) ?? .max
    }

    /// Fewest replicas that the rates for scaling in allow.
    private mutating func lowest(from current: Int, at time: Int64) -> Int {
        let direction = behavior.scaleDown
        if direction.select == .disabled { return current }
        forget(&changes, until: time - memory)
        let limits = direction.rates.map { rate in
            let base = current - netChange(within: rate.period.nanoseconds, at: time)
            switch rate.kind {
            case .pods: return base - rate.value
            // Rounded down, so that a small deployment can shrink at all; the slack is for shares that are not exact in binary.
            case .percent: return Int((Double(base) * (1 - Double(rate.value) / 100) + 1e-9).rounded(.down))
            }
        }
        return (direction.select == .max ? limits.min() : limits.max()) ?? .min
    }

    /// Replicas added less replicas removed within the period.
    private func netChange(within period: Int64, at time: Int64) -> Int {
        changes.reduce(0) { $1.time > time - period ? $0 + $1.replicas : $0 }
    }

    /// Drops events at `time` and before; an event exactly one window old is outside the window.
    private func forget(_ events: inout [Event], until time: Int64) {
        let old = events.prefix { $0.time <= time }.count
        if old > 0 { events.removeFirst(old) }
    }
}
