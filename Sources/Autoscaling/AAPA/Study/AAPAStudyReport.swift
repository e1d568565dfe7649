/// What came of an ``AAPAStudy``: policies by the class of the functions, and over all of them.
public struct AAPAStudyReport: Hashable, Sendable, Codable {
    /// Functions of one class.
    public struct Group: Hashable, Sendable, Codable {
        /// Name of the class, `idle`, or `all`.
        public var archetype: String
        /// Functions in it.
        public var functions: Int
        /// Policies, the oracle last.
        public var policies: [Row]
    }

    /// One policy on the functions of a group.
    public struct Row: Hashable, Sendable, Codable {
        /// Name of the policy.
        public var policy: String
        /// Sums over the functions.
        public var totals: ProvisioningTotals
        /// What people compare, of the sums.
        public var score: PolicyScore
        /// Resource Efficiency Index of the sums.
        public var index: EfficiencyIndex
        /// What became of the requests of all functions, where there are any.
        public var requests: RequestTotals?
        /// Share of the demand that was not served, or of the requests for which the promise was broken, less that of the HPA, over the
        /// functions.
        public var unservedDifference: PairedDifference
        /// Replica-hours over those that were needed, less the same of the HPA, over the functions that needed any.
        public var costDifference: PairedDifference
    }

    /// How the numbers came about: `corrected`.
    public var mode = "corrected"
    /// Groups in the order of the archetypes, then idle functions, then all.
    public var groups: [Group]
    /// Prices of the combined cost.
    public var prices: SimulationPrices

    init(groups: [Group], prices: SimulationPrices) { (self.groups, self.prices) = (groups, prices) }
}

extension AAPAStudyReport.Group {
    /// Adds functions up; all have the same policies in the same order.
    init(_ archetype: String, _ functions: [[SimulationResult]], prices: SimulationPrices) {
        (self.archetype, self.functions) = (archetype, functions.count)
        let names = functions.first?.map(\.policy) ?? []
        func sum(_ policy: Int) -> ProvisioningTotals { functions.reduce(ProvisioningTotals()) { $0 + $1[policy].totals } }
        func requests(_ policy: Int) -> RequestTotals? {
            functions.reduce(RequestTotals?.none) { sum, results in results[policy].requests.map { (sum ?? RequestTotals()) + $0 } ?? sum }
        }
        func unserved(_ policy: Int) -> [Double] {
            functions.map { $0[policy].requests?.violationShare ?? $0[policy].totals.unservedDemandShare }
        }
        func cost(_ policy: Int) -> [Double] {
            functions.compactMap { runs in
                let totals = runs[policy].totals
                return totals.neededReplicaSeconds > 0 ? totals.replicaSeconds / totals.neededReplicaSeconds : nil
            }
        }
        let reference = names.firstIndex(of: AAPAStudy.reference) ?? 0
        let oracle = names.isEmpty ? ProvisioningTotals() : sum(names.count - 1)
        policies = names.indices.map { policy in
            let (totals, requests) = (sum(policy), requests(policy))
            return AAPAStudyReport.Row(
                policy: names[policy], totals: totals,
                score: PolicyScore(policy: names[policy], totals: totals, requests: requests, oracle: oracle, prices: prices),
                index: EfficiencyIndex(totals, violationRate: requests?.violationShare), requests: requests,
                unservedDifference: PairedDifference(unserved(policy), minus: unserved(reference)),
                costDifference: PairedDifference(cost(policy), minus: cost(reference)))
        }
    }
}
