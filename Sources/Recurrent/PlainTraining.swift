import Forecasting
import Tensors

/// A plain network with its optimiser and buffers, trained on explicit windows: what other libraries' benchmark scripts do, for
/// comparisons like with like. Forecasters are trained by ``LSTMForecaster``.
public final class PlainTraining {
    /// The network.
    public let network: LSTMNetwork
    /// Parameters, flat, in the order of the network's layout.
    public var parameters: [Float]

    private let shards: [Shard]
    private let weights: LSTMWeights
    private let loss = PinballLoss(levels: LSTMNetwork.plainLevels.values.map(Float.init))
    private let batch: Int
    private let compute: Compute
    private let kernels: Kernels
    private var optimiser: Adam

    /// Windows of a share of a batch: few enough that two cores finish together.
    private static let most = 32

    /// A share of a batch.
    private final class Shard: @unchecked Sendable {
        let windows: WindowBatch
        let workspace: LSTMWorkspace
        let gradients: Matrix
        let outputGradient: Matrix
        var outputs: UnsafeMutablePointer<Float>
        var loss = 0.0

        init(network: LSTMNetwork, count: Int, kernels: Kernels) {
            windows = WindowBatch(
                capacity: count, context: network.context, horizon: network.head.horizon, inputChannels: 1, futureChannels: 0)
            windows.count = count
            workspace = network.makeWorkspace(batch: count, kernels: kernels)
            gradients = Matrix(rows: 1, columns: network.layout.count)
            outputGradient = Matrix(rows: count * network.head.horizon, columns: network.levelCount)
            outputs = outputGradient.pointer
        }
    }

    /// Makes a network of the given width with its buffers.
    /// - Parameter batch: windows per step.
    public init(width: Int, batch: Int, compute: Compute, seed: UInt64) {
        precondition(batch > 0)
        let network = LSTMNetwork.plain(hidden: width)
        let kernels = Kernels(compute.instructionSet)
        let parts = (batch + Self.most - 1) / Self.most
        self.network = network
        self.batch = batch
        self.compute = compute
        self.kernels = kernels
        parameters = network.initialParameters(seed: seed)
        weights = network.makeTrainingWeights(parameters, kernels: kernels)
        optimiser = Adam(count: network.layout.count)
        shards = (0..<parts).map {
            Shard(network: network, count: batch * ($0 + 1) / parts - batch * $0 / parts, kernels: kernels)
        }
    }

    /// Number of parameters.
    public var parameterCount: Int { parameters.count }

    /// Puts windows of L + H values into the batch.
    /// - Precondition: as many windows as the batch has.
    public func fill(with windows: [[Float]]) {
        precondition(windows.count == batch)
        let (context, horizon) = (network.context, network.head.horizon)
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
        let horizon = network.head.horizon
        let scale = 1 / Float(batch * horizon * network.levelCount)
        run { [network, loss, kernels, weights] shard in
            let rows = shard.windows.count * horizon
            shard.outputs = network.forward(shard.windows, weights: weights, workspace: shard.workspace, dropout: nil)
            shard.loss =
                loss.evaluate(
                    predicted: shard.outputs, actual: shard.windows.targets.pointer, weights: nil, count: rows,
                    gradient: shard.outputGradient.pointer, gradientScale: scale, kernels: kernels
                ).sum
            shard.gradients.pointer.update(repeating: 0, count: shard.gradients.count)
            network.backward(
                shard.windows, outputGradient: shard.outputGradient.pointer, weights: weights, gradients: shard.gradients.pointer,
                workspace: shard.workspace)
        }
        for shard in shards.dropFirst() { kernels.add(shards[0].gradients.pointer, shard.gradients.pointer, count: parameters.count) }
        parameters.withUnsafeMutableBufferPointer { parameters in
            optimiser.step(
                parameters: parameters.baseAddress!, gradients: shards[0].gradients.pointer, count: parameters.count,
                learningRate: learningRate, kernels: kernels)
        }
        return shards.reduce(0) { $0 + $1.loss } * Double(scale)
    }

    /// Mean pinball loss and share of targets inside the outer quantiles.
    public func evaluate(_ windows: [[Float]]) -> (loss: Double, coverage: Double) {
        let (horizon, levels) = (network.head.horizon, network.levelCount)
        var sum = 0.0, inside = 0, count = 0
        for first in stride(from: 0, to: windows.count, by: batch) {
            // The last batch is padded with windows that are not counted.
            let valid = min(batch, windows.count - first)
            fill(with: (0..<batch).map { windows[first + min($0, valid - 1)] })
            run { [network, weights] shard in
                shard.outputs = network.forward(shard.windows, weights: weights, workspace: shard.workspace, dropout: nil)
            }
            var slot = 0
            for shard in shards {
                let rows = max(0, min(shard.windows.count, valid - slot)) * horizon
                slot += shard.windows.count
                let actual = shard.windows.targets.pointer
                sum +=
                    loss.evaluate(
                        predicted: shard.outputs, actual: actual, weights: nil, count: rows, gradient: nil, gradientScale: 0,
                        kernels: kernels
                    ).sum
                for row in 0..<rows {
                    let quantiles = shard.outputs + row * levels
                    if actual[row] >= quantiles[0] && actual[row] <= quantiles[levels - 1] { inside += 1 }
                }
                count += rows
            }
        }
        return (sum / Double(max(1, count * levels)), Double(inside) / Double(max(1, count)))
    }

    private func run(_ body: @Sendable (Shard) -> Void) {
        parameters.withUnsafeBufferPointer { weights.update($0.baseAddress!) }
        let shards = shards
        Parallel.forEach(shards.count, threads: compute.threads) { body(shards[$0]) }
    }
}
