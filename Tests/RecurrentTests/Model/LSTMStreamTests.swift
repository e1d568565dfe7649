import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing
import Traces

/// A stream computes what it says, bit for bit: the batch network on L + a rows with the scale of a steps ago.
@Suite struct LSTMStreamTests {
    private static let context = 24, maximumAge = 40

    private static func forecaster(
        layers: Int = 1, transform: TargetTransform = .identity, rebuildSteps: Int = 4, streaming: Bool = true
    ) -> LSTMForecaster {
        var forecaster = Demand.forecaster(layers: layers, transform: transform, steps: 20)
        forecaster.streaming = streaming ? StreamingConfiguration(maximumAge: maximumAge, rebuildSteps: rebuildSteps) : nil
        return forecaster
    }

    /// What differs between the models of these tests.
    struct Case: Sendable, CustomTestStringConvertible {
        let model: FittedLSTM, series: Series
        let testDescription: String
    }

    /// Waves through two layers; counts with a logarithm and gaps, replaced at once; waves of rates with long silences.
    private static let cases: [Case] = {
        func fit(_ set: SeriesSet, _ forecaster: LSTMForecaster) -> FittedLSTM {
            try! forecaster.fit(on: TrainingSet(set, seasons: [24, 48]), options: FitOptions(seed: 1))
        }
        let waves = Demand.waves(4, count: 700), counts = Demand.counts(4, count: 700)
        var gaps = counts.series[1]
        for position in gaps.values.indices where position % 7 == 3 || (300..<330).contains(position) { gaps.values[position] = .nan }
        var silence = waves.series[2]
        for position in 320..<620 { silence.values[position] = .nan }
        let one = fit(waves, forecaster(layers: 2))
        return [
            Case(model: one, series: waves.series[0], testDescription: "waves"),
            Case(model: fit(counts, forecaster(transform: .log1p, rebuildSteps: 24)), series: gaps, testDescription: "counts with gaps"),
            Case(model: one, series: silence, testDescription: "silence"),
        ]
    }()

    private static func series(_ series: Series, count: Int) -> History { History(series, count: count) }

    @Test(arguments: cases)
    func streamsEqualTheBatchOnMoreRows(_ one: Case) throws {
        let (model, series) = (one.model, one.series)
        let stream = try LSTMStream(model, history: History(series, count: 100))
        var ages: Set<Int> = [], windowed = 0
        for count in 100...series.count {
            let history = History(series, count: count)
            let found = try stream.forecast(horizon: 6)
            guard let age = stream.age else {
                // The ladder looks further back than windows do; a stream has what it remembers.
                #expect(try found == model.forecast(from: stream.snapshot.history, horizon: 6))
                #expect(found.note != nil && found.origin == history.origin)
                if count < series.count { stream.observe(series.values[count]) }
                continue
            }
            ages.insert(age)
            let expected = model.model.directForecasts(from: [history], age: age)[0]
            #expect(found.values == expected.values, "at \(count), age \(age)")
            #expect(found.origin == history.origin && found.axis == history.targetAxis && found.seriesID == series.id)
            if age == 0 {
                windowed += 1
                #expect(expected == (try model.forecast(from: history, horizon: 6)))
            }
            if count < series.count { stream.observe(series.values[count]) }
        }
        let warmup = model.configuration.streaming!.warmup(context: Self.context)
        #expect(windowed > 0 && ages.max()! == Self.maximumAge - 1 && ages.isSuperset(of: warmup..<Self.maximumAge))
    }

    /// Short histories are answered as windows are; the first state is made as soon as a window could be.
    @Test func shortHistoriesGetTheLadder() throws {
        let (model, series) = (Self.cases[0].model, Self.cases[0].series)
        let stream = try LSTMStream(model, history: History(series, count: 0))
        let minimum = model.model.assembler.schema.minimumHistory
        for count in 0...40 {
            let found = try stream.forecast(horizon: 3)
            if count < minimum {
                #expect(stream.age == nil)
                #expect(try found == model.forecast(from: History(series, count: count), horizon: 3))
            } else {
                let age = try #require(stream.age)
                let expected = model.model.directForecasts(from: [History(series, count: count)], age: age)[0].prefix(3)
                #expect(found.note == nil && found.values == expected.values)
            }
            stream.observe(series.values[count])
        }
    }

    @Test func writtenForecastsAreTheSame() throws {
        let one = Self.cases[0]
        let stream = try LSTMStream(one.model, history: History(one.series, count: 200))
        let short = try LSTMStream(one.model, history: History(one.series, count: 2))
        for stream in [stream, short] {
            for horizon in [1, 6] {
                var values = [Float](repeating: 0, count: horizon * 3)
                try values.withUnsafeMutableBufferPointer { values throws(ForecastError) in
                    try stream.forecast(horizon: horizon, into: values)
                }
                #expect(try values == stream.forecast(horizon: horizon).values)
            }
            #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) { try stream.forecast(horizon: 7) }
            #expect(throws: ForecastError.invalidHorizon(0)) { try stream.forecast(horizon: 0) }
        }
    }

    /// Streams that share a workspace do not disturb each other.
    @Test func workspacesCanBeShared() throws {
        let model = Self.cases[0].model, all = Demand.waves(3, count: 300).series
        let workspace = LSTMStreamWorkspace(for: model)
        let shared = try all.map { try LSTMStream(model, history: History($0, count: 100), workspace: workspace) }
        let alone = try all.map { try LSTMStream(model, history: History($0, count: 100)) }
        for position in 100..<300 {
            for (index, series) in all.enumerated() {
                shared[index].observe(series.values[position])
                alone[index].observe(series.values[position])
            }
            for index in all.indices { #expect(try shared[index].forecast(horizon: 6) == alone[index].forecast(horizon: 6)) }
        }
    }

    /// Values are remembered as far as a window looks, and not more, however long a stream runs.
    @Test func memoryIsBounded() throws {
        let one = Self.cases[0]
        let stream = try LSTMStream(one.model, history: History(one.series, count: 100))
        let bytes = stream.bytes
        for step in 0..<20_000 {
            stream.observe(one.series.values[step % 700])
            #expect(stream.bytes == bytes && stream.age! < Self.maximumAge)
        }
        #expect(bytes < 8 * (one.model.reach! + 100) && stream.nextTime == one.series.axis.time(at: 20_100))
    }

    /// A model that was not trained to be streamed says so, and its streams answer from windows.
    @Test func untrainedModelsAreNotStreamed() throws {
        let set = Demand.waves(2, count: 300)
        let model = try Self.forecaster(streaming: false).fit(on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: 1))
        #expect(!model.streamsCarryState)
        #expect {
            _ = try LSTMStream(model, history: History(set.series[0]))
        } throws: { "\($0)".contains("not trained to be streamed") }
        var stream = try model.stream(from: History(set.series[0], count: 299))
        #expect(stream is WindowedStream)
        stream.observe(set.series[0].values[299])
        #expect(try stream.forecast(horizon: 6) == model.forecast(from: History(set.series[0]), horizon: 6))
    }

    @Test func otherHistoriesAreRefused() throws {
        let model = Self.cases[0].model
        #expect(model.streamsCarryState)
        #expect(try model.stream(from: History(Self.cases[0].series)) is LSTMStream)
        let minutes = Series(id: "m", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [1, 2, 3])
        #expect(throws: ForecastError.stepMismatch(series: "m", expectedSeconds: 3600, foundSeconds: 60)) {
            _ = try LSTMStream(model, history: History(minutes))
        }
        let values = (0..<300).map { Float($0 % 24) }
        let covered = Series(id: "c", axis: .index(), values: values, pastCovariates: [values])
        let set = try SeriesSet([covered], quantity: .gauge(), pastCovariates: ["p"])
        let other = try Self.forecaster().fit(on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: 1))
        #expect(throws: ForecastError.covariateMismatch(series: "c", expected: [], found: ["1 covariates that change with time"])) {
            _ = try LSTMStream(other, history: History(covered))
        }
    }

    @Test(arguments: [
        StreamingConfiguration(maximumAge: 0), StreamingConfiguration(share: 0), StreamingConfiguration(share: 1),
        StreamingConfiguration(rebuildSteps: 1), StreamingConfiguration(maximumAge: 7), StreamingConfiguration(maximumAge: 1 << 30),
    ])
    func impossibleConfigurationsAreRefused(streaming: StreamingConfiguration) {
        var forecaster = Self.forecaster()
        forecaster.streaming = streaming
        #expect(throws: ForecastError.self) {
            try forecaster.fit(on: TrainingSet(Demand.waves(2, count: 300), seasons: [24]), options: FitOptions(seed: 1))
        }
    }
}
