extension TraceSummary {
    /// Looks at a trace.
    /// - Parameters:
    ///   - set: the trace.
    ///   - exactTotals: for counts, sum of each series as its reader counted it, in the order of the set. Floats hold counts exactly up to 2²⁴ a value;
    ///     without exact totals the sums are of what the floats hold.
    ///   - detector: finds the seasons.
    ///   - lines: most series in ``top``.
    ///   - width: characters of a sparkline.
    /// - Precondition: one total for each series if there are any; `lines ≥ 0`, `width ≥ 1`.
    public init(
        of set: SeriesSet, exactTotals: [Double]? = nil, detector: SeasonDetector = SeasonDetector(), lines: Int = 10, width: Int = 40
    ) {
        precondition(exactTotals.map { $0.count == set.series.count } ?? true, "exact totals are one for each series")
        precondition(lines >= 0 && width >= 1)
        let filled = set.series.filter { !$0.values.isEmpty }
        let axis = set.series.first?.axis
        let first = filled.map(\.axis.start).min()
        let last = filled.map { $0.axis.time(at: $0.count - 1) }.max()

        let tallies = set.series.map { Tally(of: $0.values) }
        // Averages of several rows are values of their own: what the rows add up to is not what these do.
        let totals = set.quantity.kind == .count ? exactTotals ?? tallies.map(\.sum) : tallies.map(\.sum)
        let values = tallies.reduce(0) { $0 + $1.count }
        let known = tallies.reduce(0) { $0 + $1.known }
        let isCount = set.quantity.kind == .count

        series = set.series.count
        stepSeconds = axis?.stepSeconds
        stepIndex = axis.flatMap { $0.kind == .index ? $0.step : nil }
        start = axis.flatMap { axis in first.map { NumberText.time($0, on: axis) } }
        end = axis.flatMap { axis in last.map { NumberText.time($0, on: axis) } }
        steps = Self.steps(from: first, to: last, step: axis?.step)
        shortest = set.series.map(\.count).min() ?? 0
        longest = set.series.map(\.count).max() ?? 0
        timeZone = set.calendar.timeZone.name
        kind = set.quantity.kind
        unit = set.quantity.unit
        self.values = values
        missing = values - known
        zeros = known > 0 ? Double(tallies.reduce(0) { $0 + $1.zeros }) / Double(known) : nil
        minimum = tallies.compactMap(\.minimum).min().map(Double.init)
        median = Selection.median(of: set.series, known: known)
        mean = known > 0 ? totals.reduce(0, +) / Double(known) : nil
        maximum = tallies.compactMap(\.maximum).max().map(Double.init)
        total = isCount ? totals.reduce(0, +) : nil
        gaps = Self.gaps(in: set.series)
        seasons = detector.seasons(in: set)
        shifts = Self.shifts(in: set.series, seasons: seasons.map(\.steps), detector: detector)
        sparkline = Self.aggregate(set, from: first, steps: steps).map { Sparkline.text(of: $0, width: width) }

        func size(_ i: Int) -> Double { isCount ? totals[i] : (tallies[i].known > 0 ? totals[i] / Double(tallies[i].known) : -.infinity) }
        top = set.series.indices.sorted { (size($0), $1) > (size($1), $0) }.prefix(lines).map { i in
            let tally = tallies[i]
            return Line(
                id: set.series[i].id, known: tally.known, total: totals[i], mean: tally.known > 0 ? totals[i] / Double(tally.known) : nil,
                maximum: tally.maximum.map(Double.init), zeros: tally.known > 0 ? Double(tally.zeros) / Double(tally.known) : nil,
                sparkline: Sparkline.text(of: set.series[i].values, width: width))
        }
    }

    /// Counts and sums of one series.
    private struct Tally {
        var count: Int
        var known = 0
        var zeros = 0
        var sum = 0.0
        var minimum: Float?
        var maximum: Float?

        init(of values: [Float]) {
            count = values.count
            var (low, high) = (Float.infinity, -Float.infinity)
            for value in values where !value.isNaN {
                known += 1
                zeros += value == 0 ? 1 : 0
                sum += Double(value)
                low = min(low, value)
                high = max(high, value)
            }
            if known > 0 { (minimum, maximum) = (low, high) }
        }
    }

    // Steps are a distance of 64-bit times: of series far apart it may not fit, and is then as large as can be.
    private static func steps(from first: Int64?, to last: Int64?, step: Int64?) -> Int {
        guard let first, let last, let step else { return 0 }
        let (distance, overflow) = last.subtractingReportingOverflow(first)
        return overflow ? .max : Int(distance / step) + (distance / step == .max ? 0 : 1)
    }

    private static func gaps(in series: [Series]) -> Gaps {
        var gaps = Gaps(count: 0, series: 0, longest: 0, longestSeries: nil, longestStart: nil)
        for one in series {
            var (run, runs) = (0, 0)
            for t in 0...one.count {
                if t < one.count && one.values[t].isNaN {
                    run += 1
                    continue
                }
                guard run > 0 else { continue }
                runs += 1
                if run > gaps.longest {
                    gaps.longest = run
                    gaps.longestSeries = one.id
                    gaps.longestStart = NumberText.time(one.axis.time(at: t - run), on: one.axis)
                }
                run = 0
            }
            gaps.count += runs
            gaps.series += runs > 0 ? 1 : 0
        }
        return gaps
    }

    // With the seasons of the set first, and with its own where these show a shift: a season that a series does not have blurs its levels.
    private static func shifts(in series: [Series], seasons: [Int], detector: SeasonDetector) -> Shifts {
        var shifts = Shifts(count: 0, series: 0)
        var latest: Int64?
        for one in series {
            guard !LevelShiftDetector().shifts(in: one.values, seasons: seasons).isEmpty else { continue }
            let found = LevelShiftDetector().shifts(in: one.values, seasons: detector.seasons(of: one).map(\.steps))
            guard let last = found.last else { continue }
            shifts.count += found.count
            shifts.series += 1
            let time = one.axis.time(at: last.position)
            guard latest.map({ time > $0 }) ?? true else { continue }
            latest = time
            (shifts.latestSeries, shifts.latestTime) = (one.id, NumberText.time(time, on: one.axis))
            (shifts.before, shifts.after) = (last.before, last.after)
        }
        return shifts
    }

    // All series at each time: their sum, for gauges their mean. Series whose grids are shifted against each other share the slot below.
    private static func aggregate(_ set: SeriesSet, from first: Int64?, steps: Int) -> [Float]? {
        guard let first, let step = set.series.first?.axis.step, steps <= 1 << 24 else { return nil }
        var sums = [Double](repeating: 0, count: steps)
        var counts = [Int32](repeating: 0, count: steps)
        for one in set.series where !one.values.isEmpty {
            let offset = Int((one.axis.start - first) / step)
            for (t, value) in one.values.enumerated() where !value.isNaN {
                sums[offset + t] += Double(value)
                counts[offset + t] += 1
            }
        }
        let isGauge = set.quantity.kind == .gauge
        return zip(sums, counts).map { $1 == 0 ? .nan : Float(isGauge ? $0 / Double($1) : $0) }
    }
}
