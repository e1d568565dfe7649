import Forecasting
import Tensors

/// What buffers and packed weights take, known before they are made; see `TransformerWorkspace`, `TransformerForecastWorkspace` and
/// `TransformerWeights`.
extension TransformerNetwork {
    /// Floats of the buffers for training on up to `batch` windows.
    public func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let (width, rows) = (shape.width, batch * tokens)
        let kept = stages.reduce(0) { $0 + LayerMemory.floats($1.layer.makeParts(windows: batch)) }
        let masks = dropout > 0 || depthDropout > 0 ? stages.count { $0.layer.hasMask } * batch * width : 0
        let normed = last == nil ? 0 : rows * (width + 2)
        let pooled = (shape.pooling == .mean ? 1 : 0) + (shape.pooling == .flatten ? 0 : 1)
        return rows * (embedding.inputs + 3 * width) + kept + skipped(windows: batch) + masks + normed + pooled * batch * width
            + scratch(windows: batch, kernels: kernels) + batch * head.trainingFloatsPerWindow
    }

    /// Floats of the buffers for forecasts of up to `batch` windows.
    public func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let (width, windows) = (shape.width, min(batch, windowsPerPass))
        let entrance = remaining == tokens ? 0 : windows * tokens * width
        return windows * tokens * embedding.inputs + entrance + batch * remaining * width
            + (shape.pooling == .mean ? batch * width : 0) + scratch(windows: windows, kernels: kernels) + skipped(windows: windows)
            + head.forecastFloats(capacity: batch, kernels: kernels)
    }

    /// Floats of the packed maps, for a training of their transposes too, for forecasts of the head too.
    public func packedFloats(training: Bool, kernels: Kernels) -> Int {
        let forward = maps.reduce(0) { $0 + PackedAffine.floats(xColumns: $1.inputs, columns: $1.outputs, kernels: kernels) }
        guard training else { return forward + head.packedFloats(kernels) }
        return maps.reduce(forward) { $0 + PackedAffine.floats(xColumns: $1.outputs, columns: $1.inputs, kernels: kernels) }
    }

    /// Floats of the results of layers that later ones add to their own.
    private func skipped(windows: Int) -> Int {
        Set(stages.compactMap(\.skip)).reduce(0) { $0 + LayerMemory.floats([windows * stages[$1].layer.tokensOut * shape.width]) }
    }
}
