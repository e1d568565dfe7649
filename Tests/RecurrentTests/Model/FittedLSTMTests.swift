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

    @Test func quantilesAreOrderedAndFinite() throws { try Self.model.expectOrderedFiniteQuantiles(of: Self.set) }

    @Test func forecastsDoNotSeeTheFuture() throws { try Self.model.expectTheFutureIsNotSeen(of: Self.set) }

    @Test func onlyTheReachMatters() throws { try Self.model.expectOnlyTheReachMatters() }

    @Test func shorterHorizonsAreTheBeginning() throws { try Self.model.expectShorterHorizonsAreTheBeginning(Self.training.histories[0]) }

    @Test func errorsAreTheRightOnes() throws { try Self.model.expectErrorsAreTheRightOnes(Self.training.histories[0]) }

    @Test func shortHistoriesGetTheLadder() throws { try Self.model.expectShortHistoriesGetTheLadder(Self.set.series[0]) }

    @Test func ceilingsAreDistributionsOfTheMaximum() throws {
        try Self.model.expectCeilingsAreDistributionsOfTheMaximum(Self.training.histories)
    }

    @Test func trainingOnTooLittleIsASentence() { Demand.forecaster().expectTooLittleIsASentence() }

    @Test func trainingOnMissingCovariatesIsRefused() throws { try Demand.forecaster().expectMissingCovariatesAreRefused() }

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
