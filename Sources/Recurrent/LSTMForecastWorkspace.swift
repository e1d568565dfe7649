import Forecasting
import Tensors

/// Buffers of forecasts with an ``LSTMNetwork``: states of one step only, whatever the length of the context.
public final class LSTMForecastWorkspace {
    let capacity: Int, steps: Int
    /// States of every layer, `[layers, 2, B, Cp]`: even and odd steps take turns. Of a batch with products of BF16 numbers the state
    /// of one layer, `[B, Cp]`.
    let states: Matrix
    /// With products of BF16 numbers: states of every layer, `[layers, 2, B, Cp / 2]`, and the inputs of one step, `[B, (D + 1) / 2]`.
    let pairedStates: PairWords, pairedInputs: PairWords
    /// Cell states `[layers, B, Cp]`.
    let cells: Matrix
    /// Gates of the batch, or work space of a single series.
    let scratch: Matrix
    let head: DirectQuantileHead.ForecastWorkspace

    init(weights: LSTMWeights, capacity: Int, steps: Int) {
        let (network, kernels) = (weights.network, weights.kernels)
        let padded = kernels.paddedWidth(network.hidden)
        (self.capacity, self.steps) = (capacity, steps)
        states = Matrix(rows: network.layers * 2 * capacity, columns: padded)
        cells = Matrix(rows: network.layers * capacity, columns: padded)
        let single = kernels.seriesFloats(layers: network.layers, steps: steps, inputs: network.inputs, width: network.hidden)
        scratch = Matrix(rows: 1, columns: max(single, capacity * 4 * kernels.lanes, 4 * padded))
        let rows = weights.pairs == .bf16 ? capacity : 0
        pairedStates = PairWords(count: network.layers * 2 * rows * kernels.pairWidth(network.hidden))
        pairedInputs = PairWords(count: rows * ((network.inputs + 1) / 2))
        head = weights.makeHeadWorkspace(capacity: capacity)
    }
}
