import Tensors

/// Spreads the requests of a trace over time: how many arrive in each sub-step of a simulation, and when.
///
/// The count of a step is kept exactly: it is divided among the pieces that sync periods cut out of the step by binomial numbers, and placed
/// inside a piece uniformly (order statistics). So requests arrive as a Poisson process that is known to have that many events. A rate
/// gives a Poisson count; a count that is not whole is rounded up with the probability of its fraction. A missing step has no requests.
///
/// Everything depends on seed, series and step only: neither on the policy nor on other series. Both modes of simulation take
/// their counts from here, so that a policy measures the same demand in both.
struct ArrivalPlan {
    private let trace: DemandTrace
    private let countKey: StreamKey
    private var gaps: RandomNumbers
    // The step at `position`, which begins at `begin`: requests not yet placed, and from where on.
    private var position: Int
    private var begin: Int64
    private var from: Int64
    private var left = 0
    private var random: KeyedRandom

    init(_ trace: DemandTrace, seed: UInt64) {
        self.trace = trace
        let id = trace.series.id
        countKey = StreamKey(seed: seed).appending("requests of a step").appending(id)
        gaps = RandomNumbers(RandomStream(seed: seed, purpose: "arrivals", index: StreamKey.bits(of: id)), .gamma(shape: 1))
        position = trace.range.lowerBound
        (begin, from) = (trace.start, trace.start)
        random = KeyedRandom(countKey, at: 0)
        enter()
    }

    /// Draws the count of the step at `position`.
    private mutating func enter() {
        random = KeyedRandom(countKey, at: position - trace.range.lowerBound)
        let value = Double(trace.series.values[position])
        left = 0
        guard value > 0 else { return }  // nor NaN
        if trace.quantity.kind == .count {
            left = Int(value)
            let rest = value - Double(left)
            if rest > 0, random.uniform() < rest { left += 1 }
        } else {
            left = random.poisson(mean: value * Double(trace.step) / 1e9)
        }
    }

    /// Calls `body` for every piece of time up to `end`, with the requests that arrive in it.
    private mutating func pieces(until end: Int64, _ body: (inout ArrivalPlan, _ from: Int64, _ to: Int64, _ count: Int) -> Void) {
        while from < end {
            let stepEnd = begin + trace.step
            let to = min(end, stepEnd)
            let share = Double(to - from) / Double(stepEnd - from)
            let count = to == stepEnd ? left : random.binomial(trials: left, probability: share)
            body(&self, from, to, count)
            left -= count
            from = to
            if to == stepEnd {
                begin = stepEnd
                position += 1
                guard position < trace.range.upperBound else { return }
                enter()
            }
        }
    }

    /// Number of requests from where the plan is up to `end`, which is where it goes on.
    mutating func count(until end: Int64) -> Int {
        var sum = 0
        pieces(until: end) { _, _, _, count in sum += count }
        return sum
    }

    /// Times of the requests from where the plan is up to `end`, ascending, added to `times`.
    mutating func append(to times: inout [Int64], until end: Int64) {
        pieces(until: end) { plan, from, to, count in
            guard count > 0 else { return }
            // n uniform numbers in order are the first n of n + 1 exponential gaps, over their sum.
            let first = times.count
            var sum = 0.0
            for _ in 0..<count {
                sum += Double(plan.gaps.next())
                times.append(Int64(bitPattern: sum.bitPattern))
            }
            let scale = Double(to - from) / (sum + Double(plan.gaps.next()))
            for i in first..<times.count {
                let offset = Int64(Double(bitPattern: UInt64(bitPattern: times[i])) * scale)
                times[i] = from + min(offset, to - from - 1)
            }
        }
    }
}
