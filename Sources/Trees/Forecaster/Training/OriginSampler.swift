import Forecasting
import Tensors
import Traces

/// Which origins and steps trees learn from: drawn from every series, so that neither one long series nor many short ones decide alone, or
/// all of them.
package struct OriginSampler {
    /// Origins of a series next to each other, drawn alike.
    package struct Run {
        /// Whose origins they are.
        package var series: Series
        /// As numbers of known values; all targets of an origin are known.
        package var origins: ClosedRange<Int>
        /// Chance of an origin to be drawn, beside those of other runs of the series.
        package var weight: Double

        /// A run of origins that count alike.
        package init(series: Series, origins: ClosedRange<Int>, weight: Double = 1) {
            (self.series, self.origins, self.weight) = (series, origins, weight)
        }

        /// Origins, by their weight.
        fileprivate var size: Double { weight * Double(origins.count) }
    }

    /// What may be drawn; runs of one series, where it has several, stand in a row.
    package var runs: [Run]
    /// Steps of a row's horizon: 1 where only the first is learnt.
    package var horizon: Int
    /// Rows to draw in all; `nil` for rows of every origin.
    package var rows: Int?
    /// Whether the origins are blocks of a bootstrap, each of which counts alike.
    private var isBootstrap = false

    /// A sampler of runs.
    package init(runs: [Run], horizon: Int, rows: Int?) { (self.runs, self.horizon, self.rows) = (runs, horizon, rows) }

    /// Steps of one origin: rows of the same origin resemble each other.
    private static let stepsPerOrigin = 6

    /// The same with blocks of the origins drawn with replacement (`FitOptions.bootstrap`), as it is for `nil`. A block that was drawn
    /// twice is drawn from twice.
    func bootstrapped(_ seed: UInt64?) -> OriginSampler {
        guard let seed else { return self }
        var drawn = self
        drawn.isBootstrap = true
        drawn.runs = BlockBootstrap(seed: seed).draw(from: runs.map(\.origins)).map {
            Run(series: runs[$0.range].series, origins: $0.origins, weight: runs[$0.range].weight)
        }
        return drawn
    }

    /// Weight of an origin before the last shift of the level.
    private static let weightOfOldLevels = 0.1

    /// Where the present level begins of the series in which a lasting shift of the level is seen, by what the targets show; of none where
    /// rows of every origin are wanted, which stay rows of every origin. A search takes about a millisecond per 10,000 values.
    /// - Parameters:
    ///   - seasons: of the series, in steps.
    ///   - threads: threads to search on.
    package func presentLevelStarts(seasons: [Int], threads: Int) -> [String: Int] {
        guard rows != nil else { return [:] }
        var ends: [(series: Series, known: Int)] = []
        for run in runs {
            let known = min(run.series.count, run.origins.upperBound + horizon)
            if ends.last?.series.id == run.series.id { ends[ends.count - 1].known = known } else { ends.append((run.series, known)) }
        }
        let found = [Int](unsafeUninitializedCapacity: ends.count) { starts, count in
            nonisolated(unsafe) let starts = starts
            let histories = ends.map { History($0.series, count: $0.known) }
            Parallel.forEach(histories.count, threads: threads) { index in
                starts.initializeElement(at: index, to: histories[index].presentLevelStart(seasons: seasons))
            }
            count = histories.count
        }
        return Dictionary(zip(ends.map(\.series.id), found).filter { $0.1 > 0 }, uniquingKeysWith: { first, _ in first })
    }

    /// The same with fewer origins from before the last lasting shift of the level of a series: what held there may not hold now.
    /// - Parameter starts: where the present levels begin, see ``presentLevelStarts(seasons:threads:)``.
    package func favouringPresentLevels(_ starts: [String: Int]) -> OriginSampler {
        guard !starts.isEmpty else { return self }
        var favouring = self
        favouring.runs = runs.flatMap { run -> [Run] in
            let (lowest, highest) = (run.origins.lowerBound, run.origins.upperBound)
            guard let start = starts[run.series.id], start > lowest else { return [run] }
            var old = run, present = run
            old.weight *= Self.weightOfOldLevels
            guard start <= highest else { return [old] }
            (old.origins, present.origins) = (lowest...start - 1, start...highest)
            return [old, present]
        }
        return favouring
    }

    /// Rows at most; those whose target is missing are left out.
    var mostRows: Int {
        let origins = runs.reduce(0) { $0 + $1.origins.count }
        let all = origins * min(horizon, Self.stepsPerOrigin)
        // Every run is drawn from, however small its share, and a shift of the level makes two of one.
        return min(all, min(rows ?? all, all) + 2 * runs.count * min(horizon, Self.stepsPerOrigin))
    }

    /// Rows series by series, ascending. Half of a budget is shared evenly among the series, half by the number of their origins.
    package func rows(seed: UInt64) -> [SeriesRows] {
        if rows == nil, horizon == 1 { return runs.compactMap { SeriesRows($0.series, firstSteps: $0.origins) } }
        let perOrigin = min(horizon, Self.stepsPerOrigin)
        let budget = rows.map { max(1, Double($0) / Double(perOrigin)) } ?? .infinity
        var sizes: [String: Double] = [:]
        for run in runs { sizes[run.series.id, default: 0] += run.size }
        let total = runs.reduce(0) { $0 + $1.size }, weights = runs.reduce(0) { $0 + $1.weight }
        return runs.enumerated().compactMap { index, run in
            // The runs of a series together count like one without gaps.
            let part = isBootstrap ? run.weight / weights : run.size / (sizes[run.series.id] ?? 1) / Double(sizes.count)
            let share = 0.5 * budget * (part + run.size / total)
            let wanted = max(1, Int(min(share, run.size)))
            var random = RandomStream(seed: seed, purpose: "origins", index: UInt64(index))
            var places: [SeriesRows.Place] = []
            places.reserveCapacity(wanted * perOrigin)
            for stratum in 0..<wanted {
                let origin = run.origins.lowerBound + Self.draw(stratum, of: wanted, below: run.origins.count, &random)
                Self.add(to: &places, run.series, origin: origin, perOrigin, horizon: horizon, &random)
            }
            return SeriesRows(run.series, listed: places)
        }
    }

    /// Rows of origins that were chosen before, with as many steps of each as a budget of rows allows.
    static func rows(at histories: [History], horizon: Int, rows: Int, seed: UInt64) -> [SeriesRows] {
        let perOrigin = max(1, min(horizon, rows / max(1, histories.count)))
        var random = RandomStream(seed: seed, purpose: "validation steps")
        return grouped(histories) { history, places in
            add(to: &places, history.series, origin: history.count, perOrigin, horizon: horizon, &random)
        }
    }

    /// The first steps from the origins that horizons of chosen origins lead over, as many of each as a budget of rows allows.
    static func firstSteps(behind histories: [History], horizon: Int, rows: Int, seed: UInt64) -> [SeriesRows] {
        let perOrigin = max(1, min(horizon, rows / max(1, histories.count)))
        var random = RandomStream(seed: seed, purpose: "validation steps")
        return grouped(histories) { history, places in
            for index in 0..<perOrigin {
                let origin = history.count + draw(index, of: perOrigin, below: horizon, &random)
                if !history.series.values[origin].isNaN { places.append(SeriesRows.Place(origin: origin, step: 0)) }
            }
        }
    }

    /// Rows of histories; those of one series, next to each other, together.
    private static func grouped(_ histories: [History], _ add: (History, inout [SeriesRows.Place]) -> Void) -> [SeriesRows] {
        var (found, places): ([SeriesRows], [SeriesRows.Place]) = ([], [])
        for (index, history) in histories.enumerated() {
            add(history, &places)
            guard index + 1 == histories.count || histories[index + 1].id != history.id else { continue }
            if let rows = SeriesRows(history.series, listed: places) { found.append(rows) }
            places.removeAll()
        }
        return found
    }

    private static func add(
        to places: inout [SeriesRows.Place], _ series: Series, origin: Int, _ count: Int, horizon: Int, _ random: inout RandomStream
    ) {
        for index in 0..<count {
            let step = draw(index, of: count, below: horizon, &random)
            if !series.values[origin + step].isNaN { places.append(SeriesRows.Place(origin: origin, step: step)) }
        }
    }

    /// A number from one of equal stretches: draws from all of them are different and ascend.
    private static func draw(_ stratum: Int, of strata: Int, below limit: Int, _ random: inout RandomStream) -> Int {
        let (first, end) = (limit * stratum / strata, limit * (stratum + 1) / strata)
        return first + random.int(below: end - first)
    }
}
