import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing
import Traces

/// That training makes forecasts better, on what it should learn from.
@Suite struct LSTMLearningTests {
    /// A clean wave with noise: the seasonal naive forecast repeats the noise of the last day, the network does not.
    @Test func lossIsWellBelowSeasonalNaive() throws {
        let (training, origins) = heldOut(Demand.waves(20, count: 480), horizon: 12, windows: 5)
        let options = FitOptions(seed: 1)
        let forecaster = Demand.forecaster(horizon: 12, hidden: 16, dropout: 0.1, levels: .standard, steps: 300, round: 50)
        let lstm = try forecaster.fit(on: training, options: options)
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 12).fit(on: training, options: options)
        let found = pinball(try lstm.forecast(from: origins, horizon: 12), origins)
        let rival = pinball(try naive.forecast(from: origins, horizon: 12), origins)
        #expect(found < 0.85 * rival, "LSTM \(found), seasonal naive \(rival)")
        // Noise of a quarter of the amplitude: no forecast can do better than the noise itself, and this one comes near.
        let perfect = 0.25 * 0.5 / 2 * 0.5
        #expect(found < 2 * perfect)
    }

    /// Intervals hold what they say, roughly: 80 % of what comes lies between the quantiles 0.1 and 0.9.
    @Test func intervalsCover() throws {
        let (training, origins) = heldOut(Demand.waves(20, count: 480), horizon: 6, windows: 8)
        let lstm = try Demand.forecaster(hidden: 16, dropout: 0.1, steps: 300, round: 50).fit(on: training, options: FitOptions(seed: 2))
        let forecasts = try lstm.forecast(from: origins, horizon: 6)
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
    @Test func covariatesKnownInAdvanceAreUsed() throws {
        func set(with covariate: Bool) -> SeriesSet {
            let all = (0..<6).map { index in
                var random = RandomStream(seed: 44, purpose: "promotion", index: UInt64(index))
                let promotion = (0..<420).map { _ in Float(random.normal()) }
                let values = (0..<400).map { 50 + 10 * promotion[$0] + Float(random.normal()) }
                return Series(id: "p\(index)", axis: .index(), values: values, futureCovariates: covariate ? [promotion] : [])
            }
            return try! SeriesSet(all, quantity: .gauge(), futureCovariates: covariate ? ["promotion"] : [])
        }
        let losses = try [true, false].map { covariate in
            let (training, origins) = heldOut(set(with: covariate), horizon: 6, windows: 5)
            let lstm = try Demand.forecaster(steps: 200, round: 50).fit(on: training, options: FitOptions(seed: 3))
            return pinball(try lstm.forecast(from: origins, horizon: 6), origins)
        }
        #expect(losses[0] < 0.4 * losses[1], "with \(losses[0]), without \(losses[1])")
    }

    /// A past covariate that leads demand by two steps is used for the first two.
    @Test func pastCovariatesAreUsed() throws {
        func set(with covariate: Bool) -> SeriesSet {
            let all = (0..<6).map { index in
                var random = RandomStream(seed: 45, purpose: "leading", index: UInt64(index))
                let leading = (0..<402).map { _ in Float(random.normal()) }
                let values = (0..<400).map { 50 + 10 * leading[$0] + Float(random.normal()) }
                return Series(
                    id: "p\(index)", axis: .index(), values: values, pastCovariates: covariate ? [Array(leading[2...])] : [])
            }
            return try! SeriesSet(all, quantity: .gauge(), pastCovariates: covariate ? ["leading"] : [])
        }
        let losses = try [true, false].map { covariate in
            let (training, origins) = heldOut(set(with: covariate), horizon: 2, windows: 15)
            let lstm = try Demand.forecaster(horizon: 2, context: 8, steps: 300, round: 50).fit(on: training, options: FitOptions(seed: 3))
            return pinball(try lstm.forecast(from: origins, horizon: 2), origins)
        }
        #expect(losses[0] < 0.6 * losses[1], "with \(losses[0]), without \(losses[1])")
    }

    /// Counts never fall below zero, whatever transform was chosen, and their sample paths neither.
    @Test(arguments: [TargetTransform?.none, .identity, .log1p])
    func countsStayAboveTheirBound(transform: TargetTransform?) throws {
        let (training, origins) = heldOut(Demand.counts(), horizon: 6, windows: 4)
        let lstm = try Demand.forecaster(levels: .standard, transform: transform, steps: 60, round: 20).fit(
            on: training, options: FitOptions(seed: 4))
        for forecast in try lstm.forecast(from: origins, horizon: 6) {
            #expect(forecast.values.allSatisfy { $0 >= 0 && $0.isFinite })
            #expect(lstm.residualPaths!.paths(of: forecast).allSatisfy { $0 >= 0 })
        }
        if let transform { #expect(lstm.model.assembler.schema.transform == transform) }
    }

    /// On counts over two decades the logarithm wins the trial; where demand has no bound there is nothing to try.
    @Test func transformIsChosenOnValidationData() throws {
        let (training, _) = heldOut(Demand.counts(6, count: 500), horizon: 6, windows: 4)
        let lstm = try Demand.forecaster(transform: nil, steps: 100, round: 50).fit(on: training, options: FitOptions(seed: 4))
        let losses = try TargetTransform.allCases.map { transform in
            try Demand.forecaster(transform: transform, steps: 100, round: 50).fit(on: training, options: FitOptions(seed: 4))
                .curve.map(\.validation).min()!
        }
        let better = TargetTransform.allCases[losses[0] <= losses[1] ? 0 : 1]
        #expect(lstm.model.assembler.schema.transform == better, "losses \(losses)")
        let free = try Demand.forecaster(transform: nil, steps: 10).fit(
            on: TrainingSet(Demand.waves(2), seasons: [24]), options: FitOptions())
        #expect(free.model.assembler.schema.transform == .identity)
    }

    @Test func log1pWithoutABoundIsRefused() {
        #expect {
            try Demand.forecaster(transform: .log1p, steps: 10).fit(on: TrainingSet(Demand.waves(2), seasons: []), options: FitOptions())
        } throws: { error in
            guard case ForecastError.invalidConfiguration(let reason)? = error as? ForecastError else { return false }
            return reason.contains("lower bound")
        }
    }

    /// A fifth of all values missing at random, and a week missing at once: training and forecasts go on, nearly as good.
    @Test func missingValuesAreNoObstacle() throws {
        let whole = Demand.waves(12, count: 480)
        var gaps = whole
        var random = RandomStream(seed: 9, purpose: "gaps")
        for index in gaps.series.indices {
            for position in 0..<gaps.series[index].count where random.int(below: 5) == 0 { gaps.series[index].values[position] = .nan }
            for position in 100..<268 where index % 3 == 0 { gaps.series[index].values[position] = .nan }
        }
        let losses = try [whole, gaps].map { set in
            let (training, origins) = heldOut(set, horizon: 6, windows: 5)
            let lstm = try Demand.forecaster(steps: 200, round: 50).fit(on: training, options: FitOptions(seed: 5))
            let forecasts = try lstm.forecast(from: origins, horizon: 6)
            #expect(forecasts.allSatisfy { allFinite($0.values) && $0.note == nil })
            return pinball(forecasts, origins)
        }
        #expect(losses[1] < 1.25 * losses[0], "with gaps \(losses[1]), without \(losses[0])")
    }
}
