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
    static func likeliest(_ past: PastUnits, _ usual: UsualRates, firstSlot: Int) -> Repetition {
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
        consider(with(\.pull, [0.15, 0.3, 0.5, 0.8, 1.2]))
        consider(with(\.share, [0.1, 0.35, 0.65, 0.9, 0.97]))
        consider(with(\.blur, [2, 4, 5, 7.5, 11]))
        return best
    }
}
