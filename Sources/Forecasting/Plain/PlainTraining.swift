import Tensors

/// A plain network with its optimiser and buffers, trained on explicit windows: what other libraries' benchmark scripts do, for
/// comparisons like with like. Forecasters are trained by ``WindowTrainer``.
public final class PlainTraining<Network: WindowNetwork> {
    /// The network.
    public let network: Network
    /// Parameters, flat, in the order of the network's layout.
    public var parameters: [Float]

    private let shards: [Shard]
    private let workers: [Worker]
    private let weights: Network.Weights
    private let loss = PinballLoss(levels: QuantileLevels.plain.values.map(Float.init))
    private let batch: Int
    private let compute: Compute
    private let kernels: Kernels
    private var optimiser: Adam

    /// A share of a batch.
    private final class Shard: @unchecked Sendable {
        let windows: WindowBatch
        let gradients: Matrix
        let outputGradient: Matrix
        var loss = 0.0

        init(network: Network, count: Int) {
            windows = WindowBatch(
                capacity: count, context: network.context, horizon: network.horizon, inputChannels: 1, futureChannels: 0)
            windows.count = count
            gradients = Matrix(rows: 1, columns: network.layout.count)
            outputGradient = Matrix(rows: count * network.horizon, columns: network.levelCount)
        }
    }

    /// The buffers of one thread.
    private final class Worker: @unchecked Sendable {
        let workspace: Network.Workspace
        init(_ workspace: Network.Workspace) { self.workspace = workspace }
    }

    /// Makes the buffers of a network with one input channel, a linear head and the levels ``QuantileLevels/plain``.
    /// - Parameters:
    ///   - network: what is trained.
    ///   - batch: windows per step.
    ///   - compute: threads and instructions.
    ///   - seed: of the parameters and windows.
    public init(_ network: Network, batch: Int, compute: Compute, seed: UInt64) {
        precondition(batch > 0 && network.levelCount == QuantileLevels.plain.count)
        let kernels = Kernels(compute.instructionSet)
        self.network = network
        self.batch = batch
        self.compute = compute
        self.kernels = kernels
        parameters = network.initialParameters(seed: seed)
        weights = network.makeTrainingWeights(parameters, kernels: kernels)
        optimiser = Adam(count: network.layout.count)
        let sizes = BatchShares.split(batch)
        shards = sizes.map { Shard(network: network, count: $0) }
        workers = (0..<min(compute.threads, sizes.count)).map { _ in
            Worker(network.makeWorkspace(batch: sizes.max()!, steps: network.context, kernels: kernels))
        }
    }

    /// Number of parameters.
    public var parameterCount: Int { parameters.count }

    /// Puts windows of L + H values into the batch.
    /// - Precondition: as many windows as the batch has.
    public func fill(with windows: [[Float]]) {
        precondition(windows.count == batch)
        let (context, horizon) = (network.context, network.horizon)
        var first = 0
        for shard in shards {
            let count = shard.windows.count
            for slot in 0..<count {
                let window = windows[first + slot]
                for step in 0..<context { shard.windows.inputs.pointer[step * count + slot] = window[step] }
                for step in 0..<horizon { shard.windows.targets.pointer[slot * horizon + step] = window[context + step] }
            }
            first += count
        }
    }

    /// One optimiser step on the batch.
    /// - Returns: the mean pinball loss before the step.
    public func step(learningRate: Float) -> Double {
        let horizon = network.horizon
        let scale = 1 / Float(batch * horizon * network.levelCount)
        parameters.withUnsafeBufferPointer { network.update(weights, with: $0.baseAddress!) }
        Parallel.forEach(shards.count, threads: workers.count) { [network, loss, kernels, weights, shards, workers] index, worker in
            let (shard, workspace) = (shards[index], workers[worker].workspace)
            let outputs = network.forward(shard.windows, weights: weights, workspace: workspace, dropout: nil)
            shard.loss =
                loss.evaluate(
                    predicted: outputs, actual: shard.windows.targets.pointer, weights: nil, count: shard.windows.count * horizon,
                    gradient: shard.outputGradient.pointer, gradientScale: scale, kernels: kernels
                ).sum
            shard.gradients.pointer.update(repeating: 0, count: shard.gradients.count)
            network.backward(
                shard.windows, outputGradient: shard.outputGradient.pointer, weights: weights, gradients: shard.gradients.pointer,
                workspace: workspace)
        }
        for shard in shards.dropFirst() { kernels.add(shards[0].gradients.pointer, shard.gradients.pointer, count: parameters.count) }
        parameters.withUnsafeMutableBufferPointer { parameters in
            optimiser.step(
                parameters: parameters.baseAddress!, gradients: shards[0].gradients.pointer, count: parameters.count,
                learningRate: learningRate, kernels: kernels)
        }
        return shards.reduce(0) { $0 + $1.loss } * Double(scale)
    }

    /// Mean pinball loss and share of targets inside the outer quantiles, of windows of L + H values.
    public func evaluate(_ windows: [[Float]]) -> (loss: Double, coverage: Double) {
        let plain = PlainForecasting(network, parameters: parameters, windows: windows, compute: compute)
        plain.forecast()
        let (quantiles, levels) = (plain.quantiles, network.levelCount)
        let actual = windows.flatMap { $0[network.context..<network.context + network.horizon] }
        let sum = loss.evaluate(
            predicted: quantiles, actual: actual, weights: nil, count: actual.count, gradient: nil, gradientScale: 0, kernels: kernels
        ).sum
        let inside = actual.indices.count { actual[$0] >= quantiles[$0 * levels] && actual[$0] <= quantiles[($0 + 1) * levels - 1] }
        return (sum / Double(actual.count * levels), Double(inside) / Double(actual.count))
    }
}
