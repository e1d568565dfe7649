/// Replicas that were asked for at the same moment.
public struct ReplicaCohort: Hashable, Sendable {
    /// When they were asked for, nanoseconds as in the trace.
    public var created: Int64
    /// When they begin to serve.
    public var ready: Int64
    /// How many of them are left.
    public var count: Int

    /// Makes a cohort.
    public init(created: Int64, ready: Int64, count: Int) {
        (self.created, self.ready, self.count) = (created, ready, count)
    }
}

/// The replicas of a deployment, oldest first.
///
/// The youngest are removed first, as a ReplicaSet does (not ready before ready, short ready before long ready), and they leave at once.
/// With one start-up delay for all this makes readiness simple: the replicas ready now are the fewest asked for at any time of the last
/// start-up delay.
struct ReplicaPool {
    private(set) var cohorts: [ReplicaCohort]
    private(set) var total: Int
    private(set) var ready: Int
    private var readyCohorts: Int

    /// A pool of `count` replicas that have been ready for ever.
    init(ready count: Int) {
        cohorts = count > 0 ? [ReplicaCohort(created: .min, ready: .min, count: count)] : []
        total = count
        ready = count
        readyCohorts = cohorts.count
    }

    /// Lets replicas become ready whose time has come.
    mutating func advance(to time: Int64) {
        while readyCohorts < cohorts.count, cohorts[readyCohorts].ready <= time {
            ready += cohorts[readyCohorts].count
            readyCohorts += 1
        }
    }

    /// Starts or removes replicas until there are `count`.
    mutating func scale(to count: Int, at time: Int64, startUpDelay: Int64) {
        if count > total {
            cohorts.append(ReplicaCohort(created: time, ready: time + startUpDelay, count: count - total))
            total = count
            advance(to: time)
        }
        while total > count, let last = cohorts.last {
            let removed = min(last.count, total - count)
            total -= removed
            if cohorts.count == readyCohorts { ready -= removed }
            if removed == last.count {
                cohorts.removeLast()
                readyCohorts = min(readyCohorts, cohorts.count)
            } else {
                cohorts[cohorts.count - 1].count -= removed
            }
        }
    }
}
