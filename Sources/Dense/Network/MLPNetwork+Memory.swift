import Forecasting
import Tensors

/// What buffers and packed weights take, known before they are made; see `MLPWorkspace`, `MLPForecastWorkspace` and `MLPWeights`.
extension MLPNetwork {
    /// Floats of the buffers for training on up to `batch` windows: what the head sees, hidden layers, a mask, gradients, and the head.
    public func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let rows = layers.count - 1 + (dropout > 0 ? 1 : 0) + (layers.count > 1 ? 2 : 1)
        return batch * (joined + rows * hidden + head.trainingFloatsPerWindow)
    }

    /// Floats of the buffers for forecasts of up to `batch` windows.
    public func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let stride = PackedAffine.stride(columns: hidden, kernels: kernels)
        return batch * (joined + min(layers.count, 2) * stride) + head.forecastFloats(capacity: batch, kernels: kernels)
    }

    /// Floats of the packed layers and the head of forecasts; a training multiplies parameters as they are.
    public func packedFloats(training: Bool, kernels: Kernels) -> Int {
        guard !training else { return 0 }
        return layers.reduce(head.packedFloats(kernels)) {
            $0 + PackedAffine.floats(xColumns: $1.inputs, columns: hidden, kernels: kernels)
        }
    }
}
