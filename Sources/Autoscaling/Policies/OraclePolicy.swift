/// The cheapest policy without avoidable violations, computed from the true demand.
///
/// With a start-up delay of m sub-steps, and the youngest replicas removed first, the replicas ready in sub-step k are the fewest asked
/// for in the sub-steps k − m … k. All of k's demand is served exactly if each of those asks for at least need(k); so every policy
/// without violations asks, in sub-step j, for at least
///
///     w(j) = max(need(j), …, need(j + m)),
///
/// and asking for just w(j) is enough. The oracle therefore is optimal in a strong sense: **at every single moment it asks for the fewest
/// replicas that any policy without avoidable violations can ask for**, whatever a replica costs. (It does not minimise the number of
/// scaling events.) In the first m sub-steps nothing beyond the initial replicas can be ready, and the upper limit of the deployment binds
/// everybody: need beyond either is unavoidable, and the oracle does not pay for it.
public struct OraclePolicy: ScalingPolicy {
    private let plan: [Int]

    /// An oracle that sees the future of this simulation.
    public init(seeing simulation: Simulation) {
        self.init(demand: simulation.demand, deployment: simulation.deployment, initialReplicas: simulation.initialReplicas)
    }

    /// An oracle that knows the demand of every sub-step, `[K]`.
    init(demand: [Double], deployment: Deployment, initialReplicas: Int) {
        let sync = deployment.sync.nanoseconds
        // A replica that becomes ready inside a sub-step serves from the next one on.
        let delay = Int((deployment.startUpDelay.nanoseconds + sync - 1) / sync)
        let needs = demand.enumerated().map { index, demand in
            let need = deployment.clamped(deployment.replicasNeeded(for: demand))
            return index < delay ? min(need, initialReplicas) : need
        }
        plan = Self.maxima(of: needs, ahead: delay)
    }

    /// `oracle`.
    public var name: String { "oracle" }
    /// What it knows.
    public var summary: String { "knows the demand in advance" }

    /// Nothing to remember.
    public func start(_ run: PolicyRun) throws(SimulationError) {}

    /// The plan.
    /// - Precondition: the run is of the simulation that the oracle was made for.
    public func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision {
        precondition(observation.subStep < plan.count, "an oracle only knows the future of its own simulation")
        return ScalingDecision(plan[observation.subStep], .oracle)
    }

    /// Maximum of `values[j …  j + ahead]` for every j, in one pass: a queue keeps the candidates, falling from front to back.
    static func maxima(of values: [Int], ahead: Int) -> [Int] {
        var out = [Int](repeating: 0, count: values.count)
        var queue = [Int](repeating: 0, count: values.count)
        var (front, back) = (0, 0)
        var next = 0
        for j in values.indices {
            while next < values.count && next - j <= ahead {
                while back > front && values[queue[back - 1]] <= values[next] { back -= 1 }
                queue[back] = next
                back += 1
                next += 1
            }
            out[j] = values[queue[front]]
            if queue[front] == j { front += 1 }
        }
        return out
    }
}
