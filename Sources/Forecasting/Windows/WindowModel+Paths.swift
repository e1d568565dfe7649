import Tensors
import Traces

extension WindowModel {
    /// Sample paths that feed on themselves a block at a time: the quantiles of the next steps are forecast, values drawn from them, and the
    /// window moves on over what was drawn, with the location and scale that it had at the origin.
    ///
    /// A value is the quantile at a uniform level, by the rule between levels and, beyond the outermost, that of ``ResidualPaths``. Levels
    /// of a block hang together as the errors of the backtest did in their first steps (an empirical copula of ``residualPaths``; they are
    /// independent where there are none). Blocks hang together because later ones are forecast from what earlier ones drew. So the first
    /// step of the paths has exactly the forecast's distribution. Every path has a random stream of its own: more paths leave the first
    /// ones as they are.
    ///
    /// - Parameters:
    ///   - history: what is known.
    ///   - horizon: steps of every path, any number.
    ///   - count: number of paths.
    ///   - block: steps that are drawn from one forecast, at most the trained horizon.
    ///   - seed: seed of the draws.
    /// - Returns: `nil` for a history too short for the network.
    /// - Throws: ``ForecastError``.
    public func samplePaths(
        from history: History, horizon: Int, count: Int, block: Int, seed: UInt64
    ) throws(ForecastError) -> SamplePaths? {
        precondition((1...assembler.schema.horizon).contains(block), "a block has 1 to \(assembler.schema.horizon) steps, found \(block)")
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard count >= 1 else { throw ForecastError.invalidConfiguration("at least 1 sample path can be drawn, found \(count)") }
        try check(history)
        guard isLong(history) else { return nil }
        // Copies of what is looked at, not of years.
        let recent = history.suffix(assembler.schema.reach)
        let isWhole = recent.series.values.withUnsafeBufferPointer { assembler.isWhole($0, origin: recent.count) }
        let copula = residualPaths.map { RankCopula($0, steps: block) }
        var random = (0..<count).map { RandomStream(seed: seed, purpose: "sample paths of \(history.id)", index: UInt64($0)) }
        var futures = (0..<count).map { _ in SampledFuture(history: recent, steps: horizon) }
        while futures[0].known < horizon {
            let steps = min(block, horizon - futures[0].known)
            // At the origin all windows are the same.
            let isFirst = futures[0].known == 0
            let forecasts = directForecasts(from: isFirst ? [recent] : futures.map(\.history), frozen: recent.count)
            for path in 0..<count {
                let forecast = forecasts[isFirst ? 0 : path]
                let levels = copula?.draw(steps, using: &random[path]) ?? (0..<steps).map { _ in random[path].uniformDouble() }
                futures[path].append(
                    levels.enumerated().map { step, level in
                        let value = ResidualPaths.value(at: Float(level), in: forecast, step: step)
                        return isWhole ? value.rounded() : value
                    })
            }
        }
        return SamplePaths(history: history, count: count, horizon: horizon, values: futures.flatMap { $0.values(horizon) })
    }
}

extension History {
    /// The same history with its last values only, as a series of its own.
    fileprivate func suffix(_ kept: Int) -> History {
        let surplus = max(0, count - kept)
        var short = series
        short.values = Array(values[surplus...])
        short.pastCovariates = series.pastCovariates.map { Array($0[surplus..<count]) }
        short.futureCovariates = series.futureCovariates.map { Array($0.dropFirst(surplus)) }
        short.axis = series.axis.advanced(by: surplus)
        return History(short)
    }
}
