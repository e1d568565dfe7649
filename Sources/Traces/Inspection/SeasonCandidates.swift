/// Lags at which an autocorrelation has hills: what a season may be when no calendar says it.
enum SeasonCandidates {
    /// Hills looked at: the most prominent ones, and the first of those that are prominent enough.
    private static let (mostProminent, first) = (16, 6)
    private static let prominentEnough = 0.3
    /// Hills lower than this are noise or of no use.
    private static let lowest = 0.05

    /// Lags of hills of an autocorrelation `[0...maximum]`, ascending.
    ///
    /// A hill is a local maximum; its prominence is its height over the higher of the two valleys between half and one and a half times its
    /// lag. Its top is then found on the mean of the correlations at the lag and its multiples (up to four), which locates a season better
    /// than the lag alone, within 4 % of the lag.
    static func hills(of correlation: [Double]) -> [Int] {
        let maximum = correlation.count - 1
        guard maximum >= 3 else { return [] }
        let valleys = RangeMinimum(correlation)
        var hills: [(prominence: Double, lag: Int)] = []
        for lag in 2..<maximum where correlation[lag] > lowest {
            guard correlation[lag] > correlation[lag - 1], correlation[lag] >= correlation[lag + 1] else { continue }
            let before = valleys.minimum(in: max(1, lag / 2)..<lag)
            let after = valleys.minimum(in: (lag + 1)..<(min(maximum, lag + lag / 2) + 1))
            hills.append((correlation[lag] - max(before, after), lag))
        }
        hills.sort { ($0.prominence, $1.lag) > ($1.prominence, $0.lag) }
        guard let best = hills.first else { return [] }
        let early = hills.filter { $0.prominence >= prominentEnough * best.prominence }.map(\.lag).sorted().prefix(first)
        return Set((hills.prefix(mostProminent).map(\.lag) + early).map { top(of: correlation, near: $0) }).sorted()
    }

    private static func top(of correlation: [Double], near lag: Int) -> Int {
        let maximum = correlation.count - 1
        let reach = lag > 3 ? max(1, (lag + 12) / 25) : 0
        func height(_ lag: Int) -> Double {
            let multiples = max(1, min(8, maximum / lag))
            return (1...multiples).reduce(0) { $0 + correlation[$1 * lag] } / Double(multiples)
        }
        return (max(2, lag - reach)...min(maximum, lag + reach)).max { height($0) < height($1) }!
    }

    /// Minima of ranges, by minima of blocks.
    private struct RangeMinimum {
        let values: [Double]
        let blocks: [Double]
        static let size = 64

        init(_ values: [Double]) {
            self.values = values
            blocks = stride(from: 0, to: values.count, by: Self.size).map { values[$0..<min($0 + Self.size, values.count)].min()! }
        }

        /// Infinite for an empty range.
        func minimum(in range: Range<Int>) -> Double {
            let first = (range.lowerBound + Self.size - 1) / Self.size
            let last = range.upperBound / Self.size
            if first >= last { return values[range].min() ?? .infinity }
            let edges = min(
                values[range.lowerBound..<first * Self.size].min() ?? .infinity,
                values[last * Self.size..<range.upperBound].min() ?? .infinity)
            return min(edges, blocks[first..<last].min()!)
        }
    }
}
