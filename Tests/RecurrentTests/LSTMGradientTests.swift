import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing

@Suite struct LSTMGradientTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var inputs, future, hidden, layers, context, horizon, batch: Int
        var form: DirectQuantileHead.Form
        var testDescription: String { "\(form) D\(inputs) F\(future) C\(hidden)×\(layers) L\(context) H\(horizon) B\(batch)" }
    }

    static let shapes = [
        Shape(inputs: 1, future: 0, hidden: 3, layers: 1, context: 1, horizon: 2, batch: 1, form: .linear),
        Shape(inputs: 2, future: 0, hidden: 5, layers: 2, context: 6, horizon: 3, batch: 3, form: .linear),
        Shape(inputs: 3, future: 4, hidden: 4, layers: 1, context: 5, horizon: 2, batch: 2, form: .conditioned),
        Shape(inputs: 2, future: 3, hidden: 6, layers: 3, context: 4, horizon: 3, batch: 4, form: .conditioned),
    ]
    static let levels = try! QuantileLevels([0.1, 0.4, 0.5, 0.9])

    struct Case {
        let network: LSTMNetwork, reference: ReferenceLSTM, data: ReferenceBatch
        var batch: WindowBatch { data.batch }
        var windows: [ReferenceWindow] { data.windows }
        let parameters: [Float]
    }

    static func make(_ shape: Shape) -> Case {
        let network = LSTMNetwork(
            inputs: shape.inputs, futureChannels: shape.future, hidden: shape.hidden, layers: shape.layers, context: shape.context,
            horizon: shape.horizon, levels: levels, headForm: shape.form)
        var random = RandomStream(seed: 5, purpose: "gradient test")
        var parameters = network.initialParameters(seed: 3)
        for k in parameters.indices { parameters[k] += 0.3 * Float(random.normal()) }
        let data = ReferenceBatch(
            count: shape.batch, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random)
        let reference = ReferenceLSTM(network: network, levels: levels.values, form: shape.form)
        return Case(network: network, reference: reference, data: data, parameters: parameters)
    }

    /// The reference's own gradient, against central differences in double precision: the worst entry of every block.
    @Test(arguments: shapes)
    func referenceGradientMatchesFiniteDifferences(shape: Shape) {
        let one = Self.make(shape)
        var parameters = one.parameters.map(Double.init)
        var gradient: [Double]? = [Double](repeating: 0, count: parameters.count)
        _ = one.reference.loss(one.windows, parameters: parameters, gradient: &gradient)
        var none: [Double]? = nil
        for block in one.network.layout.blocks {
            var worst = (error: 0.0, index: 0)
            for k in block.offset..<block.offset + block.count {
                let x = parameters[k]
                let h = 1e-3 * max(1, abs(x))
                func loss(at offset: Double) -> Double {
                    parameters[k] = x + offset
                    return one.reference.loss(one.windows, parameters: parameters, gradient: &none)
                }
                // The five-point stencil: truncation error h⁴, and a step wide enough that the rounding of the loss does not show.
                let numeric = (8 * (loss(at: h) - loss(at: -h)) - (loss(at: 2 * h) - loss(at: -2 * h))) / (12 * h)
                parameters[k] = x
                let error = abs(gradient![k] - numeric) / max(1e-6, abs(gradient![k]) + abs(numeric))
                if error > worst.error { worst = (error, k - block.offset) }
            }
            #expect(worst.error < 1e-6, "\(block.name)[\(worst.index)] is off by \(worst.error)")
        }
    }

    /// The fast network against the reference: outputs, loss and gradient, at every instruction set of this machine.
    @Test(arguments: shapes, InstructionSet.supported)
    func networkMatchesReference(shape: Shape, instructionSet: InstructionSet) {
        let one = Self.make(shape)
        let parameters = one.parameters.map(Double.init)
        var gradient: [Double]? = [Double](repeating: 0, count: parameters.count)
        let loss = one.reference.loss(one.windows, parameters: parameters, gradient: &gradient)
        one.data.expect(
            one.network, parameters: one.parameters, levels: Self.levels.values, instructionSet: instructionSet,
            outputs: one.windows.flatMap { one.reference.quantiles($0, parameters: parameters).flatMap { $0 } }, loss: loss,
            gradient: gradient!)
    }

    /// A batch with more steps than the context is the network of that longer context: outputs and gradients, bit for bit.
    @Test(arguments: shapes)
    func stepsOfTheBatchCount(shape: Shape) {
        var short = shape
        short.context = 1
        let long = Self.make(shape), network = Self.make(short).network
        let batch = WindowBatch(
            capacity: shape.batch, context: 1, maximumSteps: shape.context, horizon: shape.horizon, inputChannels: shape.inputs,
            futureChannels: shape.future)
        (batch.count, batch.steps) = (shape.batch, shape.context)
        batch.inputs.pointer.update(from: long.batch.inputs.pointer, count: batch.inputs.count)
        batch.future.pointer.update(from: long.batch.future.pointer, count: batch.future.count)

        func run(_ network: LSTMNetwork, _ batch: WindowBatch) -> (outputs: [Float], gradients: [Float]) {
            let workspace = network.makeWorkspace(batch: shape.batch, steps: shape.context, kernels: .best)
            let count = shape.batch * shape.horizon * Self.levels.count
            var gradients = [Float](repeating: 0, count: long.parameters.count)
            let weights = network.makeTrainingWeights(long.parameters, kernels: .best)
            let outputs = gradients.withUnsafeMutableBufferPointer { gradients in
                let out = network.forward(batch, weights: weights, workspace: workspace, dropout: nil)
                let outputs = (0..<count).map { out[$0] }
                let outputGradient = Matrix(rows: shape.batch * shape.horizon, columns: Self.levels.count)
                for k in 0..<count { outputGradient.pointer[k] = 1 + Float(k % 3) }
                network.backward(
                    batch, outputGradient: outputGradient.pointer, weights: weights, gradients: gradients.baseAddress!,
                    workspace: workspace)
                return outputs
            }
            return (outputs, gradients)
        }
        let (expected, found) = (run(long.network, long.batch), run(network, batch))
        #expect(found.outputs == expected.outputs && found.gradients == expected.gradients)
        #expect(expected.gradients.contains { $0 != 0 })
    }
}
