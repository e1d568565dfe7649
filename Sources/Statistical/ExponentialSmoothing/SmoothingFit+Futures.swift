import Tensors

extension SmoothingFit {
    /// The forecast by futures that meet the errors of the history again, in the model as it is, multiplications included.
    ///
    /// - Parameters:
    ///   - draws: what the futures meet.
    ///   - errors: of the history, as `SmoothingLanes.errors(of:at:)` has them but in units of the history; none for missing values.
    ///   - setting: for levels and kernels.
    package func futures(_ draws: ErrorDraws, errors: [Double], in setting: LocalSetting) -> LocalAnswer {
        let count = ErrorDraws.count, kept = min(season, draws.horizon)
        let levels = Memory<Double>(count), trends = Memory<Double>(count), seasons = Memory<Double>(kept * count)
        levels.start.update(repeating: level, count: count)
        trends.start.update(repeating: trend, count: count)
        for place in 0..<kept { (seasons.start + place * count).update(repeating: seasonal[place], count: count) }
        let (alpha, beta, gamma, phi) = (point.alpha, point.beta, point.gamma, point.phi)
        return draws.answer(errors: errors, variance: errorVariance, in: setting) { step, errors, values in
            let season = kept > 0 ? seasons.start + step % self.season * count : nil
            // A relative error moves level and trend in proportion to what they move: the forecast, or where the season multiplies, its part
            // without season.
            if model.season == .multiplicative, let season {
                for k in 0..<count {
                    let before = levels.start[k] + phi * trends.start[k], moved = before * errors[k]
                    values[k] = Float((before + moved) * season[k])
                    levels.start[k] = before + alpha * moved
                    trends.start[k] = phi * trends.start[k] + beta * moved
                    season[k] += gamma * season[k] * errors[k]
                }
                return
            }
            let isRelative = model.error == .multiplicative
            for k in 0..<count {
                let before = levels.start[k] + phi * trends.start[k], mean = before + (season?[k] ?? 0)
                let error = isRelative ? mean * errors[k] : errors[k]
                values[k] = Float(mean + error)
                levels.start[k] = before + alpha * error
                trends.start[k] = phi * trends.start[k] + beta * error
                season?[k] += gamma * error
            }
        }
    }

    /// One-step errors of a history that the model was fitted to, in its units, or relative with multiplicative errors; those of known values.
    package func errors(of history: KnownHistory, kernels: Kernels) -> [Double] {
        let unit = model.error == .additive ? scale : 1
        let scaled = point.scaled(by: 1 / scale, season: model.season == .additive ? 1 / scale : 1)
        let errors = SmoothingLanes(history.values, kernels: kernels).errors(of: model, at: scaled)
        return errors.indices.filter { !history.values[$0].isNaN }.map { errors[$0] * unit }
    }
}
