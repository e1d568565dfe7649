import Forecasting
import Tensors

/// Forecasts of a plain network for a fixed set of windows, with all buffers made beforehand: what benchmarks time.
public final class PlainForecasting {
    /// The network.
    public let network: LSTMNetwork

    private let weights: LSTMWeights
    private let shards: [Shard]
    private let threads: Int

    private final class Shard: @unchecked Sendable {
        let windows: WindowBatch
        let workspace: LSTMForecastWorkspace
        var quantiles: UnsafeMutablePointer<Float>?

        init(weights: LSTMWeights, count: Int) {
            let network = weights.network
            windows = WindowBatch(
                capacity: count, context: network.context, horizon: network.head.horizon, inputChannels: network.inputs, futureChannels: 0)
            windows.count = count
            workspace = network.makeForecastWorkspace(weights, batch: count, steps: network.context)
        }
    }

    /// Packs the parameters and copies the windows.
    /// - Parameters:
    ///   - network: a network with one input channel and a linear head.
    ///   - parameters: its parameters.
    ///   - windows: values of each window, of which the first L are read.
    ///   - compute: kernels, threads and precision.
    public init(_ network: LSTMNetwork, parameters: [Float], windows: [[Float]], compute: Compute) {
        precondition(network.inputs == 1 && !windows.isEmpty && windows.allSatisfy { $0.count >= network.context })
        self.network = network
        threads = compute.threads
        let weights = network.makeWeights(parameters, compute: compute)
        self.weights = weights
        shards = stride(from: 0, to: windows.count, by: network.windowsPerPiece).map { first in
            let part = windows[first..<min(windows.count, first + network.windowsPerPiece)]
            let shard = Shard(weights: weights, count: part.count)
            for (slot, window) in part.enumerated() {
                for step in 0..<network.context { shard.windows.inputs.pointer[step * part.count + slot] = window[step] }
            }
            return shard
        }
    }

    /// Forecasts all windows. Allocates nothing with one thread.
    public func forecast() {
        let (network, weights, shards) = (network, weights, shards)
        Parallel.forEach(shards.count, threads: threads) { index in
            let shard = shards[index]
            shard.quantiles = network.forecast(shard.windows, weights: weights, workspace: shard.workspace)
        }
    }

    /// Quantiles `[B, H, Q]` of the last ``forecast()``.
    public var quantiles: [Float] {
        shards.flatMap { shard in
            UnsafeBufferPointer(start: shard.quantiles, count: shard.windows.count * network.head.horizon * network.levelCount)
        }
    }
}
