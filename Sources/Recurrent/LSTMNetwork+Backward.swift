import Forecasting
import Tensors

extension LSTMNetwork {
    /// Backpropagation through time: adds the gradient of the loss to `gradients`.
    ///
    /// All layers go back through time together; then every layer's weight gradients are one product each over all steps and windows.
    public func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: LSTMWeights,
        gradients: UnsafeMutablePointer<Float>, workspace: LSTMWorkspace
    ) {
        let (count, steps, kernels) = (batch.count, batch.steps, workspace.kernels)
        let block = count * kernels.paddedWidth(hidden)
        weights.withParameters { parameters in
            head.backward(
                stateGradient: workspace.headGradient.pointer, outputGradient: outputGradient,
                hidden: output(of: layers - 1, step: steps - 1, count: count, workspace), stride: kernels.paddedWidth(hidden),
                future: batch.future.pointer, count: count, parameters: parameters, gradients: gradients, workspace: workspace.head,
                kernels: kernels)
        }
        startAtHead(workspace, count: count)

        for step in stride(from: steps - 1, through: 0, by: -1) {
            for index in stride(from: layers - 1, through: 0, by: -1) {
                let layer = workspace.layers[index]
                let (isTop, isLast) = (index == layers - 1, step == steps - 1)
                kernels.gradientStep(
                    Kernels.LSTMGradientStep(
                        rows: count, width: hidden,
                        above: isTop ? nil : UnsafePointer(workspace.layers[index + 1].gates.pointer + step * 4 * block),
                        packedAbove: isTop ? nil : UnsafePointer(weights.layers[index + 1].input.pointer),
                        mask: workspace.dropoutActive ? UnsafePointer(layer.mask.pointer) : nil,
                        next: isLast ? nil : UnsafePointer(layer.gates.pointer + (step + 1) * 4 * block),
                        packedRecurrent: weights.layers[index].recurrent.pointer, dh: workspace.stateGradient.pointer,
                        adds: isTop && isLast,
                        gates: layer.gates.pointer + step * 4 * block, cPrevious: layer.cells.pointer + step * block,
                        tanhC: layer.tanhCells.pointer + step * block, dc: layer.cellGradient.pointer))
            }
        }
        for index in 0..<layers { addWeightGradients(of: index, batch, gradients: gradients, workspace: workspace) }
    }

    /// Only the last hidden state of the top layer feeds the head.
    private func startAtHead(_ workspace: LSTMWorkspace, count: Int) {
        let (padded, wide) = (workspace.kernels.paddedWidth(hidden), workspace.kernels.gradientWidth(hidden))
        let (from, to) = (workspace.headGradient.pointer, workspace.stateGradient.pointer)
        to.update(repeating: 0, count: count * wide)
        let mask = workspace.layers[layers - 1].mask.pointer
        for window in 0..<count {
            for unit in 0..<hidden {
                let gradient = from[window * hidden + unit]
                to[window * wide + unit] = workspace.dropoutActive ? gradient * mask[window * padded + unit] : gradient
            }
        }
        for layer in workspace.layers { layer.cellGradient.pointer.update(repeating: 0, count: count * padded) }
    }

    private func addWeightGradients(
        of index: Int, _ batch: WindowBatch, gradients: UnsafeMutablePointer<Float>, workspace: LSTMWorkspace
    ) {
        let (count, steps, kernels) = (batch.count, batch.steps, workspace.kernels)
        let (layer, block) = (workspace.layers[index], blocks[index])
        let (padded, rows) = (kernels.paddedWidth(hidden), steps * count)
        let (gates, packed, biases) = (layer.gates.pointer, workspace.weightGradient.pointer, workspace.biasGradient.pointer)

        kernels.weightGradient(
            packed, sums: biases, gates: gates, x: layer.states.pointer, rows: rows, width: hidden, columns: hidden, xStride: padded)
        kernels.addUnpacked(gradients + block.recurrentWeight, packed, width: hidden, columns: hidden)
        kernels.addUnpacked(gradients + block.inputBias, biases, width: hidden, columns: 1)
        kernels.addUnpacked(gradients + block.recurrentBias, biases, width: hidden, columns: 1)

        let input = index == 0 ? UnsafePointer(batch.inputs.pointer) : output(of: index - 1, step: 0, count: count, workspace)
        kernels.weightGradient(
            packed, sums: nil, gates: gates, x: input, rows: rows, width: hidden, columns: block.inputs,
            xStride: index == 0 ? inputs : padded)
        kernels.addUnpacked(gradients + block.inputWeight, packed, width: hidden, columns: block.inputs)
    }
}
