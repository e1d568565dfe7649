/// How an allocation served a demand, slot by slot: who was hurt, and what was wasted.
///
/// y is the demand, a the allocation in force, both in the same unit. Slots with unknown demand (NaN) count in none of the sums and end
/// a violated run; resizes are counted in all slots. Quotients whose denominator is 0 are `nil`.
public struct AllocationMetrics: Hashable, Sendable, Codable {
    /// Slots with known demand, T.
    public var slots: Int
    /// Slots with `y > a`.
    public var violatedSlots: Int
    /// Under-provisioning rate, `(1/T) Σ 1[y > a]`.
    public var underRate: Double?
    /// Under-provisioned volume, `Σ (y − a)⁺ / Σ y`.
    public var underVolume: Double?
    /// 95th percentile of `(y − a)⁺ / a` over the violated slots with `a > 0`.
    public var depth95: Double?
    /// Violated slots without any allocation; their depth has no bound and is left out of ``depth95``.
    public var violatedWithoutAllocation: Int
    /// Longest run of violated slots.
    public var longestViolation: Int
    /// Mean length of the runs of violated slots: the mean time to recover, in slots. A run that the end of the data cuts counts as far
    /// as it is known.
    public var meanTimeToRecover: Double?
    /// Over-provisioned volume, `Σ (a − y)⁺ / Σ y`.
    public var overVolume: Double?
    /// Waste, `Σ (a − y)⁺ / Σ a`.
    public var waste: Double?
    /// Utilization, `Σ min(y, a) / Σ a`.
    public var utilization: Double?
    /// Number of slots whose allocation differs from that of the slot before.
    public var resizes: Int
    /// Resizes per day; `nil` without a clock.
    public var resizesPerDay: Double?
    /// `Σ |a_t − a_{t−1}| / Σ a` over all slots.
    public var relativeChurn: Double?
    /// Resizes whose next resize goes the other way within `2w` slots, of all resizes.
    public var reversals: Proportion
    /// `1 − underRate`: the share of time in which demand was met.
    public var satisfaction: Double?

    /// Measures an allocation.
    /// - Parameters:
    ///   - demand: y, `[T]`, non-negative; NaN = unknown.
    ///   - allocation: a, `[T]`, finite, non-negative.
    ///   - window: provisioning window w in slots, for reversals.
    ///   - stepSeconds: length of a slot, for resizes per day; `nil` on an index axis.
    /// - Precondition: equally many of both, `window ≥ 1`.
    public init(demand: [Float], allocation: [Float], window: Int, stepSeconds: Double? = nil) {
        precondition(demand.count == allocation.count, "\(demand.count) slots of demand, \(allocation.count) of allocation")
        precondition(window >= 1)
        var (slots, volume, allocated, under, over, used) = (0, 0.0, 0.0, 0.0, 0.0, 0.0)
        var (violated, withoutAllocation) = (0, 0)
        var depths: [Double] = []
        var runs: [Int] = []
        var run = 0
        for (value, capacity) in zip(demand, allocation) {
            let (y, a) = (Double(value), Double(capacity))
            if !y.isNaN {
                slots += 1
                volume += y
                allocated += a
                under += max(y - a, 0)
                over += max(a - y, 0)
                used += min(y, a)
            }
            if y > a {
                violated += 1
                run += 1
                if a > 0 { depths.append((y - a) / a) } else { withoutAllocation += 1 }
            } else if run > 0 {
                runs.append(run)
                run = 0
            }
        }
        if run > 0 { runs.append(run) }

        func quotient(_ above: Double, _ below: Double) -> Double? { below > 0 ? above / below : nil }
        self.slots = slots
        violatedSlots = violated
        underRate = quotient(Double(violated), Double(slots))
        underVolume = quotient(under, volume)
        depth95 = SampleQuantile.of(depths, 0.95)
        violatedWithoutAllocation = withoutAllocation
        longestViolation = runs.max() ?? 0
        meanTimeToRecover = quotient(Double(violated), Double(runs.count))
        overVolume = quotient(over, volume)
        waste = quotient(over, allocated)
        utilization = quotient(used, allocated)
        let churn = Churn(of: allocation, window: window)
        resizes = churn.resizes
        resizesPerDay = stepSeconds.flatMap { quotient(Double(churn.resizes), Double(allocation.count) * $0 / 86_400) }
        relativeChurn = quotient(churn.movement, allocation.reduce(0) { $0 + Double($1) })
        reversals = Proportion(count: churn.reversed, total: churn.resizes)
        satisfaction = underRate.map { 1 - $0 }
    }

    /// Changes of an allocation.
    private struct Churn {
        var resizes = 0
        var reversed = 0
        var movement = 0.0

        init(of allocation: [Float], window: Int) {
            var last: (slot: Int, isUp: Bool)?
            for t in allocation.indices.dropFirst() where allocation[t] != allocation[t - 1] {
                let isUp = allocation[t] > allocation[t - 1]
                resizes += 1
                movement += abs(Double(allocation[t]) - Double(allocation[t - 1]))
                if let last, last.isUp != isUp, t - last.slot <= 2 * window { reversed += 1 }
                last = (t, isUp)
            }
        }
    }
}
