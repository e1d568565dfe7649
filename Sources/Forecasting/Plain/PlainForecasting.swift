import Tensors

/// Forecasts of a plain network for a fixed set of windows, with all buffers made beforehand: what benchmarks time.
public final class PlainForecasting<Network: WindowNetwork> {
    /// The network.
    public let network: Network

    private let weights: Network.Weights
    private let shards: [Shard]
    private let threads: Int

    private final class Shard: @unchecked Sendable {
        let windows: WindowBatch
        let workspace: Network.ForecastWorkspace
        var quantiles: UnsafeMutablePointer<Float>?

        init(_ network: Network, weights: Network.Weights, count: Int) {
            windows = WindowBatch(
                capacity: count, context: network.context, horizon: network.horizon, inputChannels: 1, futureChannels: 0)
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
    public init(_ network: Network, parameters: [Float], windows: [[Float]], compute: Compute) {
        precondition(!windows.isEmpty && windows.allSatisfy { $0.count >= network.context })
        self.network = network
        threads = compute.threads
        let weights = network.makeWeights(parameters, compute: compute)
        self.weights = weights
        shards = stride(from: 0, to: windows.count, by: network.windowsPerPiece).map { first in
            let part = windows[first..<min(windows.count, first + network.windowsPerPiece)]
            let shard = Shard(network, weights: weights, count: part.count)
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
            UnsafeBufferPointer(start: shard.quantiles, count: shard.windows.count * network.horizon * network.levelCount)
        }
    }
}
