/// How often every number of arrivals from 0 to 100 occurred, with the median always at hand.
///
/// A median of small whole numbers needs no order of all of them: when a number comes or goes it moves by at most one step.
struct ArrivalCounts: Sendable {
    private var counts = [Int](repeating: 0, count: 101)
    private var total = 0
    /// Where the lower middle one is, and how many are below it.
    private var lower = 0
    private var below = 0

    mutating func add(_ arrivals: Int) {
        counts[arrivals] += 1
        total += 1
        if arrivals < lower { below += 1 }
        settle()
    }

    mutating func remove(_ arrivals: Int) {
        counts[arrivals] -= 1
        total -= 1
        if arrivals < lower { below -= 1 }
        settle()
    }

    /// The lower middle one is that of rank ⌊(total − 1) / 2⌋ from 0.
    private mutating func settle() {
        guard total > 0 else { return }
        let rank = (total - 1) / 2
        while below > rank {
            lower -= 1
            below -= counts[lower]
        }
        while below + counts[lower] <= rank {
            below += counts[lower]
            lower += 1
        }
    }

    /// The median load in requests per second: the middle one, or the mean of the two in the middle. There must be one at least.
    var medianLoad: Double {
        var upper = lower
        if total % 2 == 0, below + counts[lower] == total / 2 {
            upper += 1
            while counts[upper] == 0 { upper += 1 }
        }
        let interval = CompatibleSimulation.controlInterval
        return (Double(lower) / interval + Double(upper) / interval) / 2
    }
}
