import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import Testing

/// The fast network against the reference: outputs, loss and gradient, at every instruction set of this machine.
@Suite struct MLPGradientTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var hidden, layers, context, horizon, batch: Int
        /// Channels of a context step and of a future step, and which of them are read.
        var inputs = 1, future = 0
        var contextChannels: [Int]?
        var stepChannels: [Int] = [], windowChannels: [Int] = []
        var form: DirectQuantileHead.Form
        var testDescription: String { "\(form) C\(hidden)×\(layers) D\(inputs) F\(future) L\(context) H\(horizon) B\(batch)" }

        func network(_ levels: QuantileLevels, dropout: Float = 0) throws -> MLPNetwork {
            MLPNetwork(
                inputs: try MLPInputs(
                    context: context, horizon: horizon, inputChannels: inputs, futureChannels: future, contextChannels: contextChannels,
                    stepChannels: stepChannels, windowChannels: windowChannels),
                hidden: hidden, layers: layers, levels: levels, headForm: form, dropout: dropout)
        }
    }

    static let shapes = [
        Shape(hidden: 3, layers: 1, context: 1, horizon: 2, batch: 1, form: .linear),
        Shape(hidden: 5, layers: 2, context: 6, horizon: 3, batch: 3, inputs: 2, form: .linear),
        Shape(
            hidden: 17, layers: 3, context: 5, horizon: 2, batch: 4, inputs: 3, future: 4, contextChannels: [0, 2], stepChannels: [1, 3],
            windowChannels: [0, 2], form: .linear),
        Shape(
            hidden: 6, layers: 2, context: 4, horizon: 3, batch: 2, inputs: 2, future: 3, contextChannels: [1], stepChannels: [2],
            windowChannels: [0], form: .conditioned),
        Shape(hidden: 33, layers: 1, context: 7, horizon: 1, batch: 2, inputs: 1, future: 2, windowChannels: [1, 0], form: .conditioned),
    ]
    static let levels = try! QuantileLevels([0.1, 0.4, 0.5, 0.9])

    struct Case {
        let network: MLPNetwork, reference: ReferenceMLP, data: ReferenceBatch
        let parameters: [Float]
    }

    static func make(_ shape: Shape) throws -> Case {
        let network = try shape.network(levels)
        var random = RandomStream(seed: 5, purpose: "gradient test")
        var parameters = network.initialParameters(seed: 3)
        for k in parameters.indices { parameters[k] += 0.3 * Float(random.normal()) }
        let data = ReferenceBatch(
            count: shape.batch, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random)
        let reference = ReferenceMLP(network: network, layers: shape.layers, levels: levels.values, form: shape.form)
        return Case(network: network, reference: reference, data: data, parameters: parameters)
    }

    /// The reference's own gradient, against central differences in double precision: the worst entry of every block.
    @Test(arguments: shapes)
    func referenceGradientMatchesFiniteDifferences(shape: Shape) throws {
        let one = try Self.make(shape)
        var parameters = one.parameters.map(Double.init)
        let gradient = one.reference.loss(one.data.windows, parameters: parameters).gradient
        for block in one.network.layout.blocks {
            var worst = (error: 0.0, index: 0)
            for k in block.offset..<block.offset + block.count {
                let x = parameters[k]
                let h = 1e-5
                func loss(at offset: Double) -> Double {
                    parameters[k] = x + offset
                    return one.reference.loss(one.data.windows, parameters: parameters).value
                }
                let numeric = (loss(at: h) - loss(at: -h)) / (2 * h)
                parameters[k] = x
                let error = abs(gradient[k] - numeric) / max(1e-3, abs(gradient[k]) + abs(numeric))
                if error > worst.error { worst = (error, k - block.offset) }
            }
            #expect(worst.error < 1e-6, "\(block.name)[\(worst.index)] is off by \(worst.error)")
        }
    }

    @Test(arguments: shapes, InstructionSet.supported)
    func networkMatchesReference(shape: Shape, instructionSet: InstructionSet) throws {
        let one = try Self.make(shape)
        let parameters = one.parameters.map(Double.init)
        let (loss, gradient) = one.reference.loss(one.data.windows, parameters: parameters)
        one.data.expect(
            one.network, parameters: one.parameters, levels: Self.levels.values, instructionSet: instructionSet,
            outputs: one.data.windows.flatMap { one.reference.quantiles($0, parameters: parameters).flatMap { $0 } }, loss: loss,
            gradient: gradient)
    }
}
