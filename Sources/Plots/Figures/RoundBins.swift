/// Lengths of bins of time that people can read.
enum RoundBins {
    private static let seconds = [
        1.0, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    ]

    /// Sub-steps of a bin, so that there are at most `most` bins: of a round length where sub-steps divide one that is not much too long.
    /// - Parameters:
    ///   - count: of all sub-steps.
    ///   - seconds: length of a sub-step.
    ///   - most: bins.
    static func size(count: Int, seconds: Double, most: Int) -> Int {
        let least = max(1, (count + most - 1) / most)
        guard least > 1 else { return 1 }
        for length in Self.seconds where length >= Double(least) * seconds && length <= 3 * Double(least) * seconds {
            let size = (length / seconds).rounded()
            if abs(size * seconds - length) < 1e-9 * length { return Int(size) }
        }
        return least
    }
}
