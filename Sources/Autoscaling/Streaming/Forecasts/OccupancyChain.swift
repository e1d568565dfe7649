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

/// The past in units, with the vacancies of each slot.
struct PastUnits {
    let units: [Int]
    let vacant: [Int]

    init(_ units: [Int]) {
        var vacancies = Vacancies()
        (self.units, vacant) = (units, units.map { vacancies.add($0) })
    }
}
