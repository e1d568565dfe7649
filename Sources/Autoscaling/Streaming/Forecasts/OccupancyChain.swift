import Tensors

/// How likely streams are to come and go in each minute of the week to come: a Markov chain whose rates are learnt from past weeks.
///
/// The state is the number of units in use (a unit opens all its streams together) and the number of **vacancies**: units that went not
/// long ago, for a unit that went often comes back after a while. Two sources of rates are mixed: **usual** ones by minute of the day, kind
/// of day and state, and **last week's** comings and goings, blurred by a Gaussian, because some weeks repeat. The share and the width of
/// the repetition are those of the greatest Poisson likelihood of the past weeks; without two of them it is 0.
struct OccupancyChain: Sendable {
    /// Streams of a unit: the greatest common divisor of all numbers of streams seen.
    let unit: Int
    /// Units in use: 0 … units − 1.
    let units: Int
    /// How much weeks repeat.
    let repetition: Repetition
    /// Chance that a unit comes in a slot of the next week, `[week, units, Vacancies.states]`.
    private(set) var up: [Double]
    /// Chance that a unit goes, `[week, units]`.
    private(set) var down: [Double]

    private static let week = OccupancyTrace.week

    /// Learns from the slots before a week.
    /// - Parameters:
    ///   - history: streams of the past, oldest first, the last one just before the week; at least a week.
    ///   - firstSlot: slot at which the history begins, which says what minute of the week it is.
    init(history: ArraySlice<Int>, firstSlot: Int) {
        let unit = max(1, history.reduce(0, Self.greatestDivisor))
        let past = PastUnits(history.map { $0 / unit })
        // One more state than was seen: what never happened may.
        let units = (past.units.max() ?? 0) + 2
        (self.unit, self.units) = (unit, units)
        let usual = UsualRates(past, firstSlot: firstSlot, units: units)

        repetition = Repetition.likeliest(past, usual, firstSlot: firstSlot)
        let repeated = repetition.share > 0 ? RepeatedWeeks(past.units, repetition) : nil
        let next = firstSlot + past.units.count
        up = Array(repeating: 0, count: Self.week * units * Vacancies.states)
        down = Array(repeating: 0, count: Self.week * units)
        for slot in 0..<Self.week {
            for used in 0..<units {
                for vacant in 0..<Vacancies.states {
                    let rates = usual.rates(
                        slot: next + slot, used: used, vacant: vacant, repeated, index: past.units.count + slot)
                    // A chain makes one step a slot at most.
                    up[(slot * units + used) * Vacancies.states + vacant] = used == units - 1 ? 0 : min(0.4, rates.up)
                    down[slot * units + used] = used == 0 ? 0 : min(0.4, rates.down)
                }
            }
        }
    }

    private static func greatestDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

/// Counts units that went not long ago and did not come back; the oldest comes back first.
struct Vacancies: Sendable {
    /// Numbers told apart, the last one for all larger ones.
    static let states = 4
    /// Slots after which a unit is not expected back.
    static let memory = 90
    /// Chance in a slot that one of them is given up, in the chain: as many as the memory gives up in the mean.
    static let givenUp = 1.0 / 90

    private var times: [Int] = []
    private var front = 0
    private var slot = 0
    private var used: Int?

    /// Vacancies behind a slot with `units` units in use.
    mutating func add(_ units: Int) -> Int {
        let change = units - (used ?? units)
        for _ in 0..<max(0, -change) { times.append(slot) }
        front = min(times.count, front + max(0, change))
        while front < times.count, times[front] <= slot - Self.memory { front += 1 }
        used = units
        slot += 1
        return min(Self.states - 1, times.count - front)
    }
}

/// The past in units, with the vacancies of each slot.
private struct PastUnits {
    let units: [Int]
    let vacant: [Int]

    init(_ units: [Int]) {
        var vacancies = Vacancies()
        (self.units, vacant) = (units, units.map { vacancies.add($0) })
    }
}

/// Rates by minute of the day, kind of day and state.
private struct UsualRates {
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

/// How much weeks repeat.
struct Repetition: Hashable, Sendable {
    /// Share of comings and goings that repeat; 0 for weeks that have nothing to do with one another.
    var share = 0.0
    /// Standard deviation of their times in minutes.
    var blur = 6.0
    /// Weight of a week relative to the one after it: 0 where only the last one counts.
    var persistence = 0.0
    /// How much fewer come, and more go, for each unit more than then, as an exponent.
    var pull = 0.0

    /// The repetition of the greatest likelihood, one parameter after the other; none without two weeks.
    fileprivate static func likeliest(_ past: PastUnits, _ usual: UsualRates, firstSlot: Int) -> Repetition {
        var best = Repetition()
        guard past.units.count >= 2 * OccupancyTrace.week else { return best }
        var score = usual.likelihood(past, firstSlot: firstSlot, repeated: nil)
        func consider(_ candidates: [Repetition]) {
            for candidate in candidates {
                let repeated = RepeatedWeeks(past.units, candidate)
                let value = usual.likelihood(past, firstSlot: firstSlot, repeated: repeated)
                if value > score { (best, score) = (candidate, value) }
            }
        }
        func with<Value>(_ path: WritableKeyPath<Repetition, Value>, _ values: [Value]) -> [Repetition] {
            values.map { value in
                var candidate = best
                candidate[keyPath: path] = value
                return candidate
            }
        }
        consider([3.0, 6, 9, 14].flatMap { blur in [0.2, 0.5, 0.8].map { Repetition(share: $0, blur: blur) } })
        guard best.share > 0 else { return best }
        consider(with(\.persistence, [0.4, 0.7, 0.9]))
        consider(with(\.pull, [0.1, 0.2, 0.35, 0.5]))
        consider(with(\.share, [0.1, 0.35, 0.65, 0.9, 0.97]))
        consider(with(\.blur, [2, 4, 5, 7.5, 11]))
        return best
    }
}

/// Comings, goings and units in use at the same minutes of past weeks, blurred in time.
private struct RepeatedWeeks {
    let repetition: Repetition
    private let first = OccupancyTrace.week
    private var came: [Double]
    private var went: [Double]
    private var units: [Double]

    init(_ values: [Int], _ repetition: Repetition) {
        self.repetition = repetition
        let blur = repetition.blur
        came = Array(repeating: 0, count: values.count + OccupancyTrace.week)
        (went, units) = (came, came)
        let reach = Int(3 * blur)
        var kernel = (-reach...reach).map { PortableMath.exp(-0.5 * (Double($0) / blur) * (Double($0) / blur)) }
        let total = kernel.reduce(0, +)
        kernel = kernel.map { $0 / total }
        // A week later; then each week takes the weeks before it in.
        for index in values.indices {
            let change = index + 1 < values.count ? values[index + 1] - values[index] : 0
            guard change != 0 || values[index] != 0 else { continue }
            for (offset, weight) in kernel.enumerated() {
                let place = index + offset - reach + OccupancyTrace.week
                guard place >= OccupancyTrace.week, place < came.count else { continue }
                if change > 0 { came[place] += weight * Double(change) }
                if change < 0 { went[place] -= weight * Double(change) }
                units[place] += weight * Double(values[index])
            }
        }
        let old = repetition.persistence
        guard old > 0 else { return }
        for place in 2 * OccupancyTrace.week..<came.count {
            let before = place - OccupancyTrace.week
            // Weights of a geometric series that begins with the oldest week.
            let weeks = Double(place / OccupancyTrace.week - 1)
            let share = old * (1 - PortableMath.power(old, Int(weeks))) / (1 - PortableMath.power(old, Int(weeks) + 1))
            came[place] = (1 - share) * came[place] + share * came[before]
            went[place] = (1 - share) * went[place] + share * went[before]
            units[place] = (1 - share) * units[place] + share * units[before]
        }
    }

    func around(_ index: Int) -> (came: Double, went: Double, units: Double)? {
        index >= first && index < came.count ? (came[index], went[index], units[index]) : nil
    }
}
