import Forecasting
import Tensors

/// Buffers of one forward and backward pass of an ``LSTMNetwork``, allocated once and used for every batch up to their capacity.
public final class LSTMWorkspace {
    /// Buffers of one layer; all `[L, B, ·]`, time-major.
    final class Layer {
        /// Gate pre-activations, then activations, then their gradients: `[L, B, 4C]`.
        var gates: Matrix
        /// Cell states, their tanh, hidden states: `[L, B, C]`.
        var cells: Matrix, tanhCells: Matrix, states: Matrix
        /// Hidden states after dropout; empty without dropout.
        var dropped: Matrix
        /// Gradient of the hidden states: `[L, B, C]`.
        var stateGradient: Matrix
        /// Dropout mask `[B, C]`, entries 0 or 1/(1−p).
        var mask: Matrix
        /// Sum of the two biases `[4C]`.
        var bias: Matrix

        init(steps: Int, capacity: Int, hidden: Int, dropout: Bool) {
            let rows = steps * capacity
            gates = Matrix(rows: rows, columns: 4 * hidden)
            cells = Matrix(rows: rows, columns: hidden)
            tanhCells = Matrix(rows: rows, columns: hidden)
            states = Matrix(rows: rows, columns: hidden)
            stateGradient = Matrix(rows: rows, columns: hidden)
            dropped = Matrix(rows: dropout ? rows : 1, columns: hidden)
            mask = Matrix(rows: dropout ? capacity : 1, columns: hidden)
            bias = Matrix(rows: 1, columns: 4 * hidden)
        }
    }

    let layers: [Layer]
    /// Initial cell state, and the gradient of the cell state that runs backwards: `[B, C]`.
    var zeroCell: Matrix, cellGradient: Matrix
    let head: DirectQuantileHead.Workspace
    let kernels: Kernels
    let capacity: Int, steps: Int
    /// Whether the last forward pass used dropout.
    var dropoutActive = false

    init(network: LSTMNetwork, capacity: Int, steps: Int, kernels: Kernels) {
        (self.capacity, self.steps) = (capacity, steps)
        self.kernels = kernels
        layers = (0..<network.layers).map { _ in
            Layer(steps: steps, capacity: capacity, hidden: network.hidden, dropout: network.dropout > 0)
        }
        zeroCell = Matrix(rows: capacity, columns: network.hidden)
        cellGradient = Matrix(rows: capacity, columns: network.hidden)
        head = network.head.makeWorkspace(capacity: capacity)
    }
}
