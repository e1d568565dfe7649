import Forecasting
import Tensors

/// The parameters of an ``LSTMNetwork`` in the forms that its kernels read: packed for forward steps, and for training transposed too.
///
/// Made once per model and shared by all threads; a training repacks its own in place between two steps.
public final class LSTMWeights: @unchecked Sendable {
    /// The network.
    public let network: LSTMNetwork
    /// Precision of the weights of the recurrent layers; biases and the head are always float32.
    public let precision: WeightPrecision

    let kernels: Kernels
    /// How the recurrent weights are paired; `nil` with float32.
    let pairs: Kernels.LSTMPairs?
    /// All parameters, flat; the head reads its part. Where BF16 weights are widened, the recurrent ones are rounded here.
    private(set) var parameters: [Float]
    let layers: [Layer]
    /// The head for forecasts; training reads ``parameters``.
    let head: DirectQuantileHead.Weights?
    /// What `Kernels.LSTMSeries` reads: one pointer a layer.
    let seriesWeights: UnsafeMutablePointer<UnsafeRawPointer?>

    /// Packed matrices of one layer.
    final class Layer {
        /// For forward steps with float32 products: all weights and biases; empty where the products are of BF16 numbers.
        let forward: Matrix
        /// The same in pairs, as words; empty with float32.
        let pairs: PairWords
        /// For backward steps: recurrent weights, and the input weights of every layer but the first; empty without training.
        let recurrent: Matrix, input: Matrix

        init(forward: consuming Matrix, pairs: consuming PairWords, recurrent: consuming Matrix, input: consuming Matrix) {
            self.forward = forward
            self.pairs = pairs
            self.recurrent = recurrent
            self.input = input
        }
    }

    /// Packs parameters.
    /// - Parameters:
    ///   - network: the network.
    ///   - parameters: as many as its layout has.
    ///   - precision: precision of the recurrent weights.
    ///   - training: whether backward passes will be made.
    ///   - kernels: kernels that will read them.
    public init(
        _ network: LSTMNetwork, parameters: [Float], precision: WeightPrecision = .float32, training: Bool = false, kernels: Kernels
    ) {
        precondition(parameters.count == network.layout.count, "\(network.layout.count) parameters needed, found \(parameters.count)")
        precondition(!training || precision == .float32, "training is always float32")
        (self.network, self.precision, self.kernels, self.parameters) = (network, precision, kernels, parameters)
        let pairs = precision == .bfloat16 ? kernels.pairs : nil
        self.pairs = pairs
        let width = network.hidden
        layers = network.blocks.enumerated().map { index, block in
            let inputRows = training && index > 0 ? kernels.transposedFloats(width: width, columns: block.inputs) : 0
            return Layer(
                forward: Matrix(rows: 1, columns: pairs == .bf16 ? 0 : kernels.packedFloats(inputs: block.inputs, width: width)),
                pairs: PairWords(count: pairs == nil ? 0 : kernels.packedWords(inputs: block.inputs, width: width)),
                recurrent: Matrix(rows: 1, columns: training ? kernels.transposedFloats(width: width, columns: width) : 0),
                input: Matrix(rows: 1, columns: inputRows))
        }
        seriesWeights = .allocate(capacity: network.layers)
        for (index, layer) in layers.enumerated() {
            (seriesWeights + index).initialize(
                to: pairs == nil ? UnsafeRawPointer(layer.forward.pointer) : UnsafeRawPointer(layer.pairs.pointer))
        }
        head =
            training
            ? nil : parameters.withUnsafeBufferPointer { network.head.makeWeights($0.baseAddress!, kernels: kernels) }
        pack()
    }

    deinit { seriesWeights.deallocate() }

    /// Replaces all parameters. Nobody may read the weights meanwhile.
    public func update(_ parameters: UnsafePointer<Float>) {
        self.parameters.withUnsafeMutableBufferPointer { $0.baseAddress!.update(from: parameters, count: $0.count) }
        pack()
    }

    private func pack() {
        let width = network.hidden
        parameters.withUnsafeMutableBufferPointer { parameters in
            let base = parameters.baseAddress!
            for (index, block) in network.blocks.enumerated() {
                let parts = Kernels.LSTMParameters(
                    inputWeight: base + block.inputWeight, recurrentWeight: base + block.recurrentWeight,
                    inputBias: base + block.inputBias, recurrentBias: base + block.recurrentBias, inputs: block.inputs, width: width)
                let layer = layers[index]
                if let pairs { kernels.packPairs(parts, pairs, into: layer.pairs.pointer) }
                if pairs == .widened {
                    // Batches read the rounded weights as floats: the same function.
                    kernels.roundPairs(base + block.inputWeight, rows: 4 * width, columns: block.inputs, .widened)
                    kernels.roundPairs(base + block.recurrentWeight, rows: 4 * width, columns: width, .widened)
                }
                if pairs != .bf16 { kernels.pack(parts, into: layer.forward.pointer) }
                guard layer.recurrent.count > 0 else { continue }
                kernels.packTransposed(base + block.recurrentWeight, width: width, columns: width, into: layer.recurrent.pointer)
                guard index > 0 else { continue }
                kernels.packTransposed(base + block.inputWeight, width: width, columns: block.inputs, into: layer.input.pointer)
            }
        }
    }

    /// Buffers of the head for forecasts.
    func makeHeadWorkspace(capacity: Int) -> DirectQuantileHead.ForecastWorkspace {
        network.head.makeForecastWorkspace(forecastHead, capacity: capacity)
    }

    /// The head for forecasts.
    /// - Precondition: the weights are not those of a training.
    var forecastHead: DirectQuantileHead.Weights {
        guard let head else { preconditionFailure("weights of a training have no head for forecasts") }
        return head
    }

    /// Calls `body` with all parameters.
    func withParameters<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
        parameters.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
