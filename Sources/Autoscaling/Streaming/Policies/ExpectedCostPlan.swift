/// Decisions for every slot of a week, state of the streams and number of instances.
struct ExpectedCostPlan: Sendable {
    private let unit: Int
    private let units: Int
    private let low: Int
    private let counts: Int
    /// Decisions, `[week, units, vacancies, counts]`.
    private var choices: [UInt16]

    /// Most states, of streams times numbers of instances.
    private static let limit = 16_384

    init(
        _ chain: OccupancyChain, capacity: StreamCapacity, scenario: StreamScenario, prices: StreamPrices, headroom: Int
    ) throws(StreamingError) {
        let (week, units, vacancies) = (OccupancyTrace.week, chain.units, Vacancies.states)
        let needs = (0..<units).map { capacity.needed(for: $0 * chain.unit + ($0 > 0 ? headroom : 0)) }
        let comfortable = (0..<units).map { capacity.afterScaleIn(for: $0 * chain.unit) }
        let low = scenario.minimumInstances
        let counts = max(low, comfortable.max() ?? low, needs.max() ?? low) - low + 1
        let states = units * vacancies
        guard states * counts <= Self.limit else { throw .tooManyStates(streams: states, instances: counts, limit: Self.limit) }
        (unit, self.units, self.low, self.counts) = (chain.unit, units, low, counts)
        choices = Array(repeating: 0, count: week * states * counts)

        var values = [Double](repeating: 0, count: states * counts)
        var (ahead, short, later) = (values, values, values)
        var cost = [Double](repeating: 0, count: counts)
        // Twice round: the first week's values stand for what comes after the second.
        for round in stride(from: 2 * week - 1, through: 0, by: -1) {
            let slot = round % week
            Self.expect(&ahead, values, chain, slot, counts)
            // Chance that more instances are needed when one asked for now serves for the first time.
            for state in 0..<states {
                for k in 0..<counts { short[state * counts + k] = needs[state / vacancies] > low + k ? prices.violatedSlot : 0 }
            }
            for step in stride(from: scenario.activationDelay, through: 0, by: -1) {
                swap(&short, &later)
                Self.expect(&short, later, chain, (slot + step) % week, counts)
            }
            for state in 0..<states {
                for k in 0..<counts { cost[k] = Double(low + k) + short[state * counts + k] + ahead[state * counts + k] }
                let least = comfortable[state / vacancies] - low
                for k in 0..<counts {
                    var (best, choice) = (cost[k], k)
                    for other in max(0, min(k, least))..<counts where cost[other] + prices.event < best {
                        (best, choice) = (cost[other] + prices.event, other)
                    }
                    values[state * counts + k] = best
                    choices[(slot * states + state) * counts + k] = UInt16(choice)
                }
            }
        }
    }

    /// Expected values after one slot.
    private static func expect(_ result: inout [Double], _ values: [Double], _ chain: OccupancyChain, _ slot: Int, _ counts: Int) {
        let vacancies = Vacancies.states
        for used in 0..<chain.units {
            let down = chain.down[slot * chain.units + used]
            for vacant in 0..<vacancies {
                let state = used * vacancies + vacant
                let up = chain.up[slot * chain.units * vacancies + state]
                let givenUp = Double(vacant) * Vacancies.givenUp
                let stay = 1 - up - down - givenUp
                let above = (min(used + 1, chain.units - 1) * vacancies + max(vacant - 1, 0)) * counts
                let below = (max(used - 1, 0) * vacancies + min(vacant + 1, vacancies - 1)) * counts
                let forgotten = (used * vacancies + max(vacant - 1, 0)) * counts
                for k in 0..<counts {
                    result[state * counts + k] =
                        stay * values[state * counts + k] + up * values[above + k] + down * values[below + k] + givenUp
                        * values[forgotten + k]
                }
            }
        }
    }

    /// Units that streams belong to, the largest number that was planned for at most.
    func units(of streams: Int) -> Int { min(units - 1, (streams + unit - 1) / unit) }

    /// Instances to ask for.
    func instances(slot: Int, streams: Int, vacant: Int, current: Int) -> Int {
        let state = units(of: streams) * Vacancies.states + vacant
        let k = min(counts - 1, max(0, current - low))
        return low + Int(choices[(slot * units * Vacancies.states + state) * counts + k])
    }
}
