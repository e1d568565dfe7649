import Dense
import Forecasting
import NetworkTestSupport
import Testing
import Traces

/// What a trained perceptron answers, and what it refuses.
@Suite struct FittedMLPTests {
    private static let set = Demand.waves(4, count: 300)
    private static let training = TrainingSet(set, seasons: [24])
    private static let model = try! Demand.mlp(levels: .standard, transform: .asinh, steps: 60).fit(
        on: training, options: FitOptions(seed: 1))

    @Test func quantilesAreOrderedAndFinite() throws { try Self.model.expectOrderedFiniteQuantiles(of: Self.set) }

    @Test func forecastsDoNotSeeTheFuture() throws { try Self.model.expectTheFutureIsNotSeen(of: Self.set) }

    @Test func onlyTheReachMatters() throws { try Self.model.expectOnlyTheReachMatters() }

    /// A stream says what a forecast from the whole history says.
    @Test func streamsGiveTheBitsOfForecasts() throws {
        let series = Self.set.series[1]
        var stream = try Self.model.stream(from: History(series, count: 250))
        for count in 250..<260 {
            let (streamed, whole) = (
                try stream.forecast(horizon: 6), try Self.model.forecast(from: History(series, count: count), horizon: 6)
            )
            #expect(bits([streamed]) == bits([whole]))
            stream.observe(series.values[count])
        }
    }

    @Test func shorterHorizonsAreTheBeginning() throws { try Self.model.expectShorterHorizonsAreTheBeginning(Self.training.histories[0]) }

    @Test func errorsAreTheRightOnes() throws { try Self.model.expectErrorsAreTheRightOnes(Self.training.histories[0]) }

    @Test func shortHistoriesGetTheLadder() throws { try Self.model.expectShortHistoriesGetTheLadder(Self.set.series[0]) }

    @Test func ceilingsAreDistributionsOfTheMaximum() throws {
        try Self.model.expectCeilingsAreDistributionsOfTheMaximum(Self.training.histories)
    }

    @Test func trainingOnTooLittleIsASentence() { Demand.mlp().expectTooLittleIsASentence() }

    @Test func trainingOnMissingCovariatesIsRefused() throws { try Demand.mlp().expectMissingCovariatesAreRefused() }

    static let impossible: [MLPForecaster] = [
        Demand.mlp(horizon: 0), Demand.mlp(horizon: -5), Demand.mlp(horizon: 1 << 40), Demand.mlp(horizon: .max),
        Demand.mlp(horizon: .max, context: nil), Demand.mlp(context: 0), Demand.mlp(context: -1), Demand.mlp(context: 1 << 30),
        Demand.mlp(context: .max), Demand.mlp(hidden: 0), Demand.mlp(hidden: -16), Demand.mlp(hidden: 4097), Demand.mlp(hidden: .max),
        Demand.mlp(layers: 0), Demand.mlp(layers: -1), Demand.mlp(layers: 17), Demand.mlp(layers: .max), Demand.mlp(dropout: 1),
        Demand.mlp(dropout: -0.1), Demand.mlp(dropout: .nan), Demand.mlp(refit: -0.1), Demand.mlp(refit: 1.1), Demand.mlp(refit: .nan),
        Demand.mlp(steps: 0), Demand.mlp(learningRate: -1), Demand.mlp(learningRate: .nan),
    ]

    @Test(arguments: impossible.indices)
    func impossibleConfigurationsAreRefused(index: Int) {
        #expect(throws: ForecastError.self) { try Self.impossible[index].fit(on: Self.training, options: FitOptions()) }
    }

    /// A configuration without a context chooses it by the horizon, and trains.
    @Test func sensibleDefaultsAreChosen() throws {
        let chosen = Demand.mlp(context: nil, steps: 4)
        #expect(chosen.contextLength(seasons: [24]) == 48 && Demand.mlp(horizon: 24, context: nil).contextLength(seasons: []) == 96)
        #expect(Demand.mlp(horizon: 168, context: nil).contextLength(seasons: [24, 168]) == 240)
        let model = try chosen.fit(on: Self.training, options: FitOptions(seed: 1))
        #expect(model.model.network.context == 48)
        #expect(try model.forecast(from: Self.training.histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }
}
