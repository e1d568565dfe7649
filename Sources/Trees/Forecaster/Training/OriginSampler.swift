import Forecasting
import Tensors
import Traces

/// Which origins and steps trees learn from: drawn from every series, so that neither one long series nor many short ones decide alone.
struct OriginSampler {
    /// Series with the origins that may be drawn, as numbers of known values; all targets of an origin are known.
    var series: [(series: Series, origins: ClosedRange<Int>)]
    /// Steps of the horizon.
    var horizon: Int
    /// Rows to draw in all.
    var rows: Int

    /// Steps of one origin: rows of the same origin resemble each other.
    private static let stepsPerOrigin = 6

    /// Origins series by series, ascending. Half of the rows are shared evenly among the series, half by the number of their origins.
    func origins(seed: UInt64) -> [ForecastRows.Origin] {
        let perOrigin = min(horizon, Self.stepsPerOrigin)
        let budget = max(1, Double(rows) / Double(perOrigin))
        let total = Double(series.reduce(0) { $0 + $1.origins.count })
        return series.enumerated().flatMap { index, one -> [ForecastRows.Origin] in
            let share = 0.5 * budget / Double(series.count) + 0.5 * budget * Double(one.origins.count) / total
            let wanted = min(one.origins.count, max(1, Int(share)))
            var random = RandomStream(seed: seed, purpose: "origins", index: UInt64(index))
            return (0..<wanted).compactMap { stratum in
                let count = one.origins.lowerBound + Self.draw(stratum, of: wanted, below: one.origins.count, &random)
                let steps = (0..<perOrigin).map { Self.draw($0, of: perOrigin, below: horizon, &random) }
                let known = steps.filter { !one.series.values[count + $0].isNaN }
                return known.isEmpty ? nil : ForecastRows.Origin(history: History(one.series, count: count), steps: known)
            }
        }
    }

    /// Origins that were chosen before, with as many steps of each as a budget of rows allows.
    static func origins(at histories: [History], horizon: Int, rows: Int, seed: UInt64) -> [ForecastRows.Origin] {
        let perOrigin = max(1, min(horizon, rows / max(1, histories.count)))
        var random = RandomStream(seed: seed, purpose: "validation steps")
        return histories.compactMap { history in
            let steps = (0..<perOrigin).map { draw($0, of: perOrigin, below: horizon, &random) }
            let known = steps.filter { !history.series.values[history.count + $0].isNaN }
            return known.isEmpty ? nil : ForecastRows.Origin(history: history, steps: known)
        }
    }

    /// A number from one of equal stretches: draws from all of them are different and ascend.
    private static func draw(_ stratum: Int, of strata: Int, below limit: Int, _ random: inout RandomStream) -> Int {
        let (first, end) = (limit * stratum / strata, limit * (stratum + 1) / strata)
        return first + random.int(below: end - first)
    }
}
