/// Whether a series has a level that it returns to: the test of Kwiatkowski, Phillips, Schmidt & Shin.
///
/// "Testing the Null Hypothesis of Stationarity Against the Alternative of a Unit Root", Journal of Econometrics 54, 1992. The statistic is
/// `Σ S_t² / (n² s²)` with sums `S_t` of the differences from the mean and the long-run variance s² from autocovariances up to the lag
/// `⌊3√n/13⌋` with weights falling linearly.
package enum StationarityTest {
    /// The statistic; 0 for a constant series.
    package static func statistic(_ values: [Double]) -> Double {
        let count = Double(values.count), mean = values.reduce(0, +) / count, centred = values.map { $0 - mean }
        let lags = Int(3 * count.squareRoot() / 13)
        var variance = centred.reduce(0) { $0 + $1 * $1 }
        for lag in 1..<lags + 1 {
            let covariance = zip(centred.dropFirst(lag), centred).reduce(0) { $0 + $1.0 * $1.1 }
            variance += 2 * (1 - Double(lag) / Double(lags + 1)) * covariance
        }
        var (sum, squares) = (0.0, 0.0)
        for value in centred {
            sum += value
            squares += sum * sum
        }
        return variance > 0 ? squares / (count * variance) : 0
    }

    /// How often a series has to be differenced before the statistic is below 0.463, which it passes by chance once in twenty times.
    package static func differences(_ values: [Double], atMost most: Int) -> Int {
        var current = values
        for count in 0..<most {
            if current.count < 10 || statistic(current) < 0.463 { return count }
            current = zip(current.dropFirst(), current).map { $0 - $1 }
        }
        return most
    }
}
