/// The pods that are not ready yet, and the ages of those that are: pending (no node has a place) → starting → ready → draining.
///
/// Start-up times belong to pods in the order in which they are started: the n-th pod of a run takes equally long under every policy. The
/// youngest go first: pending ones, then those that would be ready last, then those that became ready last, as a ReplicaSet does.
struct PodLifecycle {
    private struct Starting {
        var created: Int64
        var ready: Int64
    }

    private let places: Int
    private var startUp: TimeSampler
    /// Creation times of pods without a place, oldest first.
    private var pending: [Int64] = []
    /// The one that is ready first comes last.
    private var starting: [Starting] = []
    /// Ready ones in the order of their readiness.
    private var ready: [Starting]

    /// A deployment with `count` pods that have been ready for ever.
    /// - Parameter places: pods that the nodes have place for; `nil` for any number.
    init(ready count: Int, places: Int?, startUp: TimeSampler) {
        self.places = places ?? .max
        self.startUp = startUp
        ready = [Starting](repeating: Starting(created: .min, ready: .min), count: count)
    }

    /// Pods asked for, ready or not.
    var total: Int { pending.count + starting.count + ready.count }
    /// Whether pods wait for a place.
    var hasPending: Bool { !pending.isEmpty }
    /// When the next pod becomes ready; `Int64.max` when none is starting.
    var nextReady: Int64 { starting.last?.ready ?? .max }

    /// The pod whose time has come is ready.
    mutating func becomeReady() { ready.append(starting.removeLast()) }

    /// Starts a pod, or lets it wait for a place.
    mutating func add(at time: Int64) { pending.append(time) }

    /// Gives places to pods that wait for one.
    /// - Parameter draining: removed pods that still hold theirs.
    mutating func schedule(at time: Int64, draining: Int) {
        var free = places == .max ? pending.count : places - starting.count - ready.count - draining
        while free > 0, !pending.isEmpty {
            free -= 1
            let pod = Starting(created: pending.removeFirst(), ready: time + startUp.next())
            let index = starting.partitioningIndex { $0.ready <= pod.ready }
            starting.insert(pod, at: index)
        }
    }

    /// Removes the youngest pod.
    /// - Returns: whether it was ready.
    mutating func removeYoungest() -> Bool {
        if pending.popLast() != nil { return false }
        if !starting.isEmpty {
            starting.removeFirst()
            return false
        }
        ready.removeLast()
        return true
    }

    /// All pods, ready ones first, those of the same age together.
    var cohorts: [ReplicaCohort] {
        var out: [ReplicaCohort] = []
        func add(_ created: Int64, _ ready: Int64) {
            if let last = out.last, last.created == created, last.ready == ready {
                out[out.count - 1].count += 1
            } else {
                out.append(ReplicaCohort(created: created, ready: ready, count: 1))
            }
        }
        for pod in ready { add(pod.created, pod.ready) }
        for pod in starting.reversed() { add(pod.created, pod.ready) }
        for created in pending { add(created, .max) }
        return out
    }
}

extension Array {
    /// Index of the first element for which the predicate holds; it holds for all that follow.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
