/// A series prepared for looking at one season: without its slow movement, and without outliers.
///
/// The slow movement is a ``SeasonLevel`` over one season (over several short ones, eight steps at least), which leaves a season of that
/// length whole and takes trends, level shifts and random walks slower than it away: once of the series, and once more of the series held
/// within two and a half robust standard deviations of the first, within which the rest is held too. Half a window at each end has no level
/// and is left out, unless the series is short. Of long series the last 131,072 values, or sixteen seasons when that is more, are enough.
struct SeasonFrame {
    /// Detrended values from position ``start`` of the series on; NaN = missing.
    let values: [Double]
    /// Position of the first value in the series.
    let start: Int
    // Prefix sums of values and squares, when nothing is missing.
    private let sums: [Double]
    private let squares: [Double]
    // Zeros for missing values, and 1 for known ones, when something is missing.
    private let filled: [Double]
    private let known: [Double]
    private var correlations: [Int: (value: Double, pairs: Int)] = [:]

    init(_ series: [Double], season: Int) {
        let window = season * max(1, (8 + season - 1) / season)
        let first = max(0, series.count - max(1 << 17, 16 * season))
        let part = series[first...]
        let level = SeasonLevel(of: part, window: window)
        start = first + level.start
        // Once more without what stands out from the first level, so that outliers do not move the second.
        var detrended = level.rest(of: part)
        let limit = Self.limit(of: detrended)
        let held = zip(level.values, detrended).map { level, rest in rest.isNaN ? .nan : level + min(max(rest, -limit), limit) }
        detrended = SeasonLevel(of: level.filling(part, with: held), window: window).rest(of: part)
        values = detrended.map { $0.isNaN ? .nan : min(max($0, -limit), limit) }
        if values.contains(where: \.isNaN) {
            (sums, squares) = ([], [])
            (filled, known) = (values.map { $0.isNaN ? 0 : $0 }, values.map { $0.isNaN ? 0 : 1 })
        } else {
            var (sum, square) = ([0.0], [0.0])
            sum.reserveCapacity(values.count + 1)
            square.reserveCapacity(values.count + 1)
            for value in values {
                sum.append(sum[sum.count - 1] + value)
                square.append(square[square.count - 1] + value * value)
            }
            (sums, squares) = (sum, square)
            (filled, known) = ([], [])
        }
    }

    /// Pearson correlation of the pairs `lag` apart, and their number; 0 when one side does not vary or there are fewer than three pairs.
    /// Each lag is computed once.
    mutating func correlation(lag: Int) -> (value: Double, pairs: Int) {
        if let known = correlations[lag] { return known }
        let result = computedCorrelation(lag: lag)
        correlations[lag] = result
        return result
    }

    private func computedCorrelation(lag: Int) -> (value: Double, pairs: Int) {
        let count = values.count - lag
        guard count >= 3, lag >= 0 else { return (0, max(0, count)) }
        var (n, a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        if !sums.isEmpty {
            n = Double(count)
            a = sums[count]
            b = sums[values.count] - sums[lag]
            aa = squares[count]
            bb = squares[values.count] - squares[lag]
            ab = values.withUnsafeBufferPointer { v in
                // Four sums that do not wait for each other.
                var (p, q, r, s) = (0.0, 0.0, 0.0, 0.0)
                var t = 0
                while t + 4 <= count {
                    p += v[t] * v[t + lag]
                    q += v[t + 1] * v[t + 1 + lag]
                    r += v[t + 2] * v[t + 2 + lag]
                    s += v[t + 3] * v[t + 3 + lag]
                    t += 4
                }
                while t < count {
                    p += v[t] * v[t + lag]
                    t += 1
                }
                return p + q + r + s
            }
        } else {
            (n, a, b, aa, bb, ab) = knownPairs(lag: lag, count: count)
        }
        guard n >= 3 else { return (0, Int(n)) }
        let (va, vb) = (aa - a * a / n, bb - b * b / n)
        // Differences of sums: what rounding leaves of a constant is no variance.
        guard va > 1e-12 * aa, vb > 1e-12 * bb else { return (0, Int(n)) }
        return ((ab - a * b / n) / (va * vb).squareRoot(), Int(n))
    }

    // Number of the pairs that are known, and sums of both sides, of their squares and of the products: unknown values are zeros that count
    // nothing.
    private func knownPairs(lag: Int, count: Int) -> (Double, Double, Double, Double, Double, Double) {
        typealias Four = SIMD4<Double>
        var (n, a, b, aa, bb, ab) = (Four.zero, Four.zero, Four.zero, Four.zero, Four.zero, Four.zero)
        filled.withUnsafeBytes { z in
            known.withUnsafeBytes { m in
                var t = 0
                while t + 4 <= count {
                    let (x, y) = (
                        z.loadUnaligned(fromByteOffset: 8 * t, as: Four.self), z.loadUnaligned(fromByteOffset: 8 * (t + lag), as: Four.self)
                    )
                    let (p, q) = (
                        m.loadUnaligned(fromByteOffset: 8 * t, as: Four.self), m.loadUnaligned(fromByteOffset: 8 * (t + lag), as: Four.self)
                    )
                    (n, a, b, ab) = (n + p * q, a + x * q, b + p * y, ab + x * y)
                    (aa, bb) = (aa + x * x * q, bb + y * y * p)
                    t += 4
                }
                while t < count {
                    let (x, y, p, q) = (filled[t], filled[t + lag], known[t], known[t + lag])
                    n[0] += p * q
                    a[0] += x * q
                    b[0] += p * y
                    aa[0] += x * x * q
                    bb[0] += y * y * p
                    ab[0] += x * y
                    t += 1
                }
            }
        }
        return (n.sum(), a.sum(), b.sum(), aa.sum(), bb.sum(), ab.sum())
    }

    /// Mean of the correlations at a lag and its multiples, up to eight of them, each as weighty as it has pairs; and the pairs of all.
    /// What a fixed profile of this length would explain, when there are no more than nine seasons.
    mutating func comb(lag: Int) -> (value: Double, pairs: Int) {
        var (sum, pairs) = (0.0, 0)
        for multiple in multiples(of: lag) {
            let one = correlation(lag: multiple)
            sum += Double(one.pairs) * one.value
            pairs += one.pairs
        }
        return pairs > 0 ? (sum / Double(pairs), pairs) : (0, 0)
    }

    /// Sum of the products of the pairs at a lag and its multiples, over the root of the sum of their squares: a statistic that a few
    /// coinciding spikes cannot make large, its square being at most the number of pairs that matter (self-normalised sums: Efron,
    /// "Student's t-test under symmetry conditions", Journal of the American Statistical Association 64, 1969).
    func breadth(lag: Int) -> Double {
        var (sum, square) = (0.0, 0.0)
        for multiple in multiples(of: lag) {
            for t in 0..<max(0, values.count - multiple) {
                let product = values[t] * values[t + multiple]
                if product.isNaN { continue }
                sum += product
                square += product * product
            }
        }
        return square > 0 ? sum / square.squareRoot() : 0
    }

    private func multiples(of lag: Int) -> [Int] { (1...8).map { $0 * lag }.filter { $0 == lag || $0 < values.count - 2 } }

    /// The lag within 4 % of a guess that has the highest comb, found by steps that halve.
    mutating func summit(near guess: Int) -> Int {
        let reach = guess > 3 ? max(1, (guess + 12) / 25) : 0
        var (best, height, step) = (guess, comb(lag: guess).value, (reach + 1) / 2)
        while step >= 1 {
            let before = best
            for lag in [best - step, best + step] where abs(lag - guess) <= reach {
                let other = comb(lag: lag).value
                if other > height { (best, height) = (lag, other) }
            }
            if best == before { step /= 2 }
        }
        return best
    }

    /// How many values it takes to learn as much as from one independent value: `1 + 2 Σ ρ_k²` over lags up to half a season (Bartlett, "On
    /// the theoretical specification and sampling properties of autocorrelated time-series", 1946), the sum taken by the trapezoid rule
    /// over lags that grow by a quarter.
    mutating func correlationTime(season: Int) -> Double {
        var (sum, lag, square) = (0.0, 0, 1.0)
        var next = 1.0
        while Int(next) <= season / 2 {
            let value = correlation(lag: Int(next)).value
            sum += Double(Int(next) - lag) * (value * value + square) / 2
            (lag, square) = (Int(next), value * value)
            next = max(next + 1, next * 1.25)
        }
        return max(1, 2 * sum)
    }

    /// Mean of the known values at each phase of a season, `[season]`; phase 0 is position 0 of the series. 0 where nothing is known.
    func profile(season: Int) -> [Double] {
        var (sums, counts) = ([Double](repeating: 0, count: season), [Int](repeating: 0, count: season))
        var phase = start % season
        for value in values {
            if !value.isNaN {
                sums[phase] += value
                counts[phase] += 1
            }
            phase = phase + 1 == season ? 0 : phase + 1
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
    }

    // Two and a half robust standard deviations. The scale falls back on the mean where most values are equal (demand that is mostly zero).
    private static func limit(of values: [Double]) -> Double {
        var sizes = values.compactMap { $0.isNaN ? nil : abs($0) }
        guard !sizes.isEmpty else { return 0 }
        let mean = sizes.reduce(0, +) / Double(sizes.count)
        return 2.5 * max(1.4826 * Selection.value(atRank: sizes.count / 2, of: &sizes), 0.5 * mean)
    }
}
