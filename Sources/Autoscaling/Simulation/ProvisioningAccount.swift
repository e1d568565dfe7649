/// Keeps the books of a run.
struct ProvisioningAccount {
    /// Events that reverse each other within this time are flips.
    static let flipWindow: Int64 = 600 * 1_000_000_000

    private let seconds: Double
    private let capacity: Double
    private var violation = 0.0
    private var lastEvent: (time: Int64, out: Bool)?
    private(set) var totals = ProvisioningTotals()

    init(_ deployment: Deployment) {
        seconds = deployment.sync.seconds
        capacity = deployment.capacityPerReplica
    }

    /// A decision that moved the number of replicas, or did not.
    mutating func scaled(from before: Int, to after: Int, at time: Int64) {
        guard before != after else { return }
        let out = after > before
        if out { totals.scaleOuts += 1 } else { totals.scaleIns += 1 }
        totals.replicaTravel += abs(after - before)
        if let lastEvent, lastEvent.out != out, time - lastEvent.time <= Self.flipWindow { totals.flips += 1 }
        lastEvent = (time, out)
    }

    /// A sub-step with its demand, or with NaN when that is unknown, and the replicas over it in the mean.
    mutating func served(_ demand: Double, need: Int, ready: Double, total: Double) {
        guard !demand.isNaN else {
            totals.unknownSeconds += seconds
            violation = 0
            return
        }
        totals.seconds += seconds
        totals.demand += demand * seconds
        totals.readyCapacity += ready * capacity * seconds
        totals.neededReplicaSeconds += Double(need) * seconds
        totals.replicaSeconds += total * seconds
        totals.readyReplicaSeconds += ready * seconds
        guard ready < Double(need) else {
            totals.overReplicaSeconds += (ready - Double(need)) * seconds
            violation = 0
            return
        }
        totals.underReplicaSeconds += (Double(need) - ready) * seconds
        totals.unservedDemand += max(0, demand - ready * capacity) * seconds
        totals.violatedSeconds += seconds
        violation += seconds
        totals.longestViolationSeconds = max(totals.longestViolationSeconds, violation)
    }
}

extension SimulationTimeline {
    mutating func append(demand: Double, need: Int, ready: Int, total: Int, wanted: Int, decision: ScalingDecision) {
        self.demand.append(demand)
        self.need.append(Int32(need))
        self.ready.append(Int32(ready))
        self.pending.append(Int32(total - ready))
        self.wanted.append(Int32(wanted))
        self.reasons.append(decision.reason)
        self.plannedDemand.append(decision.plannedDemand ?? .nan)
    }
}
