public import Workloads

/// A strategy of AAPA's published **strategy module**: replicas for one archetype from mean CPU utilisation.
///
/// With r replicas, utilisation u and target T, t = ⌈r u / T⌉, the least size where u is 0. Then
/// - spike: t = ⌈1.5 t⌉ while u > T; never below the warm pool;
/// - periodic: û = u + 5 slopes of the last ten samples, inside 0…1; where that is more than u, t = ⌈r û / T⌉: a straight line, no period;
/// - ramp: with a slope s of the last ten sizes (three at least) beyond ±0.1, t = max(t, r + 2 s without fraction): it follows itself;
/// - stationary: t from the median of the last five samples; a change by one replica is none.
///
/// **Confidence** c below 0.7 multiplies by 1 + 0.5 (1 − c), rounded up, after the dead band: a doubted workload grows at every step until
/// its utilisation has fallen, which is fault W18 of the specification. The cooldown is never looked at.
public struct CompatibleStrategy: Hashable, Sendable {
    /// Confidence from which on nothing is added.
    public static let confidenceThreshold = 0.7

    /// Which archetype.
    public var archetype: Archetype
    /// Its numbers.
    public var parameters: CompatibleStrategyParameters

    /// Makes a strategy; numbers are the published ones by default.
    public init(_ archetype: Archetype, parameters: CompatibleStrategyParameters? = nil) {
        self.archetype = archetype
        self.parameters = parameters ?? .published(for: archetype)
    }

    /// Utilisations or sizes that are remembered, oldest first.
    public struct State: Hashable, Sendable {
        var samples: [Double] = []

        mutating func remember(_ sample: Double, window: Int) {
            samples.append(sample)
            if samples.count > window { samples.removeFirst() }
        }
    }

    /// Nothing is remembered.
    public func start() -> State { State() }

    /// Replicas wanted.
    /// - Parameters:
    ///   - replicas: how many there are.
    ///   - utilization: mean CPU utilisation, 0…1.
    ///   - confidence: in the archetype, 0…1.
    ///   - state: what is remembered.
    public func replicas(current replicas: Int, utilization: Double, confidence: Double, state: inout State) -> Int {
        let least = max(parameters.minimumReplicas, parameters.warmPool)
        func needed(_ use: Double) -> Int { use > 0 ? Int((Double(replicas) * use / parameters.target).rounded(.up)) : least }
        var wanted = needed(utilization)
        switch archetype {
        case .spike:
            if utilization > parameters.target { wanted = Int((parameters.spikeMultiplier * Double(wanted)).rounded(.up)) }
        case .periodic:
            state.remember(utilization, window: parameters.window)
            if state.samples.count >= 10 {
                let predicted = min(max(utilization + 5 * Self.slope(state.samples.suffix(10)), 0), 1)
                if predicted > utilization { wanted = needed(predicted) }
            }
        case .ramp:
            state.remember(Double(replicas), window: parameters.window)
            let slope = state.samples.count >= 3 ? Self.slope(state.samples[...]) : 0
            if abs(slope) > 0.1 { wanted = max(wanted, Int(Double(replicas) + 2 * slope)) }
        case .stationary:
            state.remember(utilization, window: parameters.window)
            if state.samples.count >= 3 { wanted = needed(Self.median(state.samples)) }
            if abs(wanted - replicas) <= 1 { wanted = replicas }
        }
        return min(max(Self.hedged(wanted, confidence: confidence), least), parameters.maximumReplicas)
    }

    private static func hedged(_ replicas: Int, confidence: Double) -> Int {
        guard confidence < confidenceThreshold else { return replicas }
        return Int((Double(replicas) * (1 + 0.5 * (1 - confidence))).rounded(.up))
    }

    /// Least squares on 0, 1, …
    private static func slope(_ values: ArraySlice<Double>) -> Double {
        let middle = Double(values.count - 1) / 2
        var (product, square) = (0.0, 0.0)
        for (index, value) in values.enumerated() {
            product += (Double(index) - middle) * value
            square += (Double(index) - middle) * (Double(index) - middle)
        }
        return product / square
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
