/// The slow movement of a series: its mean over one window, which follows jumps.
///
/// The mean is centred. At a jump of the level the mean of the window that ends there, or of the one that begins there, is taken instead:
/// each lies on one side of it (windows on both sides as filters that keep edges: Kuwahara et al., "Processing of RI-angiocardiographic
/// images", 1976). All are whole seasons, so that none touches the season.
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
        var levels = [Double](repeating: .nan, count: count)
        WindowMeans(series, window: window).write(to: &levels, from: half, to: count - half)
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

    /// Means over one window anywhere in a series, from prefix sums; NaN where less than a quarter of the window is known.
    private struct WindowMeans {
        // Sums of the known values before each position, of their squares, and their number. Values are taken around one of them, for the
        // digits.
        private var sums: [Double], squares: [Double], counts: [Double]
        private let origin: Double
        private let window: Int
        // Mean of the window that begins at each position.
        private var means: [Double] = []

        init(_ series: ArraySlice<Double>, window: Int) {
            self.window = window
            origin = series.first { !$0.isNaN } ?? 0
            let count = series.count
            sums = [Double](repeating: 0, count: count + 1)
            (squares, counts) = (sums, sums)
            series.withUnsafeBufferPointer { values in
                sums.withUnsafeMutableBufferPointer { sums in
                    squares.withUnsafeMutableBufferPointer { squares in
                        counts.withUnsafeMutableBufferPointer { counts in
                            for t in 0..<count {
                                let value = values[t].isNaN ? 0 : values[t] - origin
                                sums[t + 1] = sums[t] + value
                                squares[t + 1] = squares[t] + value * value
                                counts[t + 1] = counts[t] + (values[t].isNaN ? 0 : 1)
                            }
                        }
                    }
                }
            }
            let windows = max(0, count - window + 1)
            means = [Double](unsafeUninitializedCapacity: windows) { buffer, used in
                for start in 0..<windows {
                    buffer[start] = mean(sums[start + window] - sums[start], counts[start + window] - counts[start])
                }
                used = windows
            }
        }

        /// The level at positions `from..<to`: the centred mean, or at a jump the mean on one side of it.
        func write(to levels: inout [Double], from: Int, to: Int) {
            for t in from..<to {
                let centred = centred(at: t)
                if !centred.isNaN { levels[t] = beside(t, centred: centred) ?? centred }
            }
        }

        // Over an odd window, or over an even one with the two outer values at half weight.
        private func centred(at t: Int) -> Double {
            let half = window / 2
            let (a, d) = (t - half, t + half + 1)
            guard window % 2 == 0 else { return means[a] }
            let (b, c) = (a + 1, d - 1)
            return mean((sums[d] - sums[a] + sums[c] - sums[b]) / 2, (counts[d] - counts[a] + counts[c] - counts[b]) / 2)
        }

        // The mean of the window that ends at `t` or of the one that begins there, when a jump lies between them: the centred mean is then
        // farther from it than twice the distance to the window beyond (a trend is a quarter of that), and than half a standard deviation.
        private func beside(_ t: Int, centred: Double) -> Double? {
            let (first, second) = (side(near: t + 1 - window, far: t + 1 - 2 * window, centred), side(near: t, far: t + window, centred))
            guard let first else { return second?.mean }
            guard let second else { return first.mean }
            return second.change < first.change ? second.mean : first.mean
        }

        private func side(near: Int, far: Int, _ centred: Double) -> (mean: Double, change: Double)? {
            guard min(near, far) >= 0, max(near, far) < means.count else { return nil }
            let (distance, change) = (abs(centred - means[near]), abs(means[near] - means[far]))
            // False where one of them is unknown.
            guard distance > 2 * change, 4 * distance * distance > variance(near) else { return nil }
            return (means[near], change)
        }

        private func variance(_ start: Int) -> Double {
            let known = counts[start + window] - counts[start]
            let mean = (sums[start + window] - sums[start]) / known
            return max(0, (squares[start + window] - squares[start]) / known - mean * mean)
        }

        private func mean(_ sum: Double, _ known: Double) -> Double {
            4 * known >= Double(window) ? sum / known + origin : .nan
        }
    }
}
