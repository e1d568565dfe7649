/// The slow movement of a series: its mean over one window, which follows jumps.
///
/// The mean is centred. At a jump of the level the mean of the window that ends there, or of the one that begins there, is taken instead: each lies
/// on one side of it (windows on both sides as filters that keep edges: Kuwahara et al., "Processing of RI-angiocardiographic images", 1976).
/// All are whole seasons, so that none touches the season.
struct SeasonLevel {
    /// Position of the first mean in the series.
    let start: Int
    /// Means from there on; NaN where less than a quarter of the window is known.
    let values: [Double]

    /// Series of fewer windows than this keep their ends, whose level is the line through the outermost means; longer ones do without them.
    private static let fewWindows = 8

    init(of series: ArraySlice<Double>, window: Int) {
        let (half, count) = (window / 2, series.count)
        guard count > 2 * half else {
            (start, values) = (0, [])
            return
        }
        let sums = PrefixSums(series)
        var levels = [Double](repeating: .nan, count: count)
        for t in half..<count - half {
            let centred = sums.centred(at: t, window: window)
            guard 4 * centred.known >= Double(window) else { continue }
            levels[t] = centred.mean
            if let beside = sums.levelBeside(t, window: window, centred: centred.mean) { levels[t] = beside }
        }
        guard count < Self.fewWindows * window else {
            (start, values) = (half, Array(levels[half..<count - half]))
            return
        }
        let (first, last) = (half, count - half - 1)
        let reach = min(window, last - first)
        let (before, after) = reach > 0 ? (levels[first + reach] - levels[first], levels[last] - levels[last - reach]) : (0, 0)
        for t in 0..<first { levels[t] = levels[first] - before * Double(first - t) / Double(max(1, reach)) }
        for t in last + 1..<count { levels[t] = levels[last] + after * Double(t - last) / Double(max(1, reach)) }
        (start, values) = (0, levels)
    }

    /// The series less its level, where it has one.
    func rest(of series: ArraySlice<Double>) -> [Double] {
        values.indices.map { series[series.startIndex + start + $0] - values[$0] }
    }

    /// The series with other values where it has a level.
    func filling(_ series: ArraySlice<Double>, with held: [Double]) -> ArraySlice<Double> {
        var filled = Array(series)
        for (t, value) in held.enumerated() where !value.isNaN { filled[start + t] = value }
        return filled[...]
    }

    /// Sums of the known values before each position, and of their squares.
    private struct PrefixSums {
        struct Moments {
            var known: Double, mean: Double, variance: Double
        }

        private var sums = [0.0], squares = [0.0], counts = [0]
        // Squares are taken around one known value, for the digits.
        private let origin: Double

        init(_ series: ArraySlice<Double>) {
            origin = series.first { !$0.isNaN } ?? 0
            for array in [\PrefixSums.sums, \.squares] { self[keyPath: array].reserveCapacity(series.count + 1) }
            var (sum, square, count) = (0.0, 0.0, 0)
            for value in series {
                if !value.isNaN {
                    sum += value - origin
                    square += (value - origin) * (value - origin)
                    count += 1
                }
                sums.append(sum)
                squares.append(square)
                counts.append(count)
            }
        }

        func moments(_ from: Int, _ to: Int) -> Moments {
            moments(sums[to] - sums[from], squares[to] - squares[from], Double(counts[to] - counts[from]))
        }

        /// Over an odd window, or over an even one with the two outer values at half weight.
        func centred(at t: Int, window: Int) -> Moments {
            let half = window / 2
            guard window % 2 == 0 else { return moments(t - half, t + half + 1) }
            let (a, b, c, d) = (t - half, t - half + 1, t + half, t + half + 1)
            return moments(
                (sums[d] - sums[a] + sums[c] - sums[b]) / 2, (squares[d] - squares[a] + squares[c] - squares[b]) / 2,
                Double(counts[d] - counts[a] + counts[c] - counts[b]) / 2)
        }

        /// The mean of the window that ends at `t` or of the one that begins there, when a jump lies between them: the centred mean is then farther
        /// from it than twice the distance to the window beyond (a trend is a quarter of that), and than half a standard deviation.
        func levelBeside(_ t: Int, window: Int, centred: Double) -> Double? {
            func side(_ near: Range<Int>, _ far: Range<Int>) -> (mean: Double, change: Double)? {
                guard far.lowerBound >= 0, near.lowerBound >= 0, far.upperBound < sums.count, near.upperBound < sums.count else {
                    return nil
                }
                let (a, b) = (moments(near.lowerBound, near.upperBound), moments(far.lowerBound, far.upperBound))
                guard 4 * min(a.known, b.known) >= Double(window) else { return nil }
                let (distance, change) = (abs(centred - a.mean), abs(a.mean - b.mean))
                return distance > 2 * change && 4 * distance * distance > a.variance ? (a.mean, change) : nil
            }
            let before = side(t + 1 - window..<t + 1, t + 1 - 2 * window..<t + 1 - window)
            let after = side(t..<t + window, t + window..<t + 2 * window)
            return [before, after].compactMap { $0 }.min { $0.change < $1.change }?.mean
        }

        private func moments(_ sum: Double, _ square: Double, _ count: Double) -> Moments {
            guard count > 0 else { return Moments(known: 0, mean: .nan, variance: .infinity) }
            let mean = sum / count
            return Moments(known: count, mean: mean + origin, variance: max(0, square / count - mean * mean))
        }
    }
}
