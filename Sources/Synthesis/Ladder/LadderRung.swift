/// A rung of the workload ladder: each adds one difficulty to the one below.
public enum LadderRung: String, CaseIterable, Codable, Hashable, Sendable {
    /// Exponential gaps and durations, one core: what queueing theory has formulas for.
    case exponential
    /// Log-normal gaps and durations: heavy tails.
    case logNormal = "log-normal"
    /// The same, with jobs of different sizes: fragmentation.
    case heterogeneous
    /// The same, with hours of the week, bursts, and users who come and go: what production does, one effect at a time.
    case productionLike = "production-like"
}
