import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// What a trained transformer answers, and what it refuses.
@Suite struct FittedTransformerTests {
    private static let set = Demand.waves(4, count: 300)
    private static let training = TrainingSet(set, seasons: [24])
    private static let model = try! Demand.transformer(levels: .standard, steps: 60).fit(on: training, options: FitOptions(seed: 1))

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

    @Test func trainingOnTooLittleIsASentence() { Demand.transformer().expectTooLittleIsASentence() }

    @Test func trainingOnMissingCovariatesIsRefused() throws { try Demand.transformer().expectMissingCovariatesAreRefused() }

    static func shape(_ change: (inout TransformerShape) -> Void) -> TransformerForecaster {
        var shape = TransformerShape.small()
        change(&shape)
        return Demand.transformer(shape: shape)
    }

    static let impossible: [TransformerForecaster] =
        [
            Demand.transformer(horizon: 0), Demand.transformer(horizon: -5), Demand.transformer(horizon: 1 << 40),
            Demand.transformer(horizon: .max), Demand.transformer(horizon: .max, context: nil), Demand.transformer(context: 0),
            Demand.transformer(context: -1), Demand.transformer(context: 1 << 30), Demand.transformer(context: .max),
            Demand.transformer(patch: 0), Demand.transformer(patch: -8), Demand.transformer(patch: 4097), Demand.transformer(patch: .max),
            Demand.transformer(dropout: 1), Demand.transformer(dropout: -0.1), Demand.transformer(dropout: .nan),
            Demand.transformer(depthDropout: 1), Demand.transformer(depthDropout: -0.1), Demand.transformer(depthDropout: .nan),
            Demand.transformer(steps: 0), Demand.transformer(learningRate: -1), Demand.transformer(learningRate: .nan),
        ]
        + [0, -16, 8, 24, 1040, .max].map { width in shape { $0.width = width } }
        + [0, -1, 3, 32, .max].map { heads in shape { $0.heads = heads } }
        + [0, -1, 33, .max].map { layers in shape { $0.layers = layers } }
        + [0, -16, 17, 8208, .max].map { inner in shape { $0.inner = inner } }
        + [
            // Heads of width 1 have no pairs to turn.
            shape {
                $0.positions = .rotary
                $0.heads = 16
            }
        ]

    @Test(arguments: impossible.indices)
    func impossibleConfigurationsAreRefused(index: Int) {
        #expect(throws: ForecastError.self) { try Self.impossible[index].fit(on: Self.training, options: FitOptions()) }
    }

    /// Strides of patches count where a network is made from a shape.
    @Test(arguments: [(4, 0), (4, 5), (4, -1), (0, 0), (1, 0), (8, .max)])
    func impossiblePatchesAreRefused(patch: Int, stride: Int) {
        #expect(throws: ForecastError.self) {
            try TransformerNetwork(
                .small(patch: patch, stride: stride), inputs: 1, futureChannels: 0, context: 16, horizon: 1, levels: Demand.levels,
                headForm: .linear)
        }
    }

    /// Every context is covered by patches that end at its end; the first one holds its first step.
    @Test func patchesCoverTheContext() {
        for patch in 1...9 {
            for stride in 1...patch {
                for context in 1...40 {
                    let tokens = TransformerShape.small(patch: patch, stride: stride).tokens(context: context)
                    let first = context - patch - (tokens - 1) * stride
                    #expect(
                        first <= 0 && (tokens == 1 || first + stride > 0), "\(tokens) patches of \(patch), \(stride) apart, for \(context)")
                }
            }
        }
    }

    /// A configuration without patch or context chooses both, and trains.
    @Test func sensibleDefaultsAreChosen() throws {
        let chosen = Demand.transformer(context: nil, patch: nil, steps: 4)
        #expect(chosen.contextLength(seasons: [24]) == 64 && chosen.contextLength(seasons: [168]) == 336)
        let model = try chosen.fit(on: Self.training, options: FitOptions(seed: 1))
        let network = model.model.network
        #expect(network.context == 64 && network.shape.patch == 2 && network.tokens == 32)
        #expect(try model.forecast(from: Self.training.histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }
}
