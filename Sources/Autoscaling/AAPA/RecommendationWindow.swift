/// The highest recommendation of a window of time that may be another one at each question.
///
/// Kept are only recommendations that no later one reaches: falling from front to back, so that the first one inside a window is its highest.
struct RecommendationWindow: Sendable {
    private var candidates: [(time: Int64, replicas: Int)] = []

    /// Longest window that is ever asked for: a day and a half.
    private static let memory: Int64 = 36 * 3_600 * 1_000_000_000

    /// Adds a recommendation and gives the highest of those after `time − window`.
    mutating func highest(adding replicas: Int, at time: Int64, window: Int64) -> Int {
        while let last = candidates.last, last.replicas <= replicas { candidates.removeLast() }
        candidates.append((time, replicas))
        if candidates[0].time <= time - Self.memory { candidates.removeFirst() }
        return candidates.first { $0.time > time - window }?.replicas ?? replicas
    }
}
