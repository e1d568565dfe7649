/// The "generic predictive" baseline of AAPA's published simulator: a straight line through all loads since the start.
///
/// The line's value five samples beyond their number, 30 s after the latest one, over a tenth of a core at 70 %: `⌈0.01 L̂ / (0.1 · 0.7)⌉`, at
/// least 1. There is no season and no horizon of 15 minutes, as the paper says; ``GenericPredictivePolicy`` has both. With fewer than three
/// samples it is the formula of ``CompatibleHPAPolicy`` without cooldown.
///
/// The original fits all samples anew at every step. Loads are fifths of whole numbers, so that the sums of the fit are whole numbers, kept
/// exactly: O(1) a step, and the line that exact arithmetic gives, where the original's differs in the last digits.
public struct CompatiblePredictivePolicy: CompatiblePolicy, Hashable {
    /// Samples from their number to the time that is predicted.
    public static let samplesAhead = 5
    /// Share of a pod that is wanted.
    public static let target = 0.7

    /// Makes the policy; it has no settings.
    public init() {}

    /// `generic`.
    public var name: String { "generic" }

    /// Sums over the samples k₀ … kₙ₋₁, whole arrivals.
    public struct State: Sendable {
        var count = 0
        /// Σ k.
        var sum = 0
        /// Σ i k.
        var moment = 0

        mutating func add(_ arrivals: Int) {
            moment += count * arrivals
            sum += arrivals
            count += 1
        }

        /// The line's value at place `count + ahead`, requests per second; needs two samples.
        func line(ahead: Int) -> Double {
            let n = Double(count)
            // Σ (i − (n − 1) / 2) k, twice, over Σ (i − (n − 1) / 2)², which is n (n² − 1) / 12.
            let slope = 6 * Double(2 * moment - (count - 1) * sum) / (n * (n * n - 1))
            let mean = Double(sum) / n
            return (mean + slope * (n + Double(ahead) - (n - 1) / 2)) / CompatibleSimulation.controlInterval
        }
    }

    /// No samples.
    public func start() -> State { State() }

    /// Takes the sample and follows the line.
    public func pods(_ observation: CompatibleObservation, state: inout State) -> Int {
        state.add(observation.recentArrivals)
        return Self.pods(state, load: observation.load)
    }

    static func pods(_ state: State, load: Double) -> Int {
        guard state.count >= 3 else {
            return max(1, Int((CompatibleSimulation.coresPerLoad * load / CompatibleHPAPolicy.target).rounded(.up)))
        }
        let predicted = max(0, state.line(ahead: samplesAhead))
        let cores = CompatibleSimulation.coresPerLoad * predicted
        return max(1, Int((cores / (CompatibleSimulation.coresPerPod * target)).rounded(.up)))
    }
}
