/// A series prepared for looking at one season: without its slow movement, and without outliers.
///
/// The slow movement is the centred moving mean over one season (over several short ones, eight steps at least), which leaves a season
/// of that length whole and takes trends, level shifts and random walks slower than it away. What is left is held within two and a half robust
/// standard deviations. Half a window at each end has no mean and is left out. Of long series the last 131,072 values, or sixteen seasons when
/// that is more, are enough.
struct SeasonFrame {
    /// Detrended values from position ``start`` of the series on; NaN = missing.
    let values: [Double]
    /// Position of the first value in the series.
    let start: Int
    // Prefix sums of values and squares, when nothing is missing.
    private let sums: [Double]
    private let squares: [Double]

    init(_ series: [Double], season: Int) {
        let window = season * max(1, (8 + season - 1) / season)
        let first = max(0, series.count - max(1 << 17, 16 * season))
        var detrended = Self.withoutMovingMean(series[first...], window: window)
        start = first + window / 2
        Self.clip(&detrended)
        values = detrended
        if detrended.contains(where: \.isNaN) {
            (sums, squares) = ([], [])
        } else {
            var (sum, square) = ([0.0], [0.0])
            sum.reserveCapacity(detrended.count + 1)
            square.reserveCapacity(detrended.count + 1)
            for value in detrended {
                sum.append(sum[sum.count - 1] + value)
                square.append(square[square.count - 1] + value * value)
            }
            (sums, squares) = (sum, square)
        }
    }

    /// Pearson correlation of the pairs `lag` apart, and their number; 0 when one side does not vary or there are fewer than three pairs.
    func correlation(lag: Int) -> (value: Double, pairs: Int) {
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
            values.withUnsafeBufferPointer { v in
                for t in 0..<count {
                    let (x, y) = (v[t], v[t + lag])
                    if x.isNaN || y.isNaN { continue }
                    n += 1
                    a += x
                    b += y
                    aa += x * x
                    bb += y * y
                    ab += x * y
                }
            }
        }
        guard n >= 3 else { return (0, Int(n)) }
        let (va, vb) = (aa - a * a / n, bb - b * b / n)
        // Differences of sums: what rounding leaves of a constant is no variance.
        guard va > 1e-12 * aa, vb > 1e-12 * bb else { return (0, Int(n)) }
        return ((ab - a * b / n) / (va * vb).squareRoot(), Int(n))
    }

    /// How many values it takes to learn as much as from one independent value: `1 + 2 Σ ρ_k²` over lags up to half a season (Bartlett, "On
    /// the theoretical specification and sampling properties of autocorrelated time-series", 1946), the sum taken by the trapezoid rule over
    /// lags that grow by a quarter.
    func correlationTime(season: Int) -> Double {
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

    // Centred mean over an odd window, or over an even one with the two outer values at half weight; NaN where less than half is known.
    private static func withoutMovingMean(_ series: ArraySlice<Double>, window: Int) -> [Double] {
        var (sums, counts) = ([0.0], [0])
        sums.reserveCapacity(series.count + 1)
        counts.reserveCapacity(series.count + 1)
        var (sum, count) = (0.0, 0)
        for value in series {
            if !value.isNaN {
                sum += value
                count += 1
            }
            sums.append(sum)
            counts.append(count)
        }
        let half = window / 2
        guard series.count > 2 * half else { return [] }
        return (half..<(series.count - half)).map { t in
            var sum = sums[t + half + 1] - sums[t - half]
            var count = Double(counts[t + half + 1] - counts[t - half])
            if window % 2 == 0 {
                sum = (sum + sums[t + half] - sums[t - half + 1]) / 2
                count = (count + Double(counts[t + half] - counts[t - half + 1])) / 2
            }
            return count >= Double(window) / 2 ? series[series.startIndex + t] - sum / count : .nan
        }
    }

    // The scale falls back on the mean where most values are equal (demand that is mostly zero).
    private static func clip(_ values: inout [Double]) {
        var sizes = values.compactMap { $0.isNaN ? nil : abs($0) }
        guard !sizes.isEmpty else { return }
        let mean = sizes.reduce(0, +) / Double(sizes.count)
        let limit = 2.5 * max(1.4826 * Selection.value(atRank: sizes.count / 2, of: &sizes), 0.5 * mean)
        for t in values.indices where abs(values[t]) > limit { values[t] = values[t] < 0 ? -limit : limit }
    }
}
