import Forecasting
import Tensors

extension LSTMNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows.
    public func forward(
        _ batch: WindowBatch, parameters: UnsafePointer<Float>, workspace: LSTMWorkspace, dropout source: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        let count = batch.count
        let steps = batch.steps
        precondition(count > 0 && count <= workspace.capacity && steps <= workspace.steps && batch.inputChannels == inputs)
        workspace.dropoutActive = source != nil && dropout > 0
        if workspace.dropoutActive, let source { drawMasks(workspace, count: count, source: source) }

        var below = UnsafePointer(batch.inputs.pointer)
        for (index, block) in blocks.enumerated() {
            let layer = workspace.layers[index]
            forward(layer, block: block, input: below, steps: steps, count: count, parameters: parameters, workspace: workspace)
            below = UnsafePointer(layer.states.pointer)
            if workspace.dropoutActive {
                applyMask(layer, steps: steps, count: count)
                below = UnsafePointer(layer.dropped.pointer)
            }
        }
        return head.forward(
            hidden: below + (steps - 1) * count * hidden, future: batch.future.pointer, count: count, parameters: parameters,
            workspace: workspace.head, kernels: workspace.kernels)
    }

    private func forward(
        _ layer: LSTMWorkspace.Layer, block: LayerBlocks, input: UnsafePointer<Float>, steps: Int, count: Int,
        parameters: UnsafePointer<Float>, workspace: LSTMWorkspace
    ) {
        let kernels = workspace.kernels
        let (width, stride) = (4 * hidden, count * hidden)
        let gates = layer.gates.pointer
        layer.bias.pointer.update(from: parameters + block.inputBias, count: width)
        kernels.add(layer.bias.pointer, parameters + block.recurrentBias, count: width)
        BLAS.gemm(
            transposeB: true, m: steps * count, n: width, k: block.inputs, a: input, lda: block.inputs,
            b: parameters + block.inputWeight, ldb: block.inputs, c: gates, ldc: width)
        kernels.addBias(gates, layer.bias.pointer, rows: steps * count, columns: width)

        var (previousState, previousCell) = (UnsafePointer<Float>?.none, UnsafePointer(workspace.zeroCell.pointer))
        for step in 0..<steps {
            let now = gates + step * count * width
            if let previousState {
                BLAS.gemm(
                    transposeB: true, m: count, n: width, k: hidden, a: previousState, lda: hidden,
                    b: parameters + block.recurrentWeight, ldb: hidden, beta: 1, c: now, ldc: width)
            }
            let (cell, state) = (layer.cells.pointer + step * stride, layer.states.pointer + step * stride)
            kernels.lstmCellForward(
                h: state, c: cell, tanhC: layer.tanhCells.pointer + step * stride, gates: now, cPrevious: previousCell, batch: count,
                width: hidden)
            (previousState, previousCell) = (UnsafePointer(state), UnsafePointer(cell))
        }
    }

    private func drawMasks(_ workspace: LSTMWorkspace, count: Int, source: DropoutSource) {
        let kept = 1 / (1 - dropout)
        for window in 0..<count {
            var random = source.stream(of: window)
            for layer in workspace.layers {
                let mask = layer.mask.pointer + window * hidden
                for k in 0..<hidden { mask[k] = random.uniform() < dropout ? 0 : kept }
            }
        }
    }

    private func applyMask(_ layer: LSTMWorkspace.Layer, steps: Int, count: Int) {
        let (mask, states, dropped) = (layer.mask.pointer, layer.states.pointer, layer.dropped.pointer)
        let stride = count * hidden
        for step in 0..<steps {
            let offset = step * stride
            for k in 0..<stride { dropped[offset + k] = states[offset + k] * mask[k] }
        }
    }
}
