/// The "HPA" of AAPA's published simulator, its baseline.
///
/// `⌈r · (0.01 L / r) / 0.7⌉` with r pods, refused when it is less than r and the scale-down before was less than 300 s ago; at least 1.
/// Here a pod counts as a whole core, where the other policies count a tenth of one, and the load signal ends at 20 requests a second:
/// the answer is 1, always. It has nothing of Kubernetes' HPA but the name; ``HPAPolicy`` is that one.
public struct CompatibleHPAPolicy: CompatiblePolicy, Hashable {
    /// Share of a core that is wanted.
    public static let target = 0.7
    /// Seconds between two reductions.
    public static let cooldown = 300.0

    /// Makes the policy; it has no settings.
    public init() {}

    /// `hpa`.
    public var name: String { "hpa" }

    /// When pods were last removed.
    public struct State: Sendable { var lastReduction = -Double.infinity }

    /// Nothing was removed yet.
    public func start() -> State { State() }

    /// The formula and its cooldown.
    public func pods(_ observation: CompatibleObservation, state: inout State) -> Int {
        guard observation.pods > 0 else { return 1 }
        let current = Double(observation.pods)
        let use = CompatibleSimulation.coresPerLoad * observation.load / current
        let desired = Int((current * use / Self.target).rounded(.up))
        if desired < observation.pods {
            if observation.time - state.lastReduction < Self.cooldown { return observation.pods }
            state.lastReduction = observation.time
        }
        return max(1, desired)
    }
}
