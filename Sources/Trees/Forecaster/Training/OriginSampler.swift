import Forecasting
import Tensors
import Traces

/// Which origins and steps trees learn from: drawn from every series, so that neither one long series nor many short ones decide alone, or
/// all of them.
struct OriginSampler {
    /// Series with the origins that may be drawn, as numbers of known values; all targets of an origin are known. A series that windows
    /// cannot be made of everywhere is there several times in a row, with a run of origins each.
    var series: [(series: Series, origins: ClosedRange<Int>)]
    /// Steps of a row's horizon: 1 where only the first is learnt.
    var horizon: Int
    /// Rows to draw in all; `nil` for rows of every origin.
    var rows: Int?
    /// Whether the origins are blocks of a bootstrap, each of which counts alike.
    var isBootstrap = false

    /// Steps of one origin: rows of the same origin resemble each other.
    private static let stepsPerOrigin = 6

    /// The same with blocks of the origins drawn with replacement (``FitOptions/bootstrap``), as it is for `nil`. A block that was drawn
    /// twice is drawn from twice.
    func bootstrapped(_ seed: UInt64?) -> OriginSampler {
        guard let seed else { return self }
        var drawn = self
        drawn.isBootstrap = true
        drawn.series = BlockBootstrap(seed: seed).draw(from: series.map(\.origins)).map { (series[$0.range].series, $0.origins) }
        return drawn
    }

    /// Rows at most; those whose target is missing are left out.
    var mostRows: Int {
        let origins = series.reduce(0) { $0 + $1.origins.count }
        let all = origins * min(horizon, Self.stepsPerOrigin)
        // Every series is drawn from, however small its share.
        return min(all, min(rows ?? all, all) + series.count * min(horizon, Self.stepsPerOrigin))
    }

    /// Rows series by series, ascending. Half of a budget is shared evenly among the series, half by the number of their origins.
    func rows(seed: UInt64) -> [SeriesRows] {
        if rows == nil, horizon == 1 { return series.compactMap { SeriesRows($0.series, firstSteps: $0.origins) } }
        let perOrigin = min(horizon, Self.stepsPerOrigin)
        let budget = rows.map { max(1, Double($0) / Double(perOrigin)) } ?? .infinity
        var counts: [String: Int] = [:]
        for one in series { counts[one.series.id, default: 0] += one.origins.count }
        let total = Double(series.reduce(0) { $0 + $1.origins.count })
        return series.enumerated().compactMap { index, one in
            // The runs of a series together count like one without gaps.
            let runs = isBootstrap ? 1 : Double(counts[one.series.id] ?? 1) / Double(one.origins.count)
            let share =
                0.5 * budget / (Double(isBootstrap ? series.count : counts.count) * runs) + 0.5 * budget * Double(one.origins.count) / total
            let wanted = share < Double(one.origins.count) ? max(1, Int(share)) : one.origins.count
            var random = RandomStream(seed: seed, purpose: "origins", index: UInt64(index))
            var places: [SeriesRows.Place] = []
            places.reserveCapacity(wanted * perOrigin)
            for stratum in 0..<wanted {
                let origin = one.origins.lowerBound + Self.draw(stratum, of: wanted, below: one.origins.count, &random)
                Self.add(to: &places, one.series, origin: origin, perOrigin, horizon: horizon, &random)
            }
            return SeriesRows(one.series, listed: places)
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
