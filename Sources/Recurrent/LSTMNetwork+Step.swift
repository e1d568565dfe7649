import Forecasting
import Tensors

extension LSTMNetwork {
    /// Advances the recurrent state of one series by one step, all layers: the arithmetic of a stream.
    ///
    /// From the zero state, L steps give the hidden state that ``forward(_:parameters:workspace:dropout:)`` has after L rows, up to the
    /// rounding of the matrix products.
    ///
    /// - Parameters:
    ///   - input: row `[D]`.
    ///   - hidden: hidden states `[layers, C]`, updated.
    ///   - cells: cell states `[layers, C]`, updated.
    ///   - weights: the packed parameters of this network.
    ///   - scratch: room for ``stepScratch`` floats.
    func step(
        input: UnsafePointer<Float>, hidden states: UnsafeMutablePointer<Float>, cells: UnsafeMutablePointer<Float>,
        weights: LSTMStepWeights, scratch: UnsafeMutablePointer<Float>
    ) {
        let width = 4 * hidden
        let (gates, tanhCell) = (scratch, scratch + width)
        weights.parameters.withUnsafeBufferPointer { parameters in
            let parameters = parameters.baseAddress!
            weights.biases.withUnsafeBufferPointer { biases in
                var below = input
                for (index, block) in blocks.enumerated() {
                    let (state, cell) = (states + index * hidden, cells + index * hidden)
                    gates.update(from: biases.baseAddress! + index * width, count: width)
                    BLAS.gemv(
                        m: width, n: block.inputs, a: parameters + block.inputWeight, lda: block.inputs, x: below, beta: 1, y: gates)
                    BLAS.gemv(m: width, n: hidden, a: parameters + block.recurrentWeight, lda: hidden, x: state, beta: 1, y: gates)
                    weights.kernels.lstmCellForward(
                        h: state, c: cell, tanhC: tanhCell, gates: gates, cPrevious: cell, batch: 1, width: hidden)
                    below = UnsafePointer(state)
                }
            }
        }
    }

    /// Floats of the scratch of ``step(input:hidden:cells:weights:scratch:)``: gates and tanh of the cell.
    var stepScratch: Int { 5 * hidden }
}
