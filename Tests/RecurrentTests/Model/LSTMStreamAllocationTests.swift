import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// A running stream asks for no memory: neither for observations, while successors come and go, nor for forecasts.
@Suite(.enabled(if: allocationsAreCounted)) struct LSTMStreamAllocationTests {
    @Test(arguments: [4, 24])
    func runningStreamsAllocateNothing(rebuildSteps: Int) throws {
        let set = Demand.waves(2, count: 1200)
        var forecaster = Demand.forecaster(layers: 2, steps: 2)
        forecaster.streaming = StreamingConfiguration(maximumAge: 40, rebuildSteps: rebuildSteps)
        let model = try forecaster.fit(on: TrainingSet(set, seasons: [24, 168]), options: FitOptions(seed: 1))
        var values = set.series[0].values
        for position in stride(from: 5, to: 1200, by: 13) { values[position] = .nan }
        let stream = try LSTMStream(model, history: History(set.series[0], count: 200))
        var out = [Float](repeating: 0, count: 6 * model.levels.count)
        try out.withUnsafeMutableBufferPointer { out in
            // The first product of a process sets up the BLAS library.
            try stream.forecast(horizon: 6, into: out)
            let count = try allocations {
                for value in values[200...] {
                    stream.observe(value)
                    try stream.forecast(horizon: 6, into: out)
                }
            }
            #expect(count == 0)
            // The counter is not blind: a forecast with an array of its own is seen.
            #expect(try allocations { _ = try stream.forecast(horizon: 6) } > 0)
        }
    }
}
