import Forecasting
import Tensors
import Testing
import Traces
import Trees

/// Streams carry the state of the features and answer what the whole history would.
@Suite struct GBTStreamTests {
    private static let training = TrainingSet(Waves.counts(), seasons: [60])
    private static let model = try! Waves.forecaster(scaling: .level).fit(on: training, options: FitOptions())

    @Test(arguments: [0, 4, 100, 450])
    func streamsAnswerAsHistoriesDo(start: Int) throws {
        for series in Self.training.histories.map(\.series) {
            var stream = try Self.model.stream(from: History(series, count: start))
            for count in start..<500 {
                if count % 31 == 0 {
                    let expected = try Self.model.forecast(from: History(series, count: count), horizon: 6)
                    let found = try stream.forecast(horizon: 6)
                    #expect(found.values == expected.values && found.origin == expected.origin)
                    var values = [Float](repeating: -1, count: 18)
                    try values.withUnsafeMutableBufferPointer { try stream.forecast(horizon: 6, into: $0) }
                    #expect(values == expected.values)
                }
                #expect(stream.nextTime == series.axis.time(at: count))
                stream.observe(series.values[count])
            }
        }
    }

    /// A stream forgets what lies behind the reach, and goes on answering what the whole history would.
    @Test func longStreamsForget() throws {
        let series = Waves.counts(1, count: 11_000).series[0]
        let reach = try #require(Self.model.reach)
        #expect(2 * reach < series.count)
        var stream = try Self.model.stream(from: History(series, count: 50))
        for count in 50..<series.count {
            if count % 997 == 0 {
                let expected = try Self.model.forecast(from: History(series, count: count), horizon: 6)
                #expect(try stream.forecast(horizon: 6).values == expected.values)
            }
            stream.observe(series.values[count])
        }
    }

    @Test func streamsRefuseWhatTheyCannotHold() throws {
        var covariate = Self.training.histories[0].series
        covariate.pastCovariates = [covariate.values]
        #expect(throws: ForecastError.self) { try Self.model.stream(from: History(covariate)) }
        var stream = try Self.model.stream(from: Self.training.histories[0])
        #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) { try stream.forecast(horizon: 7) }
    }
}
