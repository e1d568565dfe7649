/// What came of a ``CompatibleScalingStudy``: means over functions and runs, by class.
public struct CompatibleScalingReport: Hashable, Sendable, Codable {
    /// Functions of one class.
    public struct Group: Hashable, Sendable, Codable {
        /// Name of the class, or `idle`.
        public var archetype: String
        /// Functions in it.
        public var functions: Int
        /// HPA, generic, AAPA.
        public var policies: [Row]
    }

    /// One policy on the functions of a group: means over runs.
    public struct Row: Hashable, Sendable, Codable {
        /// Name of the policy.
        public var policy: String
        /// Violations over requests.
        public var violationRate: Double
        /// Mean response in seconds.
        public var meanResponse: Double
        /// 99th percentile of the response in seconds.
        public var response99: Double
        /// Pod-minutes an hour.
        public var podMinutesPerHour: Double
        /// Scaling actions an hour.
        public var actionsPerHour: Double
        /// Index of the simulator module, as for an hour.
        public var simulatorIndex: Double
        /// Index of the visualisation example, as for an hour.
        public var visualisationIndex: Double
        /// Index of the figure module, as for an hour.
        public var figureIndex: Double
    }

    /// How the numbers came about: `compatible`.
    public var mode = "compatible"
    /// Groups in the order of the archetypes, then idle functions.
    public var groups: [Group]
    /// Runs of every function.
    public var seeds: Int

    init(groups: [Group], seeds: Int) { (self.groups, self.seeds) = (groups, seeds) }
}

extension CompatibleScalingReport.Group {
    /// Means over functions `[functions][policies][seeds]`.
    init(_ archetype: String, _ runs: [[[CompatibleTotals]]], minutes: [Int]) {
        (self.archetype, functions) = (archetype, runs.count)
        policies = ["hpa", "generic", "aapa"].enumerated().map { policy, name in
            var hours: [CompatibleTotals] = []
            for (function, minutes) in zip(runs, minutes) {
                // Pods and actions of a run as they would be of an hour: the indices were made for hours.
                hours += function[policy].map { totals in
                    var hour = totals
                    hour.podMinutes *= 60 / Double(minutes)
                    hour.actions = Int((Double(totals.actions) * 60 / Double(minutes)).rounded())
                    return hour
                }
            }
            func mean(_ number: (CompatibleTotals) -> Double) -> Double {
                let known = hours.map(number).filter { !$0.isNaN }
                return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
            }
            return CompatibleScalingReport.Row(
                policy: name, violationRate: mean(\.violationRate), meanResponse: mean(\.meanResponse), response99: mean(\.response99),
                podMinutesPerHour: mean(\.podMinutes), actionsPerHour: mean { Double($0.actions) },
                simulatorIndex: mean { CompatibleEfficiencyIndex.simulatorModule($0).value },
                visualisationIndex: mean { CompatibleEfficiencyIndex.visualisationExample($0).value },
                figureIndex: mean { CompatibleEfficiencyIndex.figureModule($0).value })
        }
    }
}
