/// The highest (or lowest) recommendation of a window of fixed length, in constant time on average.
///
/// Kept are only recommendations that no later one reaches: falling (or rising) from front to back, so that the first one inside the
/// window is its extreme.
struct RecommendationExtreme: Sendable {
    private let window: Int64
    private let isHighest: Bool
    private var candidates: [(time: Int64, replicas: Int)] = []
    private var head = 0

    /// - Parameters:
    ///   - window: length, nanoseconds; a recommendation exactly so old is outside.
    ///   - isHighest: whether the highest is wanted, else the lowest.
    init(window: Int64, isHighest: Bool) {
        (self.window, self.isHighest) = (window, isHighest)
    }

    /// Adds a recommendation and gives the extreme of the window that ends with it; the recommendation itself always counts.
    mutating func adding(_ replicas: Int, at time: Int64) -> Int {
        while candidates.count > head, let last = candidates.last, isHighest ? last.replicas <= replicas : last.replicas >= replicas {
            candidates.removeLast()
        }
        candidates.append((time, replicas))
        while head + 1 < candidates.count, candidates[head].time <= time - window { head += 1 }
        if head > 32, 2 * head > candidates.count {
            candidates.removeFirst(head)
            head = 0
        }
        return candidates[head].replicas
    }
}
