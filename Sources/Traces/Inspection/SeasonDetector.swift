/// Finds the seasons of demand, in steps, without being told what to look for.
///
/// Candidates are the spans of the calendar that the step divides (5, 10, 15, 30 minutes, hour, day, week; a year when that is at most
/// 1,000 steps) and the hills of the autocorrelation, each moved to the lag within 4 % at which the series resembles itself most, and from
/// there to a span of the calendar within 2 %. For each, shortest first, the series is detrended by its moving mean over one season, which
/// follows jumps of the level and is continued to the ends of short series, and held within two and a half robust standard deviations;
/// missing values stay missing. The **comb** of a lag is the mean correlation at it and its multiples, up to eight. A candidate p is a
/// season when
/// - at least two of them fit into the series, and three of a multiple of a shorter season: in two weeks three shifts of the level
///   look like a week (one that fits less is taken away before longer ones are tried, and not told);
/// - its **strength**, the correlation of values p apart, or its comb is at least 0.15 (``minimumStrength``);
/// - that is significant for correlated noise: with τ the correlation time, `atanh(r)·√(pairs/τ − 1)` (Fisher's transformation, so that two
///   or three cycles suffice when they are evident) is at least 3 for a span of the calendar, and 1.6 + √(2 ln(lags/τ)) for a hill that was
///   searched among many lags (the expected maximum of so many normal values, and a margin), for the strength or for the comb;
/// - many pairs agree, not a few spikes that coincide: the self-normalised sum of products is at least 2.5 (3.2 for a hill);
/// - the combs of lags 4 % shorter and longer, and one step off, are not higher (by more than 0.02 and half a standard error), and some lag
///   between 0.3 and 0.7 seasons correlates less than the comb by 0.1 (a slow series correlates at any lag);
/// - it lasts: the correlations at 2p to 4p are 0.65 of the strength in the mean, and none is below 0.3 of the largest, sampling errors
///   granted (noise that swings forgets its phase; a third of a season is good only for every third multiple);
/// - as a multiple of a shorter season q it beats the correlations at p ± q, and those half a season away by 0.05 (by 0.3 when p is neither
///   a span of the calendar nor 7, 12, 24 or 60 times q): every season repeats itself at its multiples.
///
/// Its mean profile is then taken away before longer ones are tried. At the first unusual multiple of a season found the hills are looked
/// for once more in what is left, since 12 and 30 steps together repeat after 60. At the end a season is dropped when a multiple of it
/// explains ten times as much (twice, when their ratio is not a usual one: half a day of a day with two peaks), or when it explains less
/// than 2 % of the variance, unless it is the strongest and at least 0.3 strong.
///
/// Found in tests: all of one season of 12 to 288 steps under noise as strong as the season, 5 % outliers, trends linear and exponential, a
/// level shift of a hundred times its amplitude and 30 % missing values, over 14 cycles; over two or three cycles under a tenth of that
/// noise, when its length is among the spans. At most one in twenty series of white or autocorrelated noise, random walks and random spikes
/// is taken for seasonal; of demand in bursts one in fourteen, of noise that swings by itself one in five short ones. Three shifts of the
/// level every few cycles hide a season whose length is not among the spans.
public struct SeasonDetector: Hashable, Sendable, Codable {
    /// Smallest correlation one season apart that counts.
    public var minimumStrength: Double
    /// Smallest share of the series of a set in which a season must be found.
    public var minimumShare: Double
    /// Most series of a set that are looked at; of larger sets as many, evenly spaced.
    public var mostSeries: Int

    /// A detector with the thresholds described above; a season of a set is found in a fifth of its series or more.
    /// - Precondition: both thresholds are in 0…1, `mostSeries ≥ 1`.
    public init(minimumStrength: Double = 0.15, minimumShare: Double = 0.2, mostSeries: Int = 200) {
        precondition((0...1).contains(minimumStrength) && (0...1).contains(minimumShare) && mostSeries >= 1)
        (self.minimumStrength, self.minimumShare, self.mostSeries) = (minimumStrength, minimumShare, mostSeries)
    }

    /// Spans in seconds that people and timers live by.
    static let calendarSpans: [Int64] = [60, 300, 600, 900, 1800, 3600, 86_400, 604_800]
    private static let year: Int64 = 365 * 86_400
    /// Cycles that must fit into a series.
    static let fewestCycles = 2
    /// Ratios of a longer to a shorter season that are nothing odd: days of a week, months of a year, hours of a day, minutes of an hour.
    static let usualRatios: Set<Int> = [7, 12, 24, 60]

    /// Calendar spans of an axis in steps, ascending; none on an index axis.
    static func spans(of axis: TimeAxis) -> [Int] {
        calendarSpans.compactMap { axis.steps(inSeconds: $0) } + [axis.steps(inSeconds: year)].compactMap { $0 }.filter { $0 <= 1000 }
    }

    /// Seasons of one series, the one that explains most first.
    public func seasons(of series: Series) -> [Season] {
        seasons(of: series.values, spans: Self.spans(of: series.axis))
    }

    /// Seasons of plain values, the one that explains most first.
    /// - Parameters:
    ///   - values: regular observations; NaN = missing.
    ///   - spans: lengths to try first, in steps, for instance spans of the calendar.
    /// - Complexity: O(n log n).
    public func seasons(of values: [Float], spans: [Int] = []) -> [Season] {
        guard let cleaned = Self.cleaned(values) else { return [] }
        let longest = values.count / Self.fewestCycles
        let known = spans.filter { $0 >= 2 && $0 <= longest }.sorted()
        var search = SeasonSearch(cleaned, longest: longest, known: Set(known), minimumStrength: minimumStrength)
        for span in known { search.consider(span, isUsual: true) }
        var (hills, next, isSecond) = (Self.hills(of: search.rest, upTo: longest), 0, false)
        while let lag = hills.first(where: { $0 > next }) {
            next = lag
            let before = search
            guard search.consider(lag, isUsual: false) else { continue }
            if search.endsWithCompound, !isSecond {
                // 12 and 30 steps together repeat after 60, and 30 is no hill of both; what 12 leaves has that hill.
                search = before
                (hills, next, isSecond) = (Self.hills(of: search.rest, upTo: longest), 0, true)
                continue
            }
            for ratio in Self.usualRatios.sorted() where ratio * lag <= longest { search.consider(ratio * lag, isUsual: true) }
        }
        return search.finish()
    }

    // Hills of the autocorrelation at three scales: over the longest season possible, a quarter and a sixteenth of it. Short seasons under
    // a wandering level show only where the level is taken away over a short window. Very long series are searched twice: their last part
    // in full, and the whole in means of several values, whose hills are as exact as seasons of thousands of steps need them.
    private static func hills(of series: [Double], upTo longest: Int) -> [Int] {
        let factor = (series.count + largestSearch - 1) / largestSearch
        let parts = factor <= 1 ? [(series, 1)] : [(Array(series.suffix(largestSearch)), 1), (means(of: series, by: factor), factor)]
        var lags = Set<Int>()
        for (part, factor) in parts {
            let longest = min(longest / factor, part.count / fewestCycles)
            for window in [longest, longest / 4, longest / 16] where window >= 8 || window == longest {
                let frame = SeasonFrame(part, season: max(3, window))
                let hills = SeasonCandidates.hills(of: FourierTransform.autocorrelation(of: frame.values, upTo: window))
                lags.formUnion(hills.map { $0 * factor })
            }
        }
        return lags.sorted()
    }

    private static let largestSearch = 1 << 17

    // Means of blocks; NaN where less than half is known.
    private static func means(of series: [Double], by factor: Int) -> [Double] {
        stride(from: 0, to: series.count - factor + 1, by: factor).map { start in
            var (sum, known) = (0.0, 0)
            for value in series[start..<start + factor] where !value.isNaN {
                sum += value
                known += 1
            }
            return 2 * known >= factor ? sum / Double(known) : .nan
        }
    }

    // Values far outside the middle half held at its edges (three times its width), so that they do not move the means; `nil` when nothing
    // varies or less than twelve values are known.
    private static func cleaned(_ values: [Float]) -> [Double]? {
        var known = values.filter { !$0.isNaN }
        guard known.count >= 12 else { return nil }
        let median = Double(Selection.value(atRank: known.count / 2, of: &known))
        let low = Double(Selection.value(atRank: known.count / 4, of: &known))
        let high = Double(Selection.value(atRank: known.count * 3 / 4, of: &known))
        // The mean distance stands in where the middle half is one value: demand that is mostly zero.
        let distance = known.reduce(0) { $0 + abs(Double($1) - median) } / Double(known.count)
        guard distance > 0 else { return nil }
        let reach = 3 * max(high - low, distance)
        return values.map { $0.isNaN ? .nan : min(max(Double($0), low - reach), high + reach) }
    }
}
