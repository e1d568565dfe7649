import Forecasting
import Tensors

/// Buffers of one forward and backward pass of an ``LSTMNetwork``, allocated once and used for every batch up to their capacity.
///
/// T is the largest number of steps, B the capacity, Cp the hidden width in whole vectors; the kernels' order of gates.
public final class LSTMWorkspace {
    /// Buffers of one layer, time-major.
    final class Layer {
        /// Activated gates, then their gradients: `[T, B, 4Cp]`.
        let gates: Matrix
        /// Cell and hidden states, those before the first step first: `[T + 1, B, Cp]`. Tanh of the cell states `[T, B, Cp]`.
        let cells: Matrix, states: Matrix, tanhCells: Matrix
        /// Hidden states after dropout `[T, B, Cp]`; empty without dropout.
        let dropped: Matrix
        /// Dropout mask `[B, Cp]`, entries 0 or 1/(1−p); 0 beyond C.
        let mask: Matrix
        /// Gradient of the cell state, running backwards `[B, Cp]`.
        let cellGradient: Matrix

        init(steps: Int, capacity: Int, padded: Int, dropout: Bool) {
            let rows = steps * capacity
            gates = Matrix(rows: rows, columns: 4 * padded)
            cells = Matrix(rows: rows + capacity, columns: padded)
            states = Matrix(rows: rows + capacity, columns: padded)
            tanhCells = Matrix(rows: rows, columns: padded)
            dropped = Matrix(rows: dropout ? rows : 0, columns: padded)
            mask = Matrix(rows: dropout ? capacity : 0, columns: padded)
            cellGradient = Matrix(rows: capacity, columns: padded)
        }
    }

    let layers: [Layer]
    /// Gradient of the hidden states of one step `[B, gradientWidth]`.
    let stateGradient: Matrix
    /// Gradient of the last hidden states as the head gives it `[B, C]`.
    let headGradient: Matrix
    /// Gradient of the weights of one layer in packed order of gates, `[4Cp, max(D, Cp)]`, and of its biases `[4Cp]`.
    let weightGradient: Matrix, biasGradient: Matrix
    let head: DirectQuantileHead.Workspace
    let kernels: Kernels
    let capacity: Int, steps: Int
    /// Whether the last forward pass used dropout.
    var dropoutActive = false

    init(network: LSTMNetwork, capacity: Int, steps: Int, kernels: Kernels) {
        (self.capacity, self.steps, self.kernels) = (capacity, steps, kernels)
        let padded = kernels.paddedWidth(network.hidden)
        layers = (0..<network.layers).map { _ in
            Layer(steps: steps, capacity: capacity, padded: padded, dropout: network.dropout > 0)
        }
        stateGradient = Matrix(rows: capacity, columns: kernels.gradientWidth(network.hidden))
        headGradient = Matrix(rows: capacity, columns: network.hidden)
        weightGradient = Matrix(rows: 4 * padded, columns: max(network.inputs, padded))
        biasGradient = Matrix(rows: 1, columns: 4 * padded)
        head = network.head.makeWorkspace(capacity: capacity)
    }
}
