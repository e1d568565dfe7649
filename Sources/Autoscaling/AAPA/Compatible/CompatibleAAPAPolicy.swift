/// The AAPA of its published simulator, which produced the pattern of its published results.
///
/// Every 5 s, with L the load in requests per second: `base = ⌈0.01 L / (0.1 · target)⌉`, the target a fifth lower for spikes of which the
/// classifier is less than 0.8 sure. Then by class:
/// - spike: if L exceeds 1.5 times the median of the last ten loads, or a spike is predicted (a load half above the one before; or, after at
///   least two spikes, a mean of the last five loads below half the median of all), `base = max(⌊2 base⌋, 5)`;
/// - periodic: with 60 loads or more, if one of the last 60 is a local maximum above 1.5 times their median and the number of loads modulo
///   20 is below 5, `base = ⌊1.2 base⌋`;
/// - ramp: if the slope s of the last five loads is above 0.1, base is computed from L + 4 s;
/// - stationary: nothing.
///
/// The warm pool is added; a smaller answer than there are pods is refused while the cooldown since the last reduction lasts. Until a class
/// is handed over it is ``CompatiblePredictivePolicy``; when none is handed over any more the last one stays.
///
/// What the original's description leaves open, and is assumed here: a spike is recorded at every step that acts on one; the latest load is among
/// the last ten and the last five; a local maximum is higher than both its neighbours; slopes and medians are those of exact arithmetic, so that
/// a slope of exactly 0.1 is not above it.
///
/// Loads are fifths of whole numbers up to 100, so that medians of any number of them come from a table of counts: O(1) a step.
public struct CompatibleAAPAPolicy: CompatiblePolicy, Hashable {
    /// Numbers of the classes.
    public var parameters: CompatibleSimulatorParameters

    /// Makes the policy.
    public init(parameters: CompatibleSimulatorParameters = .published) { self.parameters = parameters }

    /// `aapa`.
    public var name: String { "aapa" }

    /// Loads so far, class, and the last reduction.
    public struct State: Sendable {
        var line = CompatiblePredictivePolicy.State()
        var known: CompatibleClass?
        var lastReduction = -Double.infinity
        /// The last 60 loads in arrivals; sample i at place i % 60.
        var recent = [Int](repeating: 0, count: 60)
        var lastTen = ArrivalCounts()
        var lastSixty = ArrivalCounts()
        var all = ArrivalCounts()
        var spikes = 0

        var count: Int { line.count }

        /// The load `back` samples before the latest one, in arrivals.
        func arrivals(back: Int) -> Int { recent[(count - 1 - back) % 60] }

        mutating func add(_ arrivals: Int) {
            let before = count
            if before >= 60 { lastSixty.remove(recent[before % 60]) }
            if before >= 10 { lastTen.remove(recent[(before - 10) % 60]) }
            recent[before % 60] = arrivals
            line.add(arrivals)
            lastTen.add(arrivals)
            lastSixty.add(arrivals)
            all.add(arrivals)
        }
    }

    /// No loads and no class.
    public func start() -> State { State() }

    /// Class, base, warm pool, cooldown.
    public func pods(_ observation: CompatibleObservation, state: inout State) -> Int {
        state.add(observation.recentArrivals)
        if let handedOver = observation.handedOver { state.known = handedOver }
        guard let known = state.known else { return CompatiblePredictivePolicy.pods(state.line, load: observation.load) }
        let parameters = parameters[known.archetype]
        let hedged = known.archetype == .spike && known.confidence < self.parameters.confidenceThreshold
        let target = hedged ? parameters.target * self.parameters.hedge : parameters.target
        var base = Self.base(load: observation.load, target: target)
        switch known.archetype {
        case .spike:
            if Self.isSpike(observation.load, state) {
                state.spikes += 1
                base = max(Int((parameters.burstMultiplier * Double(base)).rounded(.down)), 5)
            }
        case .periodic:
            if state.count >= 60, state.count % 20 < 5, Self.hasPeak(state) {
                base = Int((parameters.burstMultiplier * Double(base)).rounded(.down))
            }
        case .ramp:
            let slope = Self.slope(state)
            if slope > 0.1 { base = Self.base(load: observation.load + Double(parameters.lookAhead) * slope, target: target) }
        case .stationary: break
        }
        let desired = base + parameters.warmPool
        if desired < observation.pods {
            if observation.time - state.lastReduction < parameters.cooldown { return observation.pods }
            state.lastReduction = observation.time
        }
        return max(1, desired)
    }

    private static func base(load: Double, target: Double) -> Int {
        Int((CompatibleSimulation.coresPerLoad * load / (CompatibleSimulation.coresPerPod * target)).rounded(.up))
    }

    private static func isSpike(_ load: Double, _ state: State) -> Bool {
        if state.count >= 2, load > 1.5 * state.lastTen.medianLoad { return true }
        guard state.count >= 5 else { return false }
        let before = Double(state.arrivals(back: 1)) / CompatibleSimulation.controlInterval
        if (load - before) / (before + 1e-6) > 0.5 { return true }
        guard state.spikes >= 2 else { return false }
        let lastFive = (0..<5).reduce(0) { $0 + state.arrivals(back: $1) }
        return Double(lastFive) / (5 * CompatibleSimulation.controlInterval) < 0.5 * state.all.medianLoad
    }

    private static func hasPeak(_ state: State) -> Bool {
        let threshold = 1.5 * state.lastSixty.medianLoad * CompatibleSimulation.controlInterval
        for back in 1..<59 {
            let height = state.arrivals(back: back)
            if Double(height) > threshold, height > state.arrivals(back: back - 1), height > state.arrivals(back: back + 1) { return true }
        }
        return false
    }

    /// Slope of the last five loads by least squares, requests per second and sample; 0 with fewer.
    private static func slope(_ state: State) -> Double {
        guard state.count >= 5 else { return 0 }
        let sum = 2 * (state.arrivals(back: 0) - state.arrivals(back: 4)) + state.arrivals(back: 1) - state.arrivals(back: 3)
        return Double(sum) / 50
    }
}
