import Forecasting
import Recurrent
import Tensors
import TestSupport

/// The plain network of a golden file: ``LSTMNetwork`` with its linear head and PyTorch's parameters, loaded by name, and the batch of
/// the file.
struct GoldenNetwork {
    /// Cases of `Tests/Golden/README.md`.
    static let names = ["lstm-adam", "lstm-adamw", "lstm-clipped", "lstm-wide", "lstm-long"]

    let golden: GoldenFile
    let network: LSTMNetwork
    let kernels: Kernels
    var parameters: [Float]
    private(set) var gradients: [Float]

    private let batch: WindowBatch
    private let workspace: LSTMWorkspace
    private let weights: LSTMWeights
    private let pinball: PinballLoss
    private let rows: Int

    init(_ name: String, _ instructionSet: InstructionSet) throws {
        let golden = try GoldenFile(named: name)
        func size(_ key: String) throws -> Int { Int(try golden.number(key)) }
        let (count, time, inputs) = (try size("batch"), try size("time"), try size("inputs"))
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        network = LSTMNetwork(
            inputs: inputs, futureChannels: 0, hidden: try size("hidden"), layers: try size("layers"), context: time,
            horizon: try size("horizon"), levels: levels, headForm: .linear, forgetBias: 0)
        parameters = try network.layout.blocks.flatMap { block in
            let stored = try golden.floats(Self.name(of: block))
            precondition(stored.shape == block.shape, "\(block.name) has shape \(block.shape), PyTorch's \(stored.shape)")
            return stored.values
        }
        gradients = [Float](repeating: 0, count: parameters.count)
        kernels = Kernels(instructionSet)
        workspace = network.makeWorkspace(batch: count, kernels: kernels)
        weights = network.makeTrainingWeights(parameters, kernels: kernels)
        pinball = PinballLoss(levels: levels.values.map(Float.init))
        batch = WindowBatch(
            capacity: count, context: time, horizon: network.head.horizon, inputChannels: inputs, futureChannels: 0)
        batch.count = count
        rows = count * network.head.horizon
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

    /// PyTorch's name of a block, without that of the module around the LSTM.
    static func name(of block: ParameterLayout.Block) -> String {
        block.name.hasPrefix("rnn.") ? String(block.name.dropFirst(4)) : block.name
    }

    /// Forecasts `[B, H, 3]`.
    func outputs() -> [Float] {
        withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: nil)
            return Array(UnsafeBufferPointer(start: out, count: rows * network.levelCount))
        }
    }

    /// Mean loss against targets `[B, H]`.
    func loss(against targets: some Sequence<Float>) -> Double {
        let sum = pinball.evaluate(
            predicted: outputs(), actual: Array(targets), weights: nil, count: rows, gradient: nil, gradientScale: 0, kernels: kernels
        ).sum
        return sum / Double(rows * network.levelCount)
    }

    /// Mean loss against targets `[B, H]`; leaves its gradient in ``gradients``.
    mutating func lossAndGradient(against targets: some Sequence<Float>) -> Double {
        let count = rows * network.levelCount
        let outputGradient = Matrix(rows: rows, columns: network.levelCount)
        let sum = pinball.evaluate(
            predicted: outputs(), actual: Array(targets), weights: nil, count: rows, gradient: outputGradient.pointer,
            gradientScale: 1 / Float(count), kernels: kernels
        ).sum
        gradients = [Float](repeating: 0, count: parameters.count)
        gradients.withUnsafeMutableBufferPointer { gradients in
            network.backward(
                batch, outputGradient: outputGradient.pointer, weights: weights, gradients: gradients.baseAddress!, workspace: workspace)
        }
        return sum / Double(count)
    }

    /// Clips the gradient if the case does and takes one step of its optimiser; the gradient's norm before clipping.
    mutating func step(_ optimiser: inout Adam) throws -> Float {
        let clip = try golden.number("clip_norm")
        let count = parameters.count
        return gradients.withUnsafeMutableBufferPointer { gradients in
            let norm = kernels.clipNorm(gradients.baseAddress!, count: count, maximum: clip > 0 ? Float(clip) : .infinity)
            parameters.withUnsafeMutableBufferPointer { parameters in
                optimiser.step(
                    parameters: parameters.baseAddress!, gradients: gradients.baseAddress!, count: count,
                    learningRate: optimiser.configuration.learningRate, kernels: kernels)
                weights.update(parameters.baseAddress!)
            }
            return norm
        }
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
