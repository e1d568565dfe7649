/// Weeks of the hard benchmark.
public struct HardBenchmarkResult: Hashable, Sendable, Codable {
    /// One policy in one week.
    public struct Week: Hashable, Sendable, Codable {
        /// Instance-minutes + 50 · overloaded slots + 20 · events.
        public var cost: Double
        /// Sum of the instances over the slots.
        public var instanceMinutes: Int
        /// Slots with an instance that carried too much.
        public var violatedSlots: Int
        /// Changes of the number of instances.
        public var events: Int

        init(_ run: StreamRun) {
            (cost, instanceMinutes) = (run.cost(), run.instanceMinutes)
            (violatedSlots, events) = (run.violatedSlots, run.events.count)
        }

        init(_ plan: ClairvoyantPlan) {
            (cost, instanceMinutes, violatedSlots, events) = (plan.cost, plan.instanceMinutes, plan.violatedSlots, plan.events)
        }
    }

    /// Names of the policies.
    public var policies: [String]
    /// Weeks of each policy, `[policies][weeks]`.
    public var weeks: [[Week]]
    /// The clairvoyant optimum of each week.
    public var optimum: [Week]

    /// Means over the weeks, and the gap closed.
    public struct Row: Hashable, Sendable, Codable {
        /// Policy; the last row is `optimum`.
        public var policy: String
        /// Mean cost of a week.
        public var cost: Double
        /// Mean instance-minutes.
        public var instanceMinutes: Double
        /// Mean violated slots.
        public var violatedSlots: Double
        /// Mean events.
        public var events: Double
        /// Mean cost less that of the best reactive rule of the table; `nil` without one.
        public var difference: Double?
        /// Half the width of the 95 % interval of the difference, by Student's distribution over paired weeks.
        public var differenceInterval: Double?
        /// Share of the gap between the best reactive rule and the optimum that is closed.
        public var gapClosed: Double?

        private enum CodingKeys: String, CodingKey {
            case policy, cost, events, difference
            case instanceMinutes = "instance_minutes"
            case violatedSlots = "violated_slots"
            case differenceInterval = "difference_interval"
            case gapClosed = "gap_closed"
        }
    }

    /// Rows in the order of the policies, and the optimum. The best reactive rule is the cheapest whose name begins with `capacity`.
    public func rows() -> [Row] {
        let means = weeks.map { $0.reduce(0) { $0 + $1.cost } / Double(max(1, $0.count)) }
        let reactive = policies.indices.filter { policies[$0].hasPrefix("capacity") }.min { means[$0] < means[$1] }
        let best = optimum.reduce(0) { $0 + $1.cost } / Double(max(1, optimum.count))
        return zip(policies + ["optimum"], weeks + [optimum]).map { name, weeks in
            let count = Double(max(1, weeks.count))
            var row = Row(
                policy: name, cost: weeks.reduce(0) { $0 + $1.cost } / count,
                instanceMinutes: weeks.reduce(0) { $0 + Double($1.instanceMinutes) } / count,
                violatedSlots: weeks.reduce(0) { $0 + Double($1.violatedSlots) } / count,
                events: weeks.reduce(0) { $0 + Double($1.events) } / count)
            guard let reactive, policies.indices.contains(reactive) else { return row }
            let differences = zip(weeks, self.weeks[reactive]).map { $0.cost - $1.cost }
            let mean = differences.reduce(0, +) / count
            row.difference = mean
            if means[reactive] > best { row.gapClosed = -mean / (means[reactive] - best) }
            if weeks.count > 1 {
                let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
                row.differenceInterval = Self.student(degrees: weeks.count - 1) * (variance / count).squareRoot()
            }
            return row
        }
    }

    /// 0.975-quantile of Student's distribution, by the expansion of Cornish and Fisher around the normal one; within 1 % from 4 degrees on.
    static func student(degrees: Int) -> Double {
        let (z, n) = (1.959963984540054, Double(degrees))
        let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z)
            / (384 * n * n * n)
    }
}
