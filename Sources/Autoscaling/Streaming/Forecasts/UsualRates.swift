import Tensors

/// Rates by minute of the day, kind of day and state.
struct UsualRates {
    /// Slots on either side that count for a minute.
    private static let halfWidth = 12
    /// Slots of a state that weigh as much as all states together.
    private static let shrinkage = 120.0
    private static let day = 1_440

    private let units: Int
    /// Kind of each day of the week: 1 for those with less than half of the streams of the busiest one.
    private let kinds: [Int]
    /// `[kind, minute, vacancies]`.
    private var up: [Double]
    /// `[kind, minute, units]`.
    private var down: [Double]
    /// Factors of `up`, `[units]`.
    private var factors: [Double]

    init(_ past: PastUnits, firstSlot: Int, units: Int) {
        self.units = units
        var perDay = [Double](repeating: 0, count: 7)
        for (index, value) in past.units.enumerated() { perDay[(firstSlot + index) / Self.day % 7] += Double(value) }
        let busiest = perDay.max() ?? 0
        let kinds = perDay.map { $0 < busiest / 2 ? 1 : 0 }
        self.kinds = kinds

        var comings = Events(states: Vacancies.states)
        var goings = Events(states: units)
        for index in past.units.indices.dropLast() {
            let slot = firstSlot + index
            let minute = kinds[slot / Self.day % 7] * Self.day + slot % Self.day
            let change = past.units[index + 1] - past.units[index]
            comings.add(minute: minute, state: past.vacant[index], exposure: 1, events: max(0, change))
            goings.add(minute: minute, state: past.units[index], exposure: past.units[index], events: max(0, -change))
        }
        up = comings.rates(halfWidth: Self.halfWidth, shrinkage: Self.shrinkage)
        down = goings.rates(halfWidth: Self.halfWidth, shrinkage: Self.shrinkage)

        // How much more or less than so often units come when so many are in use, over all minutes.
        var (expected, came) = ([Double](repeating: 10, count: units), [Double](repeating: 10, count: units))
        for index in past.units.indices.dropLast() {
            let slot = firstSlot + index
            let minute = kinds[slot / Self.day % 7] * Self.day + slot % Self.day
            expected[past.units[index]] += up[minute * Vacancies.states + past.vacant[index]]
            came[past.units[index]] += Double(max(0, past.units[index + 1] - past.units[index]))
        }
        factors = zip(came, expected).map { $0 / $1 }
    }

    /// Rates of a slot, mixed with what happened around it in the weeks before.
    func rates(slot: Int, used: Int, vacant: Int, _ repeated: RepeatedWeeks?, index: Int) -> (up: Double, down: Double) {
        let minute = kinds[slot / Self.day % 7] * Self.day + slot % Self.day
        let comes = up[minute * Vacancies.states + vacant] * factors[used]
        let goes = down[minute * units + used] * Double(used)
        guard let repeated, let last = repeated.around(index) else { return (comes, goes) }
        let (share, pull) = (repeated.repetition.share, repeated.repetition.pull)
        // More units than then: some of those to come are here already.
        let ahead = PortableMath.exp(pull * max(-4, min(4, Double(used) - last.units)))
        // Each of the units in use now goes as those did that were in use then.
        let repeatedGoes = last.units > 0.5 ? last.went * Double(used) / last.units * ahead : goes
        return ((1 - share) * comes + share * last.came / ahead, (1 - share) * goes + share * repeatedGoes)
    }

    /// Poisson log-likelihood of the changes of all weeks but the first.
    func likelihood(_ past: PastUnits, firstSlot: Int, repeated: RepeatedWeeks?) -> Double {
        var sum = 0.0
        for index in OccupancyTrace.week..<past.units.count - 1 {
            let (comes, goes) = rates(
                slot: firstSlot + index, used: past.units[index], vacant: past.vacant[index], repeated, index: index)
            let change = past.units[index + 1] - past.units[index]
            sum -= comes + goes
            if change > 0 { sum += Double(change) * PortableMath.log(comes + 1e-9) }
            if change < 0 { sum -= Double(change) * PortableMath.log(goes + 1e-9) }
        }
        return sum
    }

    /// Events by kind of day, minute and state.
    private struct Events {
        let states: Int
        private var exposure: [Double]
        private var events: [Double]

        init(states: Int) {
            self.states = states
            exposure = Array(repeating: 0, count: 2 * UsualRates.day * states)
            events = exposure
        }

        mutating func add(minute: Int, state: Int, exposure amount: Int, events count: Int) {
            exposure[minute * states + state] += Double(amount)
            events[minute * states + state] += Double(count)
        }

        /// Events per exposure around each minute, drawn towards that of all states together.
        func rates(halfWidth: Int, shrinkage: Double) -> [Double] {
            let day = UsualRates.day
            var rates = [Double](repeating: 0, count: exposure.count)
            for kind in 0..<2 {
                var (seen, came) = ([Double](repeating: 0, count: states), [Double](repeating: 0, count: states))
                for minute in -halfWidth..<day + halfWidth {
                    for (moved, sign) in [(minute, 1.0), (minute - 2 * halfWidth - 1, -1)] where moved >= -halfWidth {
                        let place = (kind * day + (moved + day) % day) * states
                        for state in 0..<states {
                            seen[state] += sign * exposure[place + state]
                            came[state] += sign * events[place + state]
                        }
                    }
                    let centre = minute - halfWidth
                    guard centre >= 0 else { continue }
                    let mean = (came.reduce(0, +) + 1e-3) / (seen.reduce(0, +) + 1)
                    let place = (kind * day + centre) * states
                    for state in 0..<states { rates[place + state] = (came[state] + shrinkage * mean) / (seen[state] + shrinkage) }
                }
            }
            return rates
        }
    }
}
