internal import CKernels

extension Kernels {
    /// One step of an LSTM cell after the matrix products, in one pass.
    ///
    /// `c = f ⊙ c_previous + i ⊙ g`, `h = o ⊙ tanh(c)`.
    /// - Parameters:
    ///   - h: output of the cell, shape `[batch, width]`, written.
    ///   - c: state of the cell, shape `[batch, width]`, written; may be `cPrevious`.
    ///   - tanhC: `tanh(c)`, shape `[batch, width]`, written for the backward pass.
    ///   - gates: shape `[batch, 4·width]`, in PyTorch's order input, forget, candidate, output; pre-activations are replaced by
    ///     `sigmoid(i)`, `sigmoid(f)`, `tanh(g)`, `sigmoid(o)`.
    ///   - cPrevious: state before this step, shape `[batch, width]`.
    public func lstmCellForward(
        h: UnsafeMutablePointer<Float>, c: UnsafeMutablePointer<Float>, tanhC: UnsafeMutablePointer<Float>,
        gates: UnsafeMutablePointer<Float>, cPrevious: UnsafePointer<Float>, batch: Int, width: Int
    ) {
        table.pointee.lstm_cell_forward(h, c, tanhC, gates, cPrevious, batch, width)
    }

    /// The gradient of one step of an LSTM cell.
    ///
    /// - Parameters:
    ///   - dGates: gradient of the pre-activations, shape `[batch, 4·width]`, written; may be `gates`.
    ///   - dC: in: gradient of `c` that comes from the step after; out: gradient of `cPrevious`. Shape `[batch, width]`.
    ///   - dH: whole gradient of `h`, from the layer above and from the step after, shape `[batch, width]`.
    ///   - gates: activated gates as ``lstmCellForward(h:c:tanhC:gates:cPrevious:batch:width:)`` left them.
    ///   - tanhC: as the forward pass left it.
    ///   - cPrevious: state before the step, shape `[batch, width]`.
    public func lstmCellBackward(
        dGates: UnsafeMutablePointer<Float>, dC: UnsafeMutablePointer<Float>, dH: UnsafePointer<Float>,
        gates: UnsafePointer<Float>, tanhC: UnsafePointer<Float>, cPrevious: UnsafePointer<Float>, batch: Int, width: Int
    ) {
        table.pointee.lstm_cell_backward(dGates, dC, dH, gates, tanhC, cPrevious, batch, width)
    }
}
