import Tensors
import Traces

/// Open and closed loop, the two ways of forecasting step after step.
///
/// *Open loop*: every input is a true past value; one forecast per time, each a short way ahead. *Closed loop*: beyond its trained
/// horizon a model is fed its own forecasts. Feeding back medians would pretend to know them, so sample paths are fed back instead, and
/// quantiles are taken over the paths.
extension FittedForecaster {
    /// Open loop: for every position of a range, the forecast of that value from the `ahead` steps earlier history.
    ///
    /// - Parameters:
    ///   - series: the series; values before each origin are true ones.
    ///   - positions: positions of the targets; each needs at least one value before its origin.
    ///   - ahead: steps between origin and target, 1 for one-step forecasts.
    /// - Returns: one forecast of `ahead` steps per position; its last step is the target.
    /// - Throws: ``ForecastError``.
    public func openLoop(on series: Series, positions: Range<Int>, ahead: Int = 1) throws(ForecastError) -> [QuantileForecast] {
        guard ahead >= 1 else { throw ForecastError.invalidHorizon(ahead) }
        guard positions.lowerBound >= ahead, positions.upperBound <= series.count + ahead else {
            throw ForecastError.tooShort(
                series: series.id, count: series.count, required: positions.lowerBound < ahead ? ahead : positions.upperBound - ahead)
        }
        return try forecast(from: positions.map { History(series, count: $0 + 1 - ahead) }, horizon: ahead)
    }

    /// Closed loop: a forecast of any horizon, the part beyond the trained one from sample paths that are fed back.
    ///
    /// Within the trained horizon the answer is the direct forecast. Beyond it, every path draws one row of ranks from
    /// ``residualPaths`` per block, so that errors inside a block hang together as they did in the backtest.
    ///
    /// - Parameters:
    ///   - history: what is known.
    ///   - horizon: any number of steps.
    ///   - paths: number of sample paths, 2 or more.
    ///   - seed: seed of the draws.
    /// - Throws: ``ForecastError/noResidualPaths(model:)`` beyond the trained horizon when the model has none; ``ForecastError`` of the model.
    public func closedLoop(
        from history: History, horizon: Int, paths: Int = 200, seed: UInt64 = 1
    ) throws(ForecastError) -> QuantileForecast {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard paths >= 2 else { throw ForecastError.invalidConfiguration("a closed loop needs at least 2 sample paths, found \(paths)") }
        guard let block = maximumHorizon, horizon > block else { return try forecast(from: history, horizon: horizon) }
        guard let residualPaths else { throw ForecastError.noResidualPaths(model: name) }

        let direct = try forecast(from: history, horizon: block)
        let futures = try futures(of: history, direct: direct, horizon: horizon, count: paths, ranks: residualPaths, seed: seed)
        var values = direct.values
        values.reserveCapacity(horizon * levels.count)
        for step in block..<horizon {
            let sample = futures.map { $0.value(at: step) }.sorted()
            values += levels.values.map { EmpiricalQuantiles.value(at: $0, sorted: sample) }
        }
        return QuantileForecast(
            history: history, levels: levels, horizon: horizon, values: values, lowerBound: direct.lowerBound,
            note: [direct.note, "steps beyond \(block) are a closed loop over \(paths) sample paths"].compactMap { $0 }.joined(
                separator: "; "))
    }

    /// Sample paths of a closed loop: whole blocks of the trained horizon by default, each with one row of ranks from ``residualPaths``.
    package func closedLoopPaths(
        from history: History, horizon: Int, count: Int, seed: UInt64
    ) throws(ForecastError) -> SamplePaths {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard count >= 1 else { throw ForecastError.invalidConfiguration("at least 1 sample path can be drawn, found \(count)") }
        guard let residualPaths else { throw ForecastError.noResidualPaths(model: name) }
        let direct = try forecast(from: history, horizon: min(horizon, maximumHorizon ?? horizon))
        let futures = try futures(of: history, direct: direct, horizon: horizon, count: count, ranks: residualPaths, seed: seed)
        return SamplePaths(
            history: history, count: count, horizon: horizon, values: futures.flatMap { $0.values(horizon) }, note: direct.note)
    }

    /// Futures of at least `horizon` steps, the first block from a forecast that is there, later ones from what was drawn before them.
    private func futures(
        of history: History, direct: QuantileForecast, horizon: Int, count: Int, ranks: ResidualPaths, seed: UInt64
    ) throws(ForecastError) -> [SampledFuture] {
        var random = RandomStream(seed: seed, purpose: "closed loop")
        var futures = (0..<count).map { _ in SampledFuture(history: history, steps: horizon) }
        for path in futures.indices { futures[path].append(direct, ranks: ranks.row(random.int(below: ranks.count))) }
        while futures[0].known < horizon {
            let steps = min(direct.horizon, horizon - futures[0].known)
            let forecasts = try forecast(from: futures.map(\.history), horizon: steps)
            for path in futures.indices {
                futures[path].append(forecasts[path], ranks: ranks.row(random.int(below: ranks.count)))
            }
        }
        return futures
    }
}
