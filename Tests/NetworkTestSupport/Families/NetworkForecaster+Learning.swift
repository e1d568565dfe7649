import Forecasting
import Tensors
import Testing
import Traces

/// That training makes forecasts better, on what it should learn from.
extension NetworkForecaster {
    /// Loss on the held-out end of a set, after training on the rest.
    private func loss(on set: SeriesSet, horizon: Int, windows: Int, seed: UInt64) throws -> Double {
        let (training, origins) = heldOut(set, horizon: horizon, windows: windows)
        let forecasts = try fit(on: training, options: FitOptions(seed: seed)).forecast(from: origins, horizon: horizon)
        #expect(forecasts.allSatisfy { allFinite($0.values) && $0.note == nil })
        return pinball(forecasts, origins)
    }

    /// A clean wave with noise: the seasonal naive forecast repeats the noise of the last day, the network does not.
    /// - Returns: the loss.
    @discardableResult
    public func expectLossBelowSeasonalNaive() throws -> Double {
        let (training, origins) = heldOut(Demand.waves(20, count: 480), horizon: 12, windows: 5)
        let options = FitOptions(seed: 1)
        let found = pinball(try fit(on: training, options: options).forecast(from: origins, horizon: 12), origins)
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 12).fit(on: training, options: options)
        let rival = pinball(try naive.forecast(from: origins, horizon: 12), origins)
        #expect(found < 0.85 * rival, "\(Self.name) \(found), seasonal naive \(rival)")
        return found
    }

    /// Intervals hold what they say, roughly: 80 % of what comes lies between the quantiles 0.1 and 0.9.
    public func expectIntervalsCover() throws {
        let (training, origins) = heldOut(Demand.waves(20, count: 480), horizon: 6, windows: 8)
        let forecasts = try fit(on: training, options: FitOptions(seed: 2)).forecast(from: origins, horizon: 6)
        var (inside, all) = (0, 0)
        for (forecast, origin) in zip(forecasts, origins) {
            for step in 0..<6 {
                let y = origin.series.values[origin.count + step]
                inside += forecast[step, 0] <= y && y <= forecast[step, 2] ? 1 : 0
                all += 1
            }
        }
        let coverage = Double(inside) / Double(all)
        #expect(coverage > 0.7 && coverage < 0.9, "coverage \(coverage)")
    }

    /// Demand that is nothing but a covariate known in advance: with it the loss is a fraction of what it is without.
    public func expectFutureCovariatesAreUsed() throws {
        let losses = try [true, false].map { covariate in
            let all = (0..<6).map { index in
                var random = RandomStream(seed: 44, purpose: "promotion", index: UInt64(index))
                let promotion = (0..<420).map { _ in Float(random.normal()) }
                let values = (0..<400).map { 50 + 10 * promotion[$0] + Float(random.normal()) }
                return Series(id: "p\(index)", axis: .index(), values: values, futureCovariates: covariate ? [promotion] : [])
            }
            let set = try SeriesSet(all, quantity: .gauge(), futureCovariates: covariate ? ["promotion"] : [])
            return try loss(on: set, horizon: 6, windows: 5, seed: 3)
        }
        #expect(losses[0] < 0.4 * losses[1], "with \(losses[0]), without \(losses[1])")
    }

    /// A past covariate that leads demand by two steps is used for the first two.
    public func expectPastCovariatesAreUsed() throws {
        let losses = try [true, false].map { covariate in
            let all = (0..<6).map { index in
                var random = RandomStream(seed: 45, purpose: "leading", index: UInt64(index))
                let leading = (0..<402).map { _ in Float(random.normal()) }
                let values = (0..<400).map { 50 + 10 * leading[$0] + Float(random.normal()) }
                return Series(id: "p\(index)", axis: .index(), values: values, pastCovariates: covariate ? [Array(leading[2...])] : [])
            }
            let set = try SeriesSet(all, quantity: .gauge(), pastCovariates: covariate ? ["leading"] : [])
            return try loss(on: set, horizon: 2, windows: 15, seed: 3)
        }
        #expect(losses[0] < 0.6 * losses[1], "with \(losses[0]), without \(losses[1])")
    }

    /// Counts never fall below zero, whatever transform was chosen, and their sample paths neither; gaps are no obstacle.
    /// - Parameter transform: the one that was asked for; `nil` if it was to be chosen.
    public func expectCountsStayAboveTheirBound(_ set: SeriesSet, transform: TargetTransform?) throws {
        let (training, origins) = heldOut(set, horizon: 6, windows: 4)
        let model = try fit(on: training, options: FitOptions(seed: 4))
        for forecast in try model.forecast(from: origins, horizon: 6) {
            #expect(forecast.values.allSatisfy { $0 >= 0 && $0.isFinite } && forecast.note == nil)
            #expect(model.residualPaths!.paths(of: forecast).allSatisfy { $0 >= 0 })
        }
        if let transform { #expect(model.schema.transform == transform) }
    }

    /// Of two transforms the one wins the trial that is better on validation data; where demand has no bound there is nothing to try.
    /// - Parameter with: the forecaster with a transform given.
    public func expectTransformIsChosenOnValidationData(with given: (TargetTransform) -> Self) throws {
        let (training, _) = heldOut(Demand.counts(6, count: 500), horizon: 6, windows: 4)
        let chosen = try fit(on: training, options: FitOptions(seed: 4)).schema.transform
        let losses = try TargetTransform.allCases.map { transform in
            try given(transform).fit(on: training, options: FitOptions(seed: 4)).curve.map(\.validation).min()!
        }
        #expect(chosen == TargetTransform.allCases[losses[0] <= losses[1] ? 0 : 1], "losses \(losses)")
        let free = try fit(on: TrainingSet(Demand.waves(2), seasons: [24]), options: FitOptions())
        #expect(free.schema.transform == .identity)
    }

    /// A logarithm of what has no lower bound is refused.
    public func expectLog1pWithoutABoundIsRefused() {
        #expect {
            try fit(on: TrainingSet(Demand.waves(2), seasons: []), options: FitOptions())
        } throws: { error in
            guard case ForecastError.invalidConfiguration(let reason)? = error as? ForecastError else { return false }
            return reason.contains("lower bound")
        }
    }

    /// A fifth of all values missing at random, and a week missing at once: training and forecasts go on, nearly as good.
    public func expectMissingValuesAreNoObstacle() throws {
        let whole = Demand.waves(12, count: 480)
        var gaps = whole
        var random = RandomStream(seed: 9, purpose: "gaps")
        for index in gaps.series.indices {
            for position in 0..<gaps.series[index].count where random.int(below: 5) == 0 { gaps.series[index].values[position] = .nan }
            for position in 100..<268 where index % 3 == 0 { gaps.series[index].values[position] = .nan }
        }
        let losses = try [whole, gaps].map { try loss(on: $0, horizon: 6, windows: 5, seed: 5) }
        #expect(losses[1] < 1.25 * losses[0], "with gaps \(losses[1]), without \(losses[0])")
    }
}
