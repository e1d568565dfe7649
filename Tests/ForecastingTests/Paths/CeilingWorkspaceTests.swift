import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Ceilings on the hot path: of histories and of streams, the same bits, and nothing allocated.
@Suite struct CeilingWorkspaceTests {
    private static let values: [Float] = {
        var random = RandomStream(seed: 1, purpose: "ceiling workspace")
        return (0..<3000).map { step in
            let value = Float(max(0, 20 + step % 24 + Int(4 * random.normal())))
            return step % 97 == 5 ? .nan : value
        }
    }()
    private static let series = Series(id: "s", axis: .index(), values: values)

    private static func model() throws -> CalibratedForecaster {
        let set = try SeriesSet([series], quantity: .count())
        let training = TrainingSet(set, counts: [1500], seasons: [24])
        let base = try NaiveForecaster(.seasonalNaive, horizon: 12).fit(on: training, options: FitOptions(compute: .best))
        let origins = stride(from: 800, through: 1488, by: 4).map { History(series, count: $0) }
        let sample = try ValidationForecasts(of: base, at: origins, horizon: 12)
        return try #require(
            try CalibratedForecaster(
                base, on: sample, configuration: CalibrationConfiguration(), quantity: set.quantity, calendar: set.calendar, seasons: [24]))
    }

    /// A stream that has seen more values than it keeps finds the ceilings of its whole history, at every step.
    @Test func streamsFindTheCeilingsOfTheirHistories() throws {
        let model = try Self.model()
        let ceilings = try #require(model.ceilings)
        #expect(ceilings.span == 744)
        var stream = try model.stream(from: History(Self.series, count: 300))
        for count in 300..<2400 {
            if count % 50 == 0 {
                let history = History(Self.series, count: count)
                for window in [1, 7, 12] { #expect(try stream.ceiling(over: window) == model.ceiling(from: history, over: window)) }
            }
            stream.observe(Self.values[count])
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try stream.ceiling(over: 0) }
    }

    /// Models without calibration know nothing of maxima; adjusted forecasts have ceilings of their own.
    @Test func onlyCalibratedStreamsHaveCeilings() throws {
        let model = try Self.model()
        let history = History(Self.series, count: 1600)
        var plain = try model.base.stream(from: history)
        #expect(try plain.ceiling(over: 3) == nil)
        var adaptive = try AdaptiveStream(model, history: history, horizon: 12, warmup: 200)
        let adjusted = try adaptive.forecast(horizon: 12)
        let found = try #require(try adaptive.ceiling(over: 12))
        #expect(found == model.ceiling(of: adjusted, history: history, over: 12))
        #expect(try found != model.ceiling(from: history, over: 12))
    }

    @Test(.enabled(if: allocationsAreCounted)) func nothingIsAllocated() throws {
        let model = try Self.model()
        let history = History(Self.series, count: 1600)
        let forecast = try model.forecast(from: history, horizon: 12)
        let expected = try #require(model.ceiling(of: forecast, history: history, over: 12))
        for instructionSet in InstructionSet.supported {
            var work = CeilingWorkspace(for: try #require(model.ceilings), kernels: Kernels(instructionSet))
            let count = allocations {
                forecast.values.withUnsafeBufferPointer { quantiles in
                    history.values.withUnsafeBufferPointer {
                        work.find(of: quantiles, lowerBound: 0, after: $0, over: 12, series: "s", isWhole: true)
                    }
                }
            }
            #expect(count == 0 && Array(work.samples) == expected.samples && work.window == 12, "\(instructionSet)")
            #expect(work.quantile(0.9) == expected.quantile(0.9))
        }
        // A stream that observes and is asked for its ceiling at every step, trims included.
        var stream = try #require(try model.stream(from: history) as? CalibratedStream)
        guard var work = stream.ceilingWorkspace() else {
            Issue.record("a calibrated stream has ceilings")
            return
        }
        let plain = allocations { for count in 1600..<2300 { stream.observe(Self.values[count]) } }
        var other = try #require(try model.stream(from: history) as? CalibratedStream)
        let both = allocations {
            forecast.values.withUnsafeBufferPointer { quantiles in
                for count in 1600..<2300 {
                    other.findCeiling(of: quantiles, over: 12, in: &work)
                    other.observe(Self.values[count])
                }
            }
        }
        #expect(both == plain)
    }
}
