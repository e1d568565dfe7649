/// What streams suffer that move to another instance when the number of instances changes: frames of high latency.
public struct ReconnectPenalty: Hashable, Sendable, Codable {
    /// Which streams move.
    public enum Placement: String, Codable, CaseIterable, Sendable {
        /// In proportion to the instances that come or go, `round(n (1 − min / max))`: consistent hashing in the mean, and the published
        /// simulator.
        case proportional
        /// Stream i lives on instance i mod k, so most streams move.
        case roundRobin
        /// As few as an even distribution allows: new instances are filled from the others, those that leave are emptied.
        case sticky
    }

    /// Mean latency of a penalty frame, milliseconds.
    public var mean = 100.0
    /// Standard deviation, milliseconds; the distribution is truncated at 0.
    public var deviation = 10.0
    /// Penalty frames of each moved stream when instances are added.
    public var framesPerMove = 30
    /// Penalty frames of each moved stream when instances are removed.
    public var framesPerMoveAtScaleIn = 30
    /// Which streams move.
    public var placement = Placement.proportional

    /// One second of frames at 30 per second for each moved stream.
    public init() {}

    /// Streams that move when `streams` streams go from `old` to `new` instances.
    public func movedStreams(_ streams: Int, from old: Int, to new: Int) -> Int {
        guard streams > 0, old != new else { return 0 }
        switch placement {
        case .proportional:
            let share = 1 - Double(min(old, new)) / Double(max(old, new))
            return Int((Double(streams) * share).rounded(.toNearestOrEven))
        case .roundRobin: return (0..<streams).count { $0 % old != $0 % new }
        case .sticky:
            // The instances that only one side has: with the fullest first, they are the least loaded ones of that side.
            let wide = StreamPlacement(streams: streams, instances: max(old, new))
            return (min(old, new)..<max(old, new)).reduce(0) { $0 + wide.base + ($1 < wide.fullerInstances ? 1 : 0) }
        }
    }

    /// Penalty frames of a change.
    func frames(moved: Int, from old: Int, to new: Int) -> Int { moved * (new > old ? framesPerMove : framesPerMoveAtScaleIn) }
}
