import Forecasting
import Tensors

extension LSTMNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows, keeping what ``backward(_:outputGradient:weights:gradients:workspace:)`` needs.
    public func forward(
        _ batch: WindowBatch, weights: LSTMWeights, workspace: LSTMWorkspace, dropout source: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        let (count, steps, kernels) = (batch.count, batch.steps, workspace.kernels)
        precondition(
            count > 0 && count <= workspace.capacity && steps <= workspace.steps && batch.inputChannels == inputs,
            "a batch of \(count) × \(steps) rows of \(batch.inputChannels) channels does not fit")
        let padded = kernels.paddedWidth(hidden)
        let block = count * padded
        workspace.dropoutActive = source != nil && dropout > 0
        if workspace.dropoutActive, let source { drawMasks(workspace, count: count, source: source) }
        for layer in workspace.layers {
            layer.states.pointer.update(repeating: 0, count: block)
            layer.cells.pointer.update(repeating: 0, count: block)
        }

        for step in 0..<steps {
            var (x, xStride) = (UnsafePointer(batch.inputs.pointer + step * count * inputs), inputs)
            for (index, layer) in workspace.layers.enumerated() {
                let (states, cells) = (layer.states.pointer + step * block, layer.cells.pointer + step * block)
                kernels.trainingStep(
                    Kernels.LSTMStep(
                        rows: count, inputs: blocks[index].inputs, width: hidden, packed: weights.layers[index].forward.pointer, x: x,
                        xStride: xStride, hPrevious: states, h: states + block, c: cells + block,
                        gates: layer.gates.pointer + step * 4 * block, cPrevious: cells, tanhC: layer.tanhCells.pointer + step * block))
                (x, xStride) = (UnsafePointer(states + block), padded)
                if workspace.dropoutActive {
                    let dropped = layer.dropped.pointer + step * block
                    kernels.multiply(dropped, states + block, layer.mask.pointer, count: block)
                    x = UnsafePointer(dropped)
                }
            }
        }
        return weights.withParameters { parameters in
            head.forward(
                hidden: output(of: layers - 1, step: steps - 1, count: count, workspace), stride: padded, future: batch.future.pointer,
                count: count, parameters: parameters, workspace: workspace.head, kernels: kernels)
        }
    }

    /// Hidden states of a layer after a step as the next layer sees them, `[B, Cp]`; rows of later steps follow.
    func output(of layer: Int, step: Int, count: Int, _ workspace: LSTMWorkspace) -> UnsafePointer<Float> {
        let (layer, block) = (workspace.layers[layer], count * workspace.kernels.paddedWidth(hidden))
        return UnsafePointer(workspace.dropoutActive ? layer.dropped.pointer + step * block : layer.states.pointer + (step + 1) * block)
    }

    private func drawMasks(_ workspace: LSTMWorkspace, count: Int, source: DropoutSource) {
        let kept = 1 / (1 - dropout)
        let padded = workspace.kernels.paddedWidth(hidden)
        for window in 0..<count {
            var random = source.stream(of: window)
            for layer in workspace.layers {
                let mask = layer.mask.pointer + window * padded
                for k in 0..<hidden { mask[k] = random.uniform() < dropout ? 0 : kept }
            }
        }
    }
}
