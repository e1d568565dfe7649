#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One search for the seasons of a series: what was found so far, and what is left of the series. See ``SeasonDetector``.
struct SeasonSearch {
    let original: [Double]
    /// The series without the profiles of the seasons found.
    var rest: [Double]
    let longest: Int
    let known: Set<Int>
    let minimumStrength: Double
    var found: [(steps: Int, strength: Double)] = []
    // Summits of the hills looked at.
    private var climbed: [Int] = []

    init(_ values: [Double], longest: Int, known: Set<Int>, minimumStrength: Double) {
        (original, rest, self.longest, self.known, self.minimumStrength) = (values, values, longest, known, minimumStrength)
    }

    /// Takes a candidate when it is a season; whether it is.
    @discardableResult mutating func consider(_ guess: Int, isUsual: Bool) -> Bool {
        var p = guess
        let neighbourhood = isUsual ? 0.02 : 0.25
        if found.contains(where: { Double(abs(p - $0.steps)) <= max(1, neighbourhood * Double($0.steps)) }) { return false }
        // The search at three scales finds a hill up to three times, and all lead to one summit.
        if !isUsual, climbed.contains(where: { Double(abs(p - $0)) <= 0.02 * Double($0) }) { return false }
        var frame = SeasonFrame(rest, season: p)
        func height(_ lag: Int) -> Double { max(frame.correlation(lag: lag).value, frame.comb(lag: lag).value) }
        if !isUsual {
            // What is far too low is no hill; to climb it costs more than all the rest.
            defer { climbed.append(p) }
            guard height(p) >= 0.7 * minimumStrength else { return false }
            p = frame.summit(near: p)
            // A summit beside a span of the calendar is that span, as exactly as a hill can tell.
            if let span = known.first(where: { abs(p - $0) * 50 <= $0 }) { p = span }
        }
        guard height(p) >= minimumStrength, frame.breadth(lag: p) >= (isUsual ? 2.5 : 3.2) else { return false }
        let ((strength, pairs), comb) = (frame.correlation(lag: p), frame.comb(lag: p))
        guard isPeak(p, in: &frame), lasts(p, strength, in: &frame), standsOut(p, isUsual: isUsual) else { return false }
        let time = frame.correlationTime(season: p)
        let needed = isUsual ? 3 : 1.6 + (2 * log(max(Double(longest) / time, 2))).squareRoot()
        func surprise(_ value: Double, _ pairs: Int) -> Double { atanh(min(value, 0.999)) * max(0, Double(pairs) / time - 1).squareRoot() }
        guard max(surprise(strength, pairs), surprise(comb.value, comb.pairs)) >= needed else { return false }
        found.append((p, strength))
        let profile = frame.profile(season: p)
        for t in rest.indices { rest[t] -= profile[t % p] }
        return true
    }

    private func isPeak(_ p: Int, in frame: inout SeasonFrame) -> Bool {
        let off = max(1, (p + 12) / 25)
        let (height, pairs) = frame.comb(lag: p)
        let slack = 0.02 + 0.5 / Double(max(1, pairs)).squareRoot()
        for lag in [p - off, p - 1, p + 1, p + off] where lag > 0 && frame.comb(lag: lag).value > height + slack { return false }
        return [0.3, 0.4, 0.5, 0.6, 0.7].contains { part in
            frame.correlation(lag: max(1, Int((Double(p) * part).rounded()))).value <= height - 0.1
        }
    }

    // A season repeats itself after two and more cycles as after one. Noise that swings forgets its phase; a part of a season comes back
    // only with the whole.
    private func lasts(_ p: Int, _ strength: Double, in frame: inout SeasonFrame) -> Bool {
        let later = (2...4).map { frame.correlation(lag: $0 * p) }.filter { $0.pairs >= max(p, 3) }
        guard let fewest = later.map(\.pairs).min() else { return true }
        let pairs = later.reduce(0) { $0 + $1.pairs }
        let mean = later.reduce(0) { $0 + Double($1.pairs) * $1.value } / Double(pairs)
        guard mean >= 0.65 * strength - 0.5 / Double(pairs).squareRoot() else { return false }
        let all = later.map(\.value) + [strength]
        return all.min()! >= 0.3 * all.max()! - 1 / Double(fewest).squareRoot()
    }

    // Every season repeats itself at its multiples: a multiple has to be better than the multiples beside it, and clearly better than those
    // half a season away.
    private func standsOut(_ p: Int, isUsual: Bool) -> Bool {
        let shorter = found.map(\.steps).filter { isMultiple(p, of: $0) }
        guard !shorter.isEmpty else { return true }
        var frame = SeasonFrame(original, season: p)
        let strength = frame.correlation(lag: p).value
        return shorter.allSatisfy { q in
            let beside = max(frame.correlation(lag: p - q).value, frame.correlation(lag: p + q).value)
            let ratio = (Double(p) / Double(q)).rounded()
            let away = [(ratio / 2).rounded(.down), (ratio / 2).rounded(.up)].map { frame.correlation(lag: Int($0) * q).value }.min()!
            return strength > beside && strength - away >= (isUsual ? 0.05 : 0.3)
        }
    }

    /// Whether the season found last is an unusual multiple of another one.
    var endsWithCompound: Bool {
        guard let last = found.last?.steps else { return false }
        return found.dropLast().contains { shorter, _ in
            isMultiple(last, of: shorter) && !SeasonDetector.usualRatios.contains(Int((Double(last) / Double(shorter)).rounded()))
        }
    }

    // A multiple up to 4 %: a period of 12.3 steps has multiples at 25, 37, 49.
    private func isMultiple(_ long: Int, of short: Int) -> Bool {
        let ratio = (Double(long) / Double(short)).rounded()
        return ratio >= 2 && abs(Double(long) / ratio - Double(short)) <= 0.04 * Double(short)
    }

    /// Drops what longer seasons explain better, and what explains nothing.
    func finish() -> [Season] {
        // In two cycles three shifts of the level look like a week. It is taken away like a season, so that no part of it is found, and not
        // told.
        let told = found.filter { season in 3 * season.steps <= original.count || !found.contains { isMultiple(season.steps, of: $0.steps) }
        }
        var kept = told.map(\.steps).sorted()
        for (i, short) in kept.enumerated().reversed() {
            for long in kept[(i + 1)...] where isMultiple(long, of: short) {
                let frame = SeasonFrame(original, season: long)
                let ratio = Int((Double(long) / Double(short)).rounded())
                let isUsual = (ratio > 2 && known.contains(short) && known.contains(long)) || SeasonDetector.usualRatios.contains(ratio)
                if Self.variance(frame.profile(season: short)) < (isUsual ? 0.1 : 0.5) * Self.variance(frame.profile(season: long)) {
                    kept.remove(at: i)
                    break
                }
            }
        }
        let seasons = measured(kept)
        let strongest = seasons.map(\.strength).max() ?? 0
        let useful = seasons.filter { $0.explained >= 0.02 || ($0.strength == strongest && $0.strength >= 0.3) }
        return measured(useful.map(\.steps)).sorted { ($0.explained, $1.steps) > ($1.explained, $0.steps) }
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    // Shares of the variance, shortest season first, each of what the shorter ones leave.
    private func measured(_ steps: [Int]) -> [Season] {
        guard let longest = steps.max() else { return [] }
        let frame = SeasonFrame(original, season: longest)
        var values = frame.values
        func squares(_ values: [Double]) -> (sum: Double, count: Int) {
            values.reduce((0, 0)) { $1.isNaN ? $0 : ($0.0 + $1 * $1, $0.1 + 1) }
        }
        let (total, count) = squares(values)
        return steps.sorted().map { p in
            let before = squares(values).sum
            var (sums, counts) = ([Double](repeating: 0, count: p), [Int](repeating: 0, count: p))
            for (t, value) in values.enumerated() where !value.isNaN {
                sums[t % p] += value
                counts[t % p] += 1
            }
            for t in values.indices { values[t] -= counts[t % p] > 0 ? sums[t % p] / Double(counts[t % p]) : 0 }
            // p means fitted to `count` values explain a part p/count of any noise.
            let after = count > p ? squares(values).sum * Double(count) / Double(count - p) : before
            return Season(
                steps: p, strength: found.first { $0.steps == p }!.strength, explained: total > 0 ? max(0, (before - after) / total) : 0
            )
        }
    }
}
