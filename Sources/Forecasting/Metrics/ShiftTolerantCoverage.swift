/// Coverage that forgives being a few slots early or late: capacity that was there Δ slots before, or will be Δ slots after, counts.
public enum ShiftTolerantCoverage {
    /// Slots with `y_t ≤ max_{|s| ≤ Δ} a_{t+s}`, of those with known demand (not NaN). With Δ = 0 it is the plain share of slots served.
    /// - Precondition: equally many of both, `tolerance ≥ 0`.
    /// - Complexity: O(T).
    public static func of(demand: [Float], allocation: [Float], tolerance: Int) -> Proportion {
        precondition(demand.count == allocation.count && tolerance >= 0)
        var covered = Proportion(count: 0, total: 0)
        // Candidates for the maximum of the moving window: slots whose allocation exceeds that of every later one.
        var candidates: [Int] = []
        var (head, next) = (0, 0)
        for t in demand.indices {
            while next <= min(t + tolerance, allocation.count - 1) {
                while candidates.count > head && allocation[candidates[candidates.count - 1]] <= allocation[next] {
                    candidates.removeLast()
                }
                candidates.append(next)
                next += 1
            }
            while candidates[head] < t - tolerance { head += 1 }
            guard !demand[t].isNaN else { continue }
            covered.total += 1
            if demand[t] <= allocation[candidates[head]] { covered.count += 1 }
        }
        return covered
    }
}
