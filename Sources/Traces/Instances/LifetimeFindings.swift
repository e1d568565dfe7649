#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a graph of lifetimes shows to those who know how to read it: bursts of requests, groups that end together, shifts of the rate, who
/// asks for most.
public struct LifetimeFindings: Hashable, Sendable, Codable {
    /// A stretch in which far more happened than chance allows.
    public struct Group: Hashable, Sendable, Codable {
        /// First event, in microseconds.
        public var start: Int64
        /// Last event.
        public var end: Int64
        /// Events.
        public var count: Int
        /// Users they belong to.
        public var users: Int
        /// Share of instances that ran for less than a tenth of the median life.
        public var shortLived: Double
    }

    /// What one user asked for.
    public struct Contribution: Hashable, Sendable, Codable {
        /// Who.
        public var user: String
        /// Instances.
        public var instances: Int
        /// Cores times microseconds, from placement to tear-down.
        public var coreTime: Double
    }

    /// Lasting changes of the rate of requests: when, requests per second before and after.
    public struct RateChange: Hashable, Sendable, Codable {
        /// When, in microseconds.
        public var time: Int64
        /// Requests per second before.
        public var before: Double
        /// Requests per second after.
        public var after: Double
    }

    /// Bursts of requests: a runaway loop has nothing but short lives.
    public let bursts: [Group]
    /// Instances that ended together: what a scheduler that trusts its past does not expect.
    public let endings: [Group]
    /// Lasting changes of the rate of requests.
    public let rateChanges: [RateChange]
    /// Users by core time, most first.
    public let users: [Contribution]

    /// Stretches of the span that the rate of requests is looked at in.
    private static let bins = 512
    /// Fewest events of a group.
    private static let fewest = 5
    /// Chance of as many events in a stretch, were they independent and steady, below which they are a group.
    private static let significance = 1e-6

    /// Looks at lives.
    /// - Parameters:
    ///   - lives: of one trace.
    ///   - window: length of a stretch in which events belong together, in microseconds; a thousandth of the span, but at least a second, by
    ///     default.
    public init(_ lives: [InstanceLife], window: Int64? = nil) {
        let start = lives.map(\.submitted).min() ?? 0, end = max(start + 1, lives.map(\.done).max() ?? 1)
        let window = window ?? max(1_000_000, (end - start) / 1000)
        let ran = lives.filter { $0.outcome != .rejected }
        var times = ran.map { Double($0.runTime) }
        let median = times.isEmpty ? 0 : Selection.value(atRank: times.count / 2, of: &times)
        let isShort = { (life: InstanceLife) in Double(life.runTime) < 0.1 * median }
        bursts = Self.groups(lives.map { ($0.submitted, $0) }, window: window, span: end - start, isShort)
        // What goes on when the trace ends did not end.
        endings = Self.groups(ran.filter { $0.outcome != .censored }.map { ($0.ended, $0) }, window: window, span: end - start, isShort)
        rateChanges = Self.rateChanges(of: lives, from: start, to: end)
        users = Dictionary(grouping: lives, by: \.user).map { user, own in
            Contribution(
                user: user, instances: own.count,
                coreTime: own.reduce(0) { $1.outcome == .rejected ? $0 : $0 + Double($1.cores) * Double($1.done - $1.placed) })
        }.sorted { ($0.coreTime, $1.user) > ($1.coreTime, $0.user) }
    }

    private static func groups(
        _ events: [(time: Int64, life: InstanceLife)], window: Int64, span: Int64, _ isShort: (InstanceLife) -> Bool
    ) -> [Group] {
        let sorted = events.sorted { $0.time < $1.time }
        let expected = Double(sorted.count) * Double(window) / Double(span)
        let needed = max(fewest, leastCount(expected: expected))
        var found: [Range<Int>] = []
        var first = 0
        for last in sorted.indices {
            while sorted[last].time - sorted[first].time > window { first += 1 }
            guard last - first + 1 >= needed else { continue }
            if let before = found.last, before.upperBound > first {
                found[found.count - 1] = before.lowerBound..<last + 1
            } else {
                found.append(first..<last + 1)
            }
        }
        return found.map { range in
            let own = sorted[range]
            return Group(
                start: own.first!.time, end: own.last!.time, count: own.count, users: Set(own.map(\.life.user)).count,
                shortLived: Double(own.count { isShort($0.life) }) / Double(own.count))
        }
    }

    /// The smallest number of events that a Poisson variable of that mean reaches with less than the chance allowed.
    private static func leastCount(expected: Double) -> Int {
        var count = Int(expected.rounded(.up))
        while poissonTail(from: count, mean: expected) >= significance { count += max(1, count / 64) }
        return count
    }

    /// P(X ≥ count) of a Poisson variable, by the terms from there on.
    private static func poissonTail(from count: Int, mean: Double) -> Double {
        guard mean > 0 else { return count > 0 ? 0 : 1 }
        guard Double(count) > mean else { return 1 }
        var (term, k) = (exp(Double(count) * log(mean) - mean - lgamma(Double(count) + 1)), Double(count))
        var sum = term
        while term > 1e-3 * sum {
            k += 1
            term *= mean / k
            sum += term
        }
        return sum
    }

    private static func rateChanges(of lives: [InstanceLife], from start: Int64, to end: Int64) -> [RateChange] {
        let length = Double(end - start) / Double(bins)
        var counts = [Float](repeating: 0, count: bins)
        for life in lives { counts[min(bins - 1, Int(Double(life.submitted - start) / length))] += 1 }
        return LevelShiftDetector().shifts(in: counts).map { shift in
            RateChange(
                time: start + Int64(Double(shift.position) * length), before: max(0, shift.before) / length * 1e6,
                after: max(0, shift.after) / length * 1e6)
        }
    }
}
