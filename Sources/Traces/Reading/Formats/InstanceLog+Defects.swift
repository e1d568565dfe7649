/// Known defects of logs of instances.
extension InstanceLog {
    /// Fewest instances that end, and begin, at one instant around a drop-out.
    private static let burst = 3
    /// A silence is as many times as long as the median distance of events at least.
    private static let silence: Int64 = 10

    /// Cores of the nodes of the published clusters, by the name of their trace.
    private static let knownNodes = ["ds1": 24, "ds2": 12, "ds3": 8, "ds4": 8, "ds5": 32, "ds6": 32]

    /// Reports times at which the log seems to have dropped out: several instances end at one instant, nothing happens for long, then
    /// several begin at one instant.
    func reportDropOuts(_ session: ReadingSession, origin: Int64) {
        var starts: [Int64: Int] = [:]
        var stops: [Int64: Int] = [:]
        for one in instances {
            starts[one.use.start, default: 0] += 1
            if one.isStopped { stops[one.use.end, default: 0] += 1 }
        }
        let times = Set(starts.keys).union(stops.keys).sorted()
        let distances = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        guard let median = distances.isEmpty ? nil : distances[distances.count / 2] else { return }
        for (time, next) in zip(times, times.dropFirst()) where next - time >= median * Self.silence {
            guard let ended = stops[time], ended >= Self.burst, starts[time] == nil, starts[next] ?? 0 >= Self.burst else { continue }
            session.log.add(.dropOut, count: ended) {
                Finding(kind: .dropOut, series: name, time: TimeAxis.Kind.clock.format(origin + time), count: ended)
            }
        }
    }

    /// Reports nodes on which more cores are in use than they have.
    ///
    /// What a node has is known of the published clusters (`DS1` to `DS6`); elsewhere it is the most frequent peak, if three nodes or more and at least
    /// half of them have it: nodes of a cluster are alike.
    func reportOvercommit(_ session: ReadingSession, origin: Int64) {
        var changes = [[(time: Int64, cores: Int)]](repeating: [], count: nodes.count)
        for one in instances where one.use.end > one.use.start {
            changes[one.node].append((one.use.start, one.use.cores))
            changes[one.node].append((one.use.end, -one.use.cores))
        }
        for node in changes.indices {
            // Cores that are handed over at an instant are free before they are taken.
            changes[node].sort { $0.time == $1.time ? $0.cores < $1.cores : $0.time < $1.time }
        }
        let peaks = changes.map { list in
            list.reduce((used: 0, peak: 0)) { (used: $0.used + $1.cores, peak: max($0.peak, $0.used + $1.cores)) }.peak
        }
        guard let capacity = capacity(peaks, session) else { return }
        for node in nodes.indices where peaks[node] > capacity {
            var (used, first, count) = (0, Int64?.none, 0)
            for change in changes[node] {
                used += change.cores
                guard change.cores > 0, used > capacity else { continue }
                (first, count) = (first ?? change.time, count + 1)
            }
            session.log.add(.overcommit, count: count) {
                Finding(
                    kind: .overcommit, series: "\(name)/\(nodes[node])", time: first.map { TimeAxis.Kind.clock.format(origin + $0) },
                    count: count)
            }
        }
    }

    private func capacity(_ peaks: [Int], _ session: ReadingSession) -> Int? {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        if let known = words.lazy.compactMap({ Self.knownNodes[String($0)] }).first { return known }
        var counts: [Int: Int] = [:]
        for peak in peaks { counts[peak, default: 0] += 1 }
        let usual = counts.max { $0.value == $1.value ? $0.key > $1.key : $0.value < $1.value }
        guard let usual, usual.value >= 3, usual.value * 2 >= peaks.count else { return nil }
        session.assume(.coresOfNodes(usual.key))
        return usual.key
    }
}
