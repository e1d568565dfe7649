import Tensors

/// How likely streams are to come and go in each minute of the week to come: a birth–death chain whose rates are learnt from past weeks.
///
/// The state is the number of units in use (a unit opens all its streams together). Two sources are mixed: **usual** rates by minute of the
/// day, kind of day and units in use, and **last week's** comings and goings, blurred by a Gaussian, because some weeks repeat. The share
/// and the width of the repetition are those of the greatest Poisson likelihood of the past weeks; without two of them it is 0.
struct OccupancyChain: Sendable {
    /// Streams of a unit: the greatest common divisor of all numbers of streams seen.
    let unit: Int
    /// States: 0 … states − 1 units.
    let states: Int
    /// Share of the repetition of the week before.
    let repetition: Double
    /// Standard deviation of its blur in minutes.
    let blur: Double
    /// Chance that a unit comes in a slot of the next week, `[week, states]`.
    private(set) var up: [Double]
    /// Chance that a unit goes, `[week, states]`.
    private(set) var down: [Double]

    private static let week = OccupancyTrace.week
    private static let day = 1_440

    /// Learns from the slots before a week.
    /// - Parameters:
    ///   - history: streams of the past, oldest first, the last one just before the week; at least a day.
    ///   - firstSlot: slot at which the history begins, which says what minute of the week it is.
    init(history: ArraySlice<Int>, firstSlot: Int) {
        let unit = max(1, history.reduce(0, Self.greatestDivisor))
        let units = history.map { $0 / unit }
        // One more state than was seen: what never happened may.
        let states = (units.max() ?? 0) + 2
        (self.unit, self.states) = (unit, states)

        // Kinds of days: those with less than half of the streams of the busiest one are quiet.
        var perDay = [Double](repeating: 0, count: 7)
        for (index, value) in units.enumerated() { perDay[(firstSlot + index) / Self.day % 7] += Double(value) }
        let busiest = perDay.max() ?? 0
        let kinds = perDay.map { $0 < busiest / 2 ? 1 : 0 }
        let usual = UsualRates(units: units, firstSlot: firstSlot, states: states, kinds: kinds)

        var best = (share: 0.0, blur: 1.0)
        if units.count >= 2 * Self.week {
            var score = usual.likelihood(units, firstSlot: firstSlot, repeated: nil, share: 0)
            for blur in [3.0, 6, 9, 14] {
                let repeated = BlurredWeeks(units, blur: blur)
                for share in [0.2, 0.35, 0.5, 0.65, 0.8, 0.9] {
                    let value = usual.likelihood(units, firstSlot: firstSlot, repeated: repeated, share: share)
                    if value > score { (best, score) = ((share, blur), value) }
                }
            }
        }
        (repetition, blur) = best

        let repeated = BlurredWeeks(units, blur: best.blur)
        let next = firstSlot + units.count
        up = Array(repeating: 0, count: Self.week * states)
        down = up
        for slot in 0..<Self.week {
            for state in 0..<states {
                let (comes, goes) = usual.rates(slot: next + slot, state: state, repeated, index: units.count + slot, share: best.share)
                // A chain makes one step a slot at most.
                up[slot * states + state] = state == states - 1 ? 0 : min(0.45, comes)
                down[slot * states + state] = state == 0 ? 0 : min(0.45, goes)
            }
        }
    }

    private static func greatestDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

/// Rates by minute of the day, kind of day and state.
private struct UsualRates {
    /// Slots on either side that count for a minute.
    private static let halfWidth = 12
    /// Slots of a state that weigh as much as all states together.
    private static let shrinkage = 240.0
    private static let day = 1_440

    private let states: Int
    private let kinds: [Int]
    /// `[kind, minute, state]`.
    private var up: [Double]
    private var down: [Double]

    init(units: [Int], firstSlot: Int, states: Int, kinds: [Int]) {
        (self.states, self.kinds) = (states, kinds)
        let size = 2 * Self.day * states
        var (seen, came, went) = (
            [Double](repeating: 0, count: size), [Double](repeating: 0, count: size), [Double](repeating: 0, count: size)
        )
        for index in units.indices.dropLast() {
            let slot = firstSlot + index
            let place = (kinds[slot / Self.day % 7] * Self.day + slot % Self.day) * states + units[index]
            let change = units[index + 1] - units[index]
            seen[place] += 1
            came[place] += Double(max(0, change))
            went[place] += Double(max(0, -change))
        }
        up = Array(repeating: 0, count: size)
        down = up
        for kind in 0..<2 {
            var window = (
                seen: [Double](repeating: 0, count: states), came: [Double](repeating: 0, count: states),
                went: [Double](repeating: 0, count: states)
            )
            for minute in -Self.halfWidth..<Self.day + Self.halfWidth {
                for (entering, sign) in [(minute, 1.0), (minute - 2 * Self.halfWidth - 1, -1.0)] where entering >= -Self.halfWidth {
                    let place = (kind * Self.day + (entering + Self.day) % Self.day) * states
                    for state in 0..<states {
                        window.seen[state] += sign * seen[place + state]
                        window.came[state] += sign * came[place + state]
                        window.went[state] += sign * went[place + state]
                    }
                }
                let centre = minute - Self.halfWidth
                guard centre >= 0 else { continue }
                let exposure = window.seen.reduce(0, +)
                let unitExposure = window.seen.indices.reduce(0.0) { $0 + Double($1) * window.seen[$1] }
                let comes = (window.came.reduce(0, +) + 1e-3) / (exposure + 1)
                let goes = (window.went.reduce(0, +) + 1e-2) / (unitExposure + 1)
                for state in 0..<states {
                    let place = (kind * Self.day + centre) * states + state
                    let weight = window.seen[state] + Self.shrinkage
                    up[place] = max(0, window.came[state] + Self.shrinkage * comes) / weight
                    down[place] = max(0, window.went[state] + Self.shrinkage * goes * Double(state)) / weight
                }
            }
        }
    }

    /// Rates of a slot, mixed with what happened around it a week before.
    func rates(slot: Int, state: Int, _ repeated: BlurredWeeks?, index: Int, share: Double) -> (up: Double, down: Double) {
        let place = (kinds[slot / Self.day % 7] * Self.day + slot % Self.day) * states + state
        guard let repeated, share > 0, let last = repeated.around(index - OccupancyTrace.week) else { return (up[place], down[place]) }
        // Each of the units in use now goes as those did that were in use then.
        let goes = last.units > 0.5 ? last.went * Double(state) / last.units : down[place]
        return ((1 - share) * up[place] + share * last.came, (1 - share) * down[place] + share * goes)
    }

    /// Poisson log-likelihood of the changes of all weeks but the first.
    func likelihood(_ units: [Int], firstSlot: Int, repeated: BlurredWeeks?, share: Double) -> Double {
        var sum = 0.0
        for index in OccupancyTrace.week..<units.count - 1 {
            let (comes, goes) = rates(slot: firstSlot + index, state: units[index], repeated, index: index, share: share)
            let change = units[index + 1] - units[index]
            sum -= comes + (units[index] > 0 ? goes : 0)
            if change > 0 { sum += Double(change) * PortableMath.log(comes + 1e-9) }
            if change < 0 { sum -= Double(change) * PortableMath.log(goes + 1e-9) }
        }
        return sum
    }
}

/// Comings, goings and units in use, blurred in time.
private struct BlurredWeeks {
    private var came: [Double]
    private var went: [Double]
    private var units: [Double]

    init(_ values: [Int], blur: Double) {
        came = Array(repeating: 0, count: values.count)
        (went, units) = (came, came)
        let reach = Int(3 * blur)
        var kernel = (-reach...reach).map { PortableMath.exp(-0.5 * (Double($0) / blur) * (Double($0) / blur)) }
        let total = kernel.reduce(0, +)
        kernel = kernel.map { $0 / total }
        for index in values.indices {
            let change = index + 1 < values.count ? values[index + 1] - values[index] : 0
            guard change != 0 || values[index] != 0 else { continue }
            for (offset, weight) in kernel.enumerated() {
                let place = index + offset - reach
                guard values.indices.contains(place) else { continue }
                if change > 0 { came[place] += weight * Double(change) }
                if change < 0 { went[place] -= weight * Double(change) }
                units[place] += weight * Double(values[index])
            }
        }
    }

    func around(_ index: Int) -> (came: Double, went: Double, units: Double)? {
        came.indices.contains(index) ? (came[index], went[index], units[index]) : nil
    }
}
