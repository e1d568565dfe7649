import Forecasting
import Tensors

/// Buffers of one forward and backward pass of a ``MLPNetwork``, allocated once and used for every batch up to their capacity.
public final class MLPWorkspace {
    let capacity: Int
    /// What the head sees `[B, C + D]`: the last hidden layer, then the inputs.
    let joined: Matrix
    /// The hidden layers before the last one `[B, C]`, the dropout mask of the first layer.
    let layers: [MatrixBox]
    let mask: Matrix
    /// Gradients of a hidden layer, by turns.
    let gradient: Matrix, otherGradient: Matrix
    let head: DirectQuantileHead.Workspace
    /// Windows of the last forward pass, and whether it left out units.
    var count = 0, dropsUnits = false

    /// A matrix that can be kept in an array.
    final class MatrixBox {
        let matrix: Matrix

        init(rows: Int, columns: Int) { matrix = Matrix(rows: rows, columns: columns) }
    }

    init(_ network: MLPNetwork, capacity: Int) {
        self.capacity = capacity
        joined = Matrix(rows: capacity, columns: network.joined)
        layers = network.layers.dropLast().map { _ in MatrixBox(rows: capacity, columns: network.hidden) }
        mask = Matrix(rows: network.dropout > 0 ? capacity : 0, columns: network.hidden)
        gradient = Matrix(rows: capacity, columns: network.hidden)
        otherGradient = Matrix(rows: network.layers.count > 1 ? capacity : 0, columns: network.hidden)
        head = network.head.makeWorkspace(capacity: capacity)
    }
}
