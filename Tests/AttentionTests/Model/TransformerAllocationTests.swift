import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// A single forecast asks for no memory: from the history to the quantiles in the unit of the series.
@Suite(.enabled(if: allocationsAreCounted)) struct TransformerAllocationTests {
    @Test(arguments: TransformerForecastTests.shapes)
    func singleForecastsAllocateNothing(shape: TransformerShape) throws {
        let set = Demand.waves(2, count: 400)
        let model = try Demand.transformer(shape: shape, steps: 2).fit(
            on: TrainingSet(set, seasons: [24, 168]), options: FitOptions(seed: 1, compute: Compute(threads: 1)))
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

    /// A batch of forecasts reuses its buffers too.
    @Test(arguments: [8, 1])
    func plainForecastsAllocateNothing(patch: Int) throws {
        let network = try TransformerNetwork.plain(patch: patch)
        let windows = (0..<20).map { window in (0..<96).map { Float(window + $0) / 40 } }
        for count in [1, 20] {
            let plain = PlainForecasting(
                network, parameters: network.initialParameters(seed: 1), windows: Array(windows.prefix(count)), compute: Compute(threads: 1)
            )
            plain.forecast()
            #expect(allocations { plain.forecast() } == 0)
        }
    }
}
