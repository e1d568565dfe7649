import Forecasting
import Tensors

/// A plain network that carries its state from one value to the next: what one step of a stream costs.
public final class PlainStream {
    private let weights: LSTMWeights
    private let states: Matrix, cells: Matrix, scratch: Matrix, row: Matrix, future: Matrix
    private let head: DirectQuantileHead.ForecastWorkspace
    private let top: Int

    /// Packs the parameters of a network with one input channel and a linear head; starts from a state of zeros.
    public init(_ network: LSTMNetwork, parameters: [Float], compute: Compute) {
        precondition(network.inputs == 1 && network.head.futureChannels == 0)
        weights = network.makeWeights(parameters, compute: compute)
        let padded = weights.kernels.paddedWidth(network.hidden)
        states = Matrix(rows: network.layers, columns: padded)
        cells = Matrix(rows: network.layers, columns: padded)
        scratch = Matrix(rows: 1, columns: network.advanceScratch(steps: 1, kernels: weights.kernels))
        row = Matrix(rows: 1, columns: 1)
        future = Matrix(rows: 1, columns: 1)
        head = weights.makeHeadWorkspace(capacity: 1)
        top = (network.layers - 1) * padded
    }

    /// Takes one value and answers with quantiles `[H, Q]`, which stay valid until the next value. Allocates nothing.
    public func observe(_ value: Float) -> UnsafePointer<Float> {
        row.pointer.pointee = value
        // A constant for the network would be a copy of it: retains and releases that cost as much as a layer.
        weights.network.advance(
            steps: 1, inputs: row.pointer, states: states.pointer, cells: cells.pointer, weights: weights, scratch: scratch.pointer)
        return UnsafePointer(
            weights.network.head.forecast(
                hidden: states.pointer + top, stride: states.columns, future: future.pointer, count: 1, weights: weights.forecastHead,
                workspace: head))
    }
}
