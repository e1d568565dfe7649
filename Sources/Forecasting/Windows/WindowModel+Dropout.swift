import Tensors
import Traces

extension WindowModel {
    /// Pooled forecasts of several passes with dropout as in training, see ``DropoutForecaster``. A history too short for the network is
    /// answered by the ladder of naive forecasts.
    /// - Parameters:
    ///   - histories: as for a forecast.
    ///   - horizon: steps.
    ///   - passes: forecasts of every history, at least 1.
    ///   - seed: of the masks.
    ///   - pool: how the passes become one forecast.
    /// - Throws: ``ForecastError`` as a forecast does.
    public func dropoutForecasts(
        from histories: [History], horizon: Int, passes: Int, seed: UInt64, pool: EnsemblePool = .mixture
    ) throws(ForecastError) -> [QuantileForecast] {
        precondition(passes >= 1, "a forecast with dropout takes at least 1 pass, found \(passes)")
        try checkHorizon(horizon)
        for history in histories { try check(history) }
        let kernels = Kernels(compute.instructionSet)
        let weights = network.makeTrainingWeights(parameters, kernels: kernels)
        let results = Collected<QuantileForecast?>(count: histories.count, empty: nil)
        let workers = (0..<max(1, min(compute.threads, histories.count))).map { _ in
            DropoutWorker(self, weights: weights, kernels: kernels, passes: passes, seed: seed, pool: pool)
        }
        Parallel.forEach(histories.count, threads: workers.count) { index, worker in
            let history = histories[index]
            results.set(
                index,
                isLong(history)
                    ? workers[worker].forecast(from: history, horizon: horizon)
                    : ladder.forecast(
                        from: history, horizon: horizon, insteadOf: name, required: assembler.schema.minimumHistory))
        }
        return results.values.compactMap { $0 }
    }
}

/// The buffers of one thread that forecasts with dropout. The windows that pass the network together are passes of one history: what is
/// computed with what follows from the number of passes alone, and so do the bits.
private final class DropoutWorker<Network: WindowNetwork>: @unchecked Sendable {
    private let model: WindowModel<Network>
    private let weights: Network.Weights
    private let passes: Int
    private let seed: UInt64
    private let batch: WindowBatch
    private let workspace: Network.Workspace
    private var pooling: QuantilePooling
    /// Quantiles of all passes `[S, H, Q]` in the unit of the series.
    private var stacked: [Float] = []
    private var scratch: [Float] = []

    /// Most passes that are computed together, and floats of their buffers unless a single one takes more.
    private static var mostTogether: Int { 32 }
    private static var mostFloats: Int { 16 << 20 }

    init(_ model: WindowModel<Network>, weights: Network.Weights, kernels: Kernels, passes: Int, seed: UInt64, pool: EnsemblePool) {
        (self.model, self.weights, self.passes, self.seed) = (model, weights, passes, seed)
        let (network, context) = (model.network, model.assembler.schema.context)
        func floats(_ batch: Int) -> Int { network.workspaceFloats(batch: batch, steps: context, kernels: kernels) }
        let capacity = max(1, min(passes, Self.mostTogether, Self.mostFloats / max(1, floats(2) - floats(1))))
        batch = model.assembler.makeBatch(capacity: capacity)
        workspace = network.makeWorkspace(batch: capacity, steps: context, kernels: kernels)
        pooling = QuantilePooling(
            pool, levels: model.levels, members: passes, lowerBound: model.assembler.schema.quantity.lowerBound)
    }

    /// The mixture of all passes.
    func forecast(from history: History, horizon: Int) -> QuantileForecast {
        let (count, schema) = (model.levels.count, model.assembler.schema)
        let size = schema.horizon * count
        stacked.removeAll(keepingCapacity: true)
        for first in stride(from: 0, to: passes, by: batch.capacity) {
            batch.count = min(batch.capacity, passes - first)
            batch.steps = schema.context
            for slot in 0..<batch.count {
                model.assembler.fill(batch, slot: slot, history: history, withTargets: false, scratch: &scratch)
            }
            let source = DropoutSource(seed: seed, window: history, firstPass: first)
            let scaled = model.network.forward(batch, weights: weights, workspace: workspace, dropout: source)
            for slot in 0..<batch.count {
                var own = model.assembler.unscale(scaled + slot * size, slot: slot, batch: batch, levelCount: count)
                own.withUnsafeMutableBufferPointer { QuantileForecast.order($0, levelCount: count) }
                stacked += own.prefix(horizon * count)
            }
        }
        var values = [Float](repeating: 0, count: horizon * count)
        values.withUnsafeMutableBufferPointer { out in
            stacked.withUnsafeBufferPointer { pooling.write(out, from: $0.baseAddress!) }
        }
        return QuantileForecast(
            history: history, levels: model.levels, horizon: horizon, values: values, lowerBound: schema.quantity.lowerBound)
    }
}
