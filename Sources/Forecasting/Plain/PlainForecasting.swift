import Tensors

/// Forecasts of a plain network for a fixed set of windows, with all buffers made beforehand: what benchmarks time.
public final class PlainForecasting<Network: WindowNetwork> {
    /// The network.
    public let network: Network

    private let weights: Network.Weights
    private let shards: [Shard]
    private let workers: [Worker]

    /// Windows that are forecast together, and their quantiles.
    private final class Shard: @unchecked Sendable {
        let windows: WindowBatch
        let quantiles: Matrix

        init(_ network: Network, count: Int) {
            windows = WindowBatch(
                capacity: count, context: network.context, horizon: network.horizon, inputChannels: 1, futureChannels: 0)
            windows.count = count
            quantiles = Matrix(rows: count, columns: network.horizon * network.levelCount)
        }
    }

    /// The buffers of one thread.
    private final class Worker: @unchecked Sendable {
        let workspace: Network.ForecastWorkspace
        init(_ workspace: Network.ForecastWorkspace) { self.workspace = workspace }
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
        let (context, size) = (network.context, network.windowsPerPiece)
        let weights = network.makeWeights(parameters, compute: compute)
        self.weights = weights
        shards = stride(from: 0, to: windows.count, by: size).map { first in
            let part = windows[first..<min(windows.count, first + size)]
            let shard = Shard(network, count: part.count)
            for (slot, window) in part.enumerated() {
                for step in 0..<context { shard.windows.inputs.pointer[step * part.count + slot] = window[step] }
            }
            return shard
        }
        workers = (0..<min(compute.threads, shards.count)).map { _ in
            Worker(network.makeForecastWorkspace(weights, batch: min(size, windows.count), steps: context))
        }
    }

    /// Forecasts all windows. Allocates nothing with one thread.
    public func forecast() {
        let (network, weights, shards, workers) = (network, weights, shards, workers)
        Parallel.forEach(shards.count, threads: workers.count) { index, worker in
            let shard = shards[index]
            let quantiles = network.forecast(shard.windows, weights: weights, workspace: workers[worker].workspace)
            shard.quantiles.pointer.update(from: quantiles, count: shard.quantiles.count)
        }
    }

    /// Quantiles `[B, H, Q]` of the last ``forecast()``.
    public var quantiles: [Float] {
        shards.flatMap { UnsafeBufferPointer(start: $0.quantiles.pointer, count: $0.quantiles.count) }
    }
}
