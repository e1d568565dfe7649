import Forecasting
import Tensors

/// What buffers and packed weights take, known before they are made; see `TransformerWorkspace`, `TransformerForecastWorkspace` and
/// `TransformerWeights`.
extension TransformerNetwork {
    /// Floats of the buffers for training on up to `batch` windows.
    public func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let (width, size) = (shape.width, min(batch, windowsPerPass))
        let drops = dropout > 0 || depthDropout > 0
        // What is kept of a group of windows.
        func kept(_ windows: Int) -> Int {
            stages.reduce(windows * (tokens * (embedding.inputs + width) + (last == nil ? 0 : 2 * remaining))) { sum, stage in
                sum + LayerMemory.floats(stage.layer.makeParts(windows: windows)) + (drops && stage.layer.hasMask ? windows * width : 0)
            }
        }
        return batch / size * kept(size) + (batch % size == 0 ? 0 : kept(batch % size)) + batch * remaining * width
            + (shape.pooling.hasMean ? 2 : 1) * batch * head.width + 2 * size * tokens * width
            + scratch(windows: size, kernels: kernels) + skipped(windows: size) + batch * head.trainingFloatsPerWindow
            + (products == .float32 ? 0 : trainingWords(windows: size))
    }

    /// Words of the operands of the largest product in BF16 of a training.
    func trainingWords(windows: Int) -> Int {
        maps.map { map in
            max(
                PairedAffine.scratchWords(xColumns: max(map.inputs, map.outputs), rows: windows * tokens),
                Kernels.affineGradientWords(outputs: map.outputs, inputs: map.inputs))
        }.max() ?? 0
    }

    /// Floats of the buffers for forecasts of up to `batch` windows.
    public func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        let (width, windows) = (shape.width, min(batch, windowsPerPass))
        let entrance = remaining == tokens ? 0 : windows * tokens * width
        return windows * tokens * embedding.inputs + entrance + batch * remaining * width
            + (shape.pooling.hasMean ? batch * head.width : 0) + scratch(windows: windows, kernels: kernels) + skipped(windows: windows)
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
