import Forecasting
import Tensors

/// The parameters of a ``MLPNetwork`` as its products read them.
///
/// Made once per model and shared by all threads; a training replaces its own between two steps and multiplies them as they are.
public final class MLPWeights: @unchecked Sendable {
    /// All parameters, flat; none where they only forecast.
    private var parameters: [Float]
    /// The packed hidden layers and the head of a forecast.
    let layers: [AffineMap]
    private let head: DirectQuantileHead.Weights?
    let kernels: Kernels

    init(_ network: MLPNetwork, parameters: [Float], precision: WeightPrecision, kernels: Kernels) {
        precondition(parameters.count == network.layout.count, "\(network.layout.count) parameters needed, found \(parameters.count)")
        (self.parameters, self.kernels) = ([], kernels)
        (layers, head) = parameters.withUnsafeBufferPointer { all in
            let first = all.baseAddress!
            let layers = network.layers.map {
                AffineMap(
                    first + $0.weight, bias: first + $0.bias, xColumns: $0.inputs, columns: network.hidden, precision: precision,
                    kernels: kernels)
            }
            return (layers, network.head.makeWeights(first, precision: precision, kernels: kernels))
        }
    }

    init(training network: MLPNetwork, parameters: [Float], kernels: Kernels) {
        precondition(parameters.count == network.layout.count, "\(network.layout.count) parameters needed, found \(parameters.count)")
        (self.parameters, self.kernels, layers, head) = (parameters, kernels, [], nil)
    }

    /// Replaces all parameters. Nobody may read the weights meanwhile.
    func update(_ parameters: UnsafePointer<Float>) {
        self.parameters.withUnsafeMutableBufferPointer { $0.baseAddress!.update(from: parameters, count: $0.count) }
    }

    /// The head for forecasts.
    /// - Precondition: the weights are not those of a training.
    var forecastHead: DirectQuantileHead.Weights {
        guard let head else { preconditionFailure("weights of a training have no head for forecasts") }
        return head
    }

    /// Calls `body` with all parameters of a training.
    func withParameters<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
        precondition(head == nil, "weights of a forecast are packed")
        return parameters.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
