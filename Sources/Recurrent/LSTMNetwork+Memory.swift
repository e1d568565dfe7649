import Forecasting
import Tensors

/// What buffers and packed weights take, known before they are made; see `LSTMWorkspace`, `LSTMForecastWorkspace` and `LSTMWeights`.
extension LSTMNetwork {
    /// Floats of the buffers for training on up to `batch` windows of up to `steps` steps: gates, cells, states, their tanh, what dropout
    /// leaves of them, gradients, and the head.
    public func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let padded = kernels.paddedWidth(hidden)
        let ofLayer = batch * padded * (7 * steps + 3 + (dropout > 0 ? steps + 1 : 0))
        let gradients = batch * (kernels.gradientWidth(hidden) + hidden) + 4 * padded * (max(inputs, padded) + 1)
        return layers * ofLayer + gradients + batch * head.trainingFloatsPerWindow
    }

    /// Floats of the buffers for forecasts of up to `batch` windows of up to `steps` steps.
    public func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let padded = kernels.paddedWidth(hidden)
        let single = kernels.seriesFloats(layers: layers, steps: steps, inputs: inputs, width: hidden)
        return 3 * layers * batch * padded + max(single, batch * 4 * kernels.lanes, 4 * padded)
            + head.forecastFloats(capacity: batch, kernels: kernels)
    }

    /// Floats of the packed layers, for a training of their transposes too, for forecasts of the head too.
    public func packedFloats(training: Bool, kernels: Kernels) -> Int {
        let forward = blocks.reduce(0) { $0 + kernels.packedFloats(inputs: $1.inputs, width: hidden) }
        guard training else { return forward + head.packedFloats(kernels) }
        return blocks.enumerated().reduce(forward) { sum, block in
            let inputs = block.offset > 0 ? kernels.transposedFloats(width: hidden, columns: block.element.inputs) : 0
            return sum + kernels.transposedFloats(width: hidden, columns: hidden) + inputs
        }
    }
}
