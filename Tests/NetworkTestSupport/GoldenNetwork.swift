import Forecasting
import Tensors
import TestSupport

/// The plain network of a golden file, with its linear head and PyTorch's parameters, loaded by name, and the batch of the file.
public struct GoldenNetwork<Network: WindowNetwork> {
    /// The file.
    public let golden: GoldenFile
    /// The network under test.
    public let network: Network
    /// Its parameters, which training changes.
    public private(set) var parameters: [Float]
    /// Gradient of the last ``lossAndGradient(against:)``.
    public private(set) var gradients: [Float]

    private let kernels: Kernels
    private let batch: WindowBatch
    private let workspace: Network.Workspace
    private let weights: Network.Weights
    private let pinball: PinballLoss
    private let rows: Int

    /// Reads a file and builds its network.
    /// - Parameters:
    ///   - name: case of `Tests/Golden/README.md`.
    ///   - instructionSet: level of the kernels.
    ///   - makeNetwork: the network of the file's header, for these levels.
    public init(
        _ name: String, _ instructionSet: InstructionSet, makeNetwork: (GoldenFile, QuantileLevels) throws -> Network
    ) throws {
        let golden = try GoldenFile(named: name)
        let (count, time, inputs) = (try golden.size("batch"), try golden.size("time"), try golden.size("inputs"))
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        network = try makeNetwork(golden, levels)
        parameters = try network.layout.blocks.flatMap { block in
            let stored = try golden.floats(Self.name(of: block))
            precondition(stored.shape == block.shape, "\(block.name) has shape \(block.shape), PyTorch's \(stored.shape)")
            return stored.values
        }
        gradients = [Float](repeating: 0, count: parameters.count)
        kernels = Kernels(instructionSet)
        workspace = network.makeWorkspace(batch: count, steps: time, kernels: kernels)
        weights = network.makeTrainingWeights(parameters, kernels: kernels)
        pinball = PinballLoss(levels: levels.values.map(Float.init))
        batch = WindowBatch(capacity: count, context: time, horizon: network.horizon, inputChannels: inputs, futureChannels: 0)
        batch.count = count
        rows = count * network.horizon
        // PyTorch's batch comes first, ours is time-major.
        let stored = try golden.floats("inputs").values
        for window in 0..<count {
            for step in 0..<time {
                for channel in 0..<inputs {
                    batch.inputs.pointer[(step * count + window) * inputs + channel] = stored[(window * time + step) * inputs + channel]
                }
            }
        }
        self.golden = golden
    }

    /// PyTorch's name of a block, without that of the module around an LSTM.
    public static func name(of block: ParameterLayout.Block) -> String {
        block.name.hasPrefix("rnn.") ? String(block.name.dropFirst(4)) : block.name
    }

    /// Forecasts `[B, H, 3]` of the training's forward pass.
    public func outputs() -> [Float] {
        withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: nil)
            return Array(UnsafeBufferPointer(start: out, count: rows * network.levelCount))
        }
    }

    /// Forecasts `[B, H, 3]` without training.
    public func forecasts() -> [Float] {
        let weights = network.makeWeights(parameters, compute: Compute(instructionSet: kernels.instructionSet, threads: 1))
        let workspace = network.makeForecastWorkspace(weights, batch: batch.count, steps: batch.steps)
        return withExtendedLifetime(workspace) {
            let out = network.forecast(batch, weights: weights, workspace: workspace)
            return Array(UnsafeBufferPointer(start: out, count: rows * network.levelCount))
        }
    }

    /// Mean loss against targets `[B, H]`.
    public func loss(against targets: some Sequence<Float>) -> Double {
        let sum = pinball.evaluate(
            predicted: outputs(), actual: Array(targets), weights: nil, count: rows, gradient: nil, gradientScale: 0, kernels: kernels
        ).sum
        return sum / Double(rows * network.levelCount)
    }

    /// Mean loss against targets `[B, H]`; leaves its gradient in ``gradients``.
    public mutating func lossAndGradient(against targets: some Sequence<Float>) -> Double {
        let count = rows * network.levelCount
        let outputGradient = Matrix(rows: rows, columns: network.levelCount)
        let sum = pinball.evaluate(
            predicted: outputs(), actual: Array(targets), weights: nil, count: rows, gradient: outputGradient.pointer,
            gradientScale: 1 / Float(count), kernels: kernels
        ).sum
        gradients = [Float](repeating: 0, count: parameters.count)
        network.backward(
            batch, outputGradient: outputGradient.pointer, weights: weights, gradients: &gradients, workspace: workspace)
        return sum / Double(count)
    }

    /// Clips the gradient if the case does and takes one step of its optimiser; the gradient's norm before clipping.
    mutating func step(_ optimiser: inout Adam) throws -> Float {
        let clip = try golden.number("clip_norm")
        let count = parameters.count
        let norm = kernels.clipNorm(&gradients, count: count, maximum: clip > 0 ? Float(clip) : .infinity)
        optimiser.step(
            parameters: &parameters, gradients: gradients, count: count, learningRate: optimiser.configuration.learningRate,
            kernels: kernels)
        network.update(weights, with: parameters)
        return norm
    }

    /// The optimiser of the case.
    func makeOptimiser() throws -> Adam {
        let configuration = Adam.Configuration(
            learningRate: Float(try golden.number("learning_rate")), beta1: Float(try golden.number("beta1")),
            beta2: Float(try golden.number("beta2")), epsilon: Float(try golden.number("epsilon")),
            weightDecay: Float(try golden.number("weight_decay")))
        return Adam(configuration, count: parameters.count)
    }
}

extension GoldenFile {
    /// A whole number of the header.
    public func size(_ key: String) throws(GoldenFileError) -> Int { Int(try number(key)) }
}
