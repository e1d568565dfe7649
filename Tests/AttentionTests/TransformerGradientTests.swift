import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// The fast network against the reference: outputs, loss and gradient, at every instruction set of this machine.
@Suite struct TransformerGradientTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var network: TransformerShape
        var inputs, future, context, horizon, batch: Int
        var form: DirectQuantileHead.Form
        var testDescription: String {
            let n = network
            return
                "\(n.architecture) \(form) \(n.norm) \(n.activation) \(n.positions) \(n.pooling) \(n.heads)×\(n.width / n.heads) F\(future) L\(context)"
        }
    }

    static let levels = try! QuantileLevels([0.1, 0.4, 0.5, 0.9])

    static let shapes = [
        Shape(network: .small(), inputs: 1, future: 0, context: 8, horizon: 2, batch: 2, form: .linear),
        Shape(
            network: .small(pooling: .meanAndLast, layers: 2), inputs: 2, future: 2, context: 9, horizon: 2, batch: 3, form: .conditioned),
        Shape(network: .small(pooling: .mean), inputs: 3, future: 4, context: 7, horizon: 3, batch: 3, form: .conditioned),
        Shape(
            network: .small(norm: .after, activation: .relu, layers: 2), inputs: 2, future: 3, context: 6, horizon: 2, batch: 2,
            form: .conditioned),
        Shape(
            network: .small(patch: 3, stride: 2, positions: .rotary, pooling: .last, layers: 2, isCausal: true), inputs: 2, future: 2,
            context: 10, horizon: 2, batch: 2, form: .conditioned),
        Shape(
            network: .small(patch: 1, stride: 1, heads: 1, positions: .rotary, pooling: .mean), inputs: 1, future: 1, context: 18,
            horizon: 1, batch: 1, form: .conditioned),
        // A patch longer than the context.
        Shape(network: .small(patch: 5, stride: 5, heads: 4), inputs: 1, future: 1, context: 3, horizon: 1, batch: 2, form: .conditioned),
    ]

    @Test(arguments: shapes)
    func networkMatchesReference(shape: Shape) throws {
        let network = try TransformerNetwork(
            shape.network, inputs: shape.inputs, futureChannels: shape.future, context: shape.context, horizon: shape.horizon,
            levels: Self.levels, headForm: shape.form)
        var random = RandomStream(seed: 5, purpose: "gradient test")
        var parameters = network.initialParameters(seed: 3)
        for k in parameters.indices { parameters[k] += 0.2 * Float(random.normal()) }
        let data = ReferenceBatch(
            count: shape.batch, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random)
        let reference = ReferenceTransformer(network: network, levels: Self.levels.values, form: shape.form)
        let exact = parameters.map(Double.init)
        let outputs = data.windows.flatMap { reference.quantiles($0, parameters: exact).flatMap { $0 } }
        let loss = reference.loss(data.windows, parameters: exact)
        let gradient = reference.gradient(data.windows, parameters: exact)
        for instructionSet in InstructionSet.supported {
            data.expect(
                network, parameters: parameters, levels: Self.levels.values, instructionSet: instructionSet, outputs: outputs, loss: loss,
                gradient: gradient)
        }
    }

    /// Every architecture with tokens enough for what is its own, some of their numbers odd: ProbSparse attention of 15 of 17 queries, then of
    /// the 9 that distilling leaves; a U of 7 tokens, 4 and 2; five tokens to mix.
    static let architectures: [Shape] = TransformerShape.Architecture.allCases.flatMap { architecture in
        let (tokens, layers) =
            switch architecture {
            case .sparse: (17, 2)
            case .uShaped: (7, 5)
            case .full, .mixer: (5, 2)
            }
        return TransformerShape.Norm.allCases.flatMap { norm in
            TransformerShape.Activation.allCases.map { activation in
                Shape(
                    network: .small(
                        architecture, patch: 1, stride: 1, norm: norm, activation: activation, pooling: .mean, layers: layers),
                    inputs: 2, future: 3, context: tokens, horizon: 2, batch: 2, form: .conditioned)
            }
        }
    }

    /// The same where choices and rectifiers have kinks: at the first point that lies away from all of them, every seventh entry of a block.
    @Test(arguments: architectures)
    func architecturesMatchTheReference(shape: Shape) throws {
        let network = try TransformerNetwork(
            shape.network, inputs: shape.inputs, futureChannels: shape.future, context: shape.context, horizon: shape.horizon,
            levels: Self.levels, headForm: shape.form)
        var found: (ReferenceTransformer, ReferenceBatch, [Float], [Double])?
        for seed in 1...50 where found == nil {
            var random = RandomStream(seed: UInt64(seed), purpose: "gradient test")
            var parameters = network.initialParameters(seed: 3)
            for k in parameters.indices { parameters[k] += 0.2 * Float(random.normal()) }
            let data = ReferenceBatch(
                count: shape.batch, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future,
                random: &random)
            let reference = ReferenceTransformer(network: network, levels: Self.levels.values, form: shape.form)
            let outputs = data.windows.flatMap { reference.quantiles($0, parameters: parameters.map(Double.init)).flatMap { $0 } }
            // Differences move by 1e-5, and what lies behind some layers by several times that.
            if reference.kinks.distance > 3e-4 { found = (reference, data, parameters, outputs) }
        }
        let (reference, data, parameters, outputs) = try #require(found)
        let exact = parameters.map(Double.init)
        let loss = reference.loss(data.windows, parameters: exact)
        let gradient = reference.gradient(data.windows, parameters: exact, stride: 7)
        #expect(reference.kinks.distance > 1e-5)
        for instructionSet in InstructionSet.supported {
            data.expect(
                network, parameters: parameters, levels: Self.levels.values, instructionSet: instructionSet, outputs: outputs, loss: loss,
                gradient: gradient, stride: 7)
        }
    }

    /// Vector levels are one source: the same bits in forecasts and, but for products of OpenBLAS, in training.
    @Test(arguments: shapes + architectures)
    func vectorLevelsGiveTheSameForecasts(shape: Shape) throws {
        let network = try TransformerNetwork(
            shape.network, inputs: shape.inputs, futureChannels: shape.future, context: shape.context, horizon: shape.horizon,
            levels: Self.levels, headForm: shape.form)
        var random = RandomStream(seed: 6, purpose: "gradient test")
        let data = ReferenceBatch(
            count: 3, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random)
        let parameters = network.initialParameters(seed: 3)
        let all = InstructionSet.supported.filter { $0 != .scalar }.map { level in
            data.forecast(network, parameters: parameters, instructionSet: level).map(\.bitPattern)
        }
        for one in all.dropFirst() { #expect(one == all[0]) }
    }
}
