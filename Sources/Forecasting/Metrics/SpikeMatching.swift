/// Which predicted spike stands for which that happened: one to one, onsets at most Δ slots apart, largest total weight.
///
/// The weight of a pair is its overlap (slots that both cover, of slots that one covers: 0…1) plus the similarity of the amplitudes
/// (the smaller by the larger: 0…1). The matching is exact, see `Assignment`.
public enum SpikeMatching {
    /// A pair of events by their positions in the two lists.
    public struct Pair: Hashable, Sendable {
        /// Position in the list of events that happened.
        public var actual: Int
        /// Position in the list of predicted events.
        public var predicted: Int
    }

    /// Δ unless there is a reason: the larger of two slots and 10 % of the horizon, rounded.
    public static func standardTolerance(horizon: Int) -> Int { max(2, (horizon + 5) / 10) }

    /// Matches events.
    /// - Parameters:
    ///   - actual: events that happened, in order of time.
    ///   - predicted: predicted events, in order of time.
    ///   - tolerance: Δ, largest difference of the onsets in slots.
    /// - Returns: pairs in order of the events that happened.
    /// - Precondition: both lists are sorted by onset; `tolerance ≥ 0`.
    public static func pairs(actual: [SpikeEvent], predicted: [SpikeEvent], tolerance: Int) -> [Pair] {
        precondition(tolerance >= 0)
        precondition(zip(actual, actual.dropFirst()).allSatisfy { $0.onset <= $1.onset })
        precondition(zip(predicted, predicted.dropFirst()).allSatisfy { $0.onset <= $1.onset })
        var first = 0
        let edges = actual.map { event in
            while first < predicted.count && predicted[first].onset < event.onset - tolerance { first += 1 }
            var list: [Assignment.Edge] = []
            var column = first
            while column < predicted.count && predicted[column].onset <= event.onset + tolerance {
                list.append(.init(column: column, weight: weight(event, predicted[column])))
                column += 1
            }
            return list
        }
        return Assignment.ofLargestWeight(edges: edges, columns: predicted.count).enumerated().compactMap { row, column in
            column.map { Pair(actual: row, predicted: $0) }
        }
    }

    static func weight(_ a: SpikeEvent, _ b: SpikeEvent) -> Double {
        let common = max(0, min(a.end, b.end) - max(a.onset, b.onset) + 1)
        let covered = (a.end - a.onset + 1) + (b.end - b.onset + 1) - common
        return Double(common) / Double(covered) + min(a.amplitude, b.amplitude) / max(a.amplitude, b.amplitude)
    }
}
