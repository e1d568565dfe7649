import Forecasting
import Tensors

/// The parameters of a ``TransformerNetwork`` as its products read them.
///
/// Made once per model and shared by all threads; a training repacks its own in place between two steps.
public final class TransformerWeights: @unchecked Sendable {
    /// All parameters, flat.
    private(set) var parameters: [Float]
    /// Packed maps in the order of their indices, and for a training their transposes.
    let maps: [PackedAffine], transposed: [PackedAffine]
    /// The same with BF16 weights; empty with float32.
    let paired: [PairedAffine], pairedTransposed: [PairedAffine]
    /// The head for forecasts; training reads ``parameters``.
    let head: DirectQuantileHead.Weights?
    let kernels: Kernels

    private let layers: [LinearMap]

    init(
        _ network: TransformerNetwork, parameters: [Float], precision: WeightPrecision = .float32, training: Bool = false, kernels: Kernels
    ) {
        precondition(parameters.count == network.layout.count, "\(network.layout.count) parameters needed, found \(parameters.count)")
        (self.parameters, self.kernels, layers) = (parameters, kernels, network.maps)
        let isPaired = precision == .bfloat16
        paired =
            training || !isPaired
            ? (isPaired ? network.maps.map { PairedAffine(xColumns: $0.inputs, columns: $0.outputs, kernels: kernels) } : [])
            : parameters.withUnsafeBufferPointer { parameters in
                network.maps.map { map in
                    PairedAffine(
                        parameters.baseAddress! + map.weight, bias: parameters.baseAddress! + map.bias, xColumns: map.inputs,
                        columns: map.outputs, kernels: kernels)
                }
            }
        maps = isPaired ? [] : network.maps.map { PackedAffine(xColumns: $0.inputs, columns: $0.outputs, kernels: kernels) }
        transposed =
            training && !isPaired ? network.maps.map { PackedAffine(xColumns: $0.outputs, columns: $0.inputs, kernels: kernels) } : []
        pairedTransposed =
            training && isPaired ? network.maps.map { PairedAffine(xColumns: $0.outputs, columns: $0.inputs, kernels: kernels) } : []
        head =
            training
            ? nil
            : parameters.withUnsafeBufferPointer {
                network.head.makeWeights($0.baseAddress!, precision: precision, kernels: kernels)
            }
        pack()
    }

    /// Replaces all parameters. Nobody may read the weights meanwhile.
    func update(_ parameters: UnsafePointer<Float>) {
        self.parameters.withUnsafeMutableBufferPointer { $0.baseAddress!.update(from: parameters, count: $0.count) }
        pack()
    }

    private func pack() {
        withParameters { parameters in
            for layer in layers {
                let (weight, bias) = (parameters + layer.weight, parameters + layer.bias)
                if !maps.isEmpty { maps[layer.index].pack(weight, bias: bias) }
                if !transposed.isEmpty { transposed[layer.index].pack(transposed: weight) }
                // Those of a forecast are packed once and for all.
                guard !pairedTransposed.isEmpty else { continue }
                paired[layer.index].pack(weight, bias: bias)
                pairedTransposed[layer.index].pack(transposed: weight)
            }
        }
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
