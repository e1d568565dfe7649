/// The highest (or lowest) recommendation of a window of time, which may be another one at each question.
///
/// Kept are only recommendations that no later one reaches: falling (or rising) from front to back, so that the first one inside a window
/// is its extreme. With one window all the time that is the first of all: constant time on average.
struct RecommendationWindow: Sendable {
    /// Which recommendation of a window is wanted.
    enum Extreme: Sendable { case highest, lowest }

    private let extreme: Extreme
    private let memory: Int64
    private var candidates: [(time: Int64, replicas: Int)] = []
    /// Candidates before this one are older than the memory.
    private var head = 0

    /// - Parameters:
    ///   - extreme: which recommendation is wanted.
    ///   - memory: longest window that is ever asked for, nanoseconds.
    init(_ extreme: Extreme, memory: Int64) {
        (self.extreme, self.memory) = (extreme, memory)
    }

    /// Adds a recommendation and gives the extreme of those after `time − window`; the recommendation itself always counts.
    /// - Parameter window: nanoseconds, at most the memory, which it is by default.
    mutating func extreme(adding replicas: Int, at time: Int64, window: Int64? = nil) -> Int {
        while candidates.count > head, let last = candidates.last, reaches(replicas, last.replicas) { candidates.removeLast() }
        candidates.append((time, replicas))
        while candidates[head].time <= time - memory, head + 1 < candidates.count { head += 1 }
        if head > 32, 2 * head > candidates.count {
            candidates.removeFirst(head)
            head = 0
        }
        let begin = time - (window ?? memory)
        return candidates[head...].first { $0.time > begin }?.replicas ?? replicas
    }

    private func reaches(_ replicas: Int, _ earlier: Int) -> Bool {
        switch extreme {
        case .highest: replicas >= earlier
        case .lowest: replicas <= earlier
        }
    }
}
