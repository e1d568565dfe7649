/// How much of a cluster is in use over time.
public struct ClusterUse: Hashable, Sendable {
    /// Cores held by instances, from their placement until they are torn down.
    public let cores: StepFunction
    /// Hosts with at least one instance; `nil` where an instance has no host.
    public let hosts: StepFunction?
    /// First request to last end, in microseconds.
    public let span: Range<Int64>

    /// Adds up lives; those that never ran hold nothing.
    public init(_ lives: [InstanceLife]) {
        let placed = lives.filter { $0.outcome != .rejected }
        cores = StepFunction(changes: placed.flatMap { [($0.placed, Double($0.cores)), ($0.done, -Double($0.cores))] })
        hosts = placed.allSatisfy { $0.node != nil } && !placed.isEmpty ? Self.occupied(placed) : nil
        let start = lives.map(\.submitted).min() ?? 0, end = lives.map(\.done).max() ?? 0
        span = start..<max(end, start + 1)
    }

    private static func occupied(_ lives: [InstanceLife]) -> StepFunction {
        var changes: [(time: Int64, by: Double)] = []
        for (_, own) in Dictionary(grouping: lives, by: { $0.node ?? "" }) {
            let held = StepFunction(changes: own.flatMap { [($0.placed, 1), ($0.done, -1)] })
            var isOccupied = false
            for (time, value) in zip(held.times, held.values) where (value > 0) != isOccupied {
                isOccupied.toggle()
                changes.append((time, isOccupied ? 1 : -1))
            }
        }
        return StepFunction(changes: changes)
    }
}
