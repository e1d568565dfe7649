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
