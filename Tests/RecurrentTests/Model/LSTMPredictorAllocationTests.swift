import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// A single forecast asks for no memory: from the history to the quantiles in the unit of the series, in either precision.
@Suite(.enabled(if: allocationsAreCounted)) struct LSTMPredictorAllocationTests {
    @Test(arguments: WeightPrecision.allCases)
    func singleForecastsAllocateNothing(precision: WeightPrecision) throws {
        let set = Demand.waves(2, count: 400)
        let model = try Demand.forecaster(layers: 2, steps: 2).fit(
            on: TrainingSet(set, seasons: [24, 168]), options: FitOptions(seed: 1, compute: Compute(threads: 1, precision: precision)))
        let predictor = WindowPredictor(model.model)
        let histories = (200..<400).map { History(set.series[0], count: $0) }
        var out = [Float](repeating: 0, count: 6 * model.levels.count)
        try out.withUnsafeMutableBufferPointer { out in
            let count = try allocations {
                for history in histories { _ = try predictor.forecast(from: history, horizon: 6, into: out) }
            }
            #expect(count == 0)
            #expect(try allocations { _ = try model.forecast(from: histories[0], horizon: 6) } > 0, "the counter is not blind")
            #expect(try Array(out) == model.forecast(from: histories[199], horizon: 6).values)
        }
    }

    /// A batch of forecasts reuses its buffers too, as does a step of training but for what it returns.
    @Test func plainForecastsAllocateNothing() {
        let network = LSTMNetwork.plain(hidden: 15)
        let windows = (0..<8).map { window in (0..<75).map { Float(window + $0) / 40 } }
        for count in [1, 8] {
            let plain = PlainForecasting(
                network, parameters: network.initialParameters(seed: 1), windows: Array(windows.prefix(count)), compute: Compute(threads: 1)
            )
            plain.forecast()
            #expect(allocations { plain.forecast() } == 0)
        }
    }
}
