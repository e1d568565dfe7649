import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// A single forecast asks for no memory: from the history to the quantiles in the unit of the series.
@Suite(.enabled(if: allocationsAreCounted)) struct MLPAllocationTests {
    @Test(arguments: [DirectQuantileHead.Form.linear, .conditioned], [1, 2, 3])
    func singleForecastsAllocateNothing(head: DirectQuantileHead.Form, layers: Int) throws {
        for (transform, scaling) in [(TargetTransform.asinh, WindowScaling.local), (.identity, .robust)] {
            let set = Demand.waves(2, count: 400)
            let model = try Demand.mlp(layers: layers, head: head, transform: transform, scaling: scaling, steps: 2).fit(
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
    }

    /// With weights of BF16 numbers too.
    @Test func bfloat16AllocatesNothing() throws {
        let set = Demand.waves(1, count: 400)
        let archive = try Demand.mlp(steps: 2).fit(
            on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: 1, compute: Compute(threads: 1))
        ).archive()
        let model = try FittedMLP(archive: archive, compute: Compute(threads: 1, precision: .bfloat16))
        let (predictor, history) = (WindowPredictor(model.model), History(set.series[0]))
        var out = [Float](repeating: 0, count: 6 * model.levels.count)
        try out.withUnsafeMutableBufferPointer { out in
            let count = try allocations { _ = try predictor.forecast(from: history, horizon: 6, into: out) }
            #expect(count == 0)
        }
    }
}
