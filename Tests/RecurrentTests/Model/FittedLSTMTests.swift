import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// What a trained LSTM answers, and what it refuses.
@Suite struct FittedLSTMTests {
    private static let set = Demand.waves(4, count: 300)
    private static let training = TrainingSet(set, seasons: [24])
    private static let model = try! Demand.forecaster(levels: .standard, steps: 60).fit(on: training, options: FitOptions(seed: 1))

    @Test func quantilesAreOrderedAndFinite() throws {
        for series in Self.set.series {
            for count in stride(from: 20, through: 300, by: 7) {
                let one = try Self.model.forecast(from: History(series, count: count), horizon: 6)
                #expect(allFinite(one.values) && one.note == nil && one.seriesID == series.id)
                for step in 0..<6 { #expect((1..<13).allSatisfy { one[step, $0 - 1] <= one[step, $0] }) }
            }
        }
    }

    /// Values behind the origin are not looked at: the forecast from a prefix is that of the shortened series.
    @Test func forecastsDoNotSeeTheFuture() throws {
        for series in Self.set.series {
            var short = series
            short.values = Array(series.values.prefix(200))
            let whole = try Self.model.forecast(from: History(series, count: 200), horizon: 6)
            #expect(whole == (try Self.model.forecast(from: History(short), horizon: 6)))
        }
    }

    /// What lies behind the reach of the windows may be cut off: a stream needs no more memory than that.
    @Test func onlyTheReachMatters() throws {
        let long = Demand.waves(1, count: 2000).series[0]
        let reach = Self.model.model.assembler.schema.reach
        let cut = Series(
            id: long.id, axis: long.axis.advanced(by: 2000 - reach), values: Array(long.values.suffix(reach)))
        #expect(try Self.model.forecast(from: History(long), horizon: 6) == Self.model.forecast(from: History(cut), horizon: 6))
    }

    @Test func errorsAreTheRightOnes() throws {
        let history = Self.training.histories[0]
        #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) { try Self.model.forecast(from: history, horizon: 7) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try Self.model.forecast(from: history, horizon: 0) }
        let minutes = Series(id: "m", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [Float](repeating: 1, count: 100))
        #expect(throws: ForecastError.stepMismatch(series: "m", expectedSeconds: 3600, foundSeconds: 60)) {
            try Self.model.forecast(from: History(minutes), horizon: 2)
        }
        var covariate = Self.set.series[0]
        covariate.pastCovariates = [covariate.values]
        #expect(throws: ForecastError.covariateMismatch(series: "s0", expected: [], found: ["1 past", "0 future-known", "0 static"])) {
            try Self.model.forecast(from: History(covariate), horizon: 2)
        }
        #expect(throws: ForecastError.levelOutsideRange(0.995, trained: QuantileLevels.standard.values)) {
            try Self.model.forecast(from: history, horizon: 2, quantiles: QuantileLevels([0.5, 0.995]))
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try Self.model.ceiling(from: history, over: 0) }
    }

    /// Too little is never an exception: the ladder answers, with its reason.
    @Test func shortHistoriesGetTheLadder() throws {
        for count in 0..<Self.model.model.assembler.schema.minimumHistory {
            let one = try Self.model.forecast(from: History(Self.set.series[0], count: count), horizon: 6)
            #expect(one.note?.contains("lstm needs 6") == true && allFinite(one.values))
            #expect(one.horizon == 6 && one.levels == .standard)
            if count > 0 { #expect(try one.quantile(0.5)[0] == Self.set.series[0].values[count - 1]) }
        }
    }

    @Test func trainingOnTooLittleIsASentence() {
        #expect {
            try Demand.forecaster().fit(on: TrainingSet(Demand.waves(2, count: 12), seasons: []), options: FitOptions())
        } throws: { error in
            guard case ForecastError.noTrainingData(let reason)? = error as? ForecastError else { return false }
            return reason.contains("12 values")
        }
    }

    /// Series that lack a column of the set are refused before anything is read.
    @Test func trainingOnMissingCovariatesIsRefused() throws {
        let one = Series(id: "a", axis: .index(), values: [Float](repeating: 1, count: 100))
        for names in [(["p"], [String](), [String]()), ([], ["f"], []), ([], [], ["s"])] {
            let set = try SeriesSet(
                [one], quantity: .gauge(), pastCovariates: names.0, futureCovariates: names.1, staticCovariates: names.2)
            #expect(throws: ForecastError.self) { try Demand.forecaster().fit(on: TrainingSet(set, seasons: []), options: FitOptions()) }
        }
    }

    @Test(arguments: [
        Demand.forecaster(horizon: 0), Demand.forecaster(context: 0), Demand.forecaster(hidden: 0), Demand.forecaster(hidden: 5000),
        Demand.forecaster(layers: 0), Demand.forecaster(layers: 17), Demand.forecaster(dropout: 1), Demand.forecaster(dropout: -0.1),
        Demand.forecaster(dropout: .nan), Demand.forecaster(steps: 0), Demand.forecaster(learningRate: -1), Demand.forecaster(horizon: -5),
        Demand.forecaster(context: 1 << 30), Demand.forecaster(horizon: 1 << 40), Demand.forecaster(horizon: .max),
        Demand.forecaster(horizon: .max, context: nil),
    ])
    func impossibleConfigurationsAreRefused(forecaster: LSTMForecaster) {
        #expect(throws: ForecastError.self) { try forecaster.fit(on: Self.training, options: FitOptions()) }
    }

    /// Ceilings lie above the marginals of the same paths, grow with the window and respect the bound of the demand.
    @Test func ceilingsAreDistributionsOfTheMaximum() throws {
        let paths = try #require(Self.model.residualPaths)
        for history in Self.training.histories {
            let forecast = try Self.model.forecast(from: history, horizon: 6)
            var previous = -Float.infinity
            for window in 1...6 {
                let ceiling = try Self.model.ceiling(from: history, over: window)
                #expect(ceiling.window == window && ceiling == paths.ceiling(of: forecast.prefix(window)))
                #expect(ceiling.quantile(0.5) >= previous)
                previous = ceiling.quantile(0.5)
            }
            // The maximum is at least the first step: its median is not far below the median of any step.
            let medians = try forecast.quantile(0.5), low = try forecast.quantile(0.2)
            #expect(previous >= low.max()! && previous > medians.min()!)
        }
    }

    /// Network and windows without the level channels: demand in another unit gives the forecast in that unit, exactly for powers of two.
    @Test(arguments: [1024, 0.125, 1000, 0.3] as [Float])
    func forecastsScaleWithTheUnit(factor: Float) throws {
        var schema = WindowSchema(training: Self.training, context: 24, horizon: 6, transform: .identity, scaling: .robust)
        schema.features = false
        let assembler = WindowAssembler(schema: schema)
        for form in [DirectQuantileHead.Form.linear, .conditioned] {
            let network = LSTMNetwork(
                inputs: assembler.inputChannels, futureChannels: assembler.futureChannels, hidden: 8, layers: 2, context: 24, horizon: 6,
                levels: .standard, headForm: form)
            let model = WindowModel(
                name: "plain", network: network, assembler: assembler, levels: .standard, parameters: network.initialParameters(seed: 4),
                residualPaths: nil, compute: .best)
            for series in Self.set.series {
                let scaled = Series(id: series.id, axis: series.axis, values: series.values.map { $0 * factor })
                let one = try model.forecast(from: [History(series)], horizon: 6)[0]
                let two = try model.forecast(from: [History(scaled)], horizon: 6)[0]
                let expected = one.values.map { $0 * factor }
                let size = Double(expected.map(abs).max()!)
                expectClose(two.values, expected, .absolute(factor.significand == 1 ? 0 : 1e-5 * size))
            }
        }
    }
}
