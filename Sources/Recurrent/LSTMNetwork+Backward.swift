import Forecasting
import Tensors

extension LSTMNetwork {
    /// Backpropagation through time: adds the gradient of the loss to `gradients`.
    public func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, parameters: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>, workspace: LSTMWorkspace
    ) {
        let (steps, count) = (batch.steps, batch.count)
        let last = (steps - 1) * count * hidden
        let top = workspace.layers[layers - 1]
        // Only the last hidden state of the top layer feeds the head.
        top.stateGradient.pointer.update(repeating: 0, count: last)
        head.backward(
            stateGradient: top.stateGradient.pointer + last, outputGradient: outputGradient, hidden: output(of: top, workspace) + last,
            future: batch.future.pointer, count: count, parameters: parameters, gradients: gradients, workspace: workspace.head,
            kernels: workspace.kernels)

        for index in stride(from: layers - 1, through: 0, by: -1) {
            let layer = workspace.layers[index]
            if workspace.dropoutActive { maskGradient(layer, steps: steps, count: count, onlyLast: index == layers - 1) }
            let input = index == 0 ? UnsafePointer(batch.inputs.pointer) : output(of: workspace.layers[index - 1], workspace)
            backward(
                layer, block: blocks[index], input: input, steps: steps, count: count, parameters: parameters, gradients: gradients,
                inputGradient: index == 0 ? nil : workspace.layers[index - 1].stateGradient.pointer, workspace: workspace)
        }
    }

    private func backward(
        _ layer: LSTMWorkspace.Layer, block: LayerBlocks, input: UnsafePointer<Float>, steps: Int, count: Int,
        parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
        workspace: LSTMWorkspace
    ) {
        let kernels = workspace.kernels
        let (width, rowStride) = (4 * hidden, count * hidden)
        let (gates, cells, states) = (layer.gates.pointer, layer.cells.pointer, layer.states.pointer)
        let cellGradient = workspace.cellGradient.pointer
        cellGradient.update(repeating: 0, count: rowStride)

        for step in stride(from: steps - 1, through: 0, by: -1) {
            let now = gates + step * count * width
            let stateGradient = layer.stateGradient.pointer + step * rowStride
            if step < steps - 1 {
                BLAS.gemm(
                    m: count, n: hidden, k: width, a: now + count * width, lda: width, b: parameters + block.recurrentWeight,
                    ldb: hidden, beta: 1, c: stateGradient, ldc: hidden)
            }
            // The gates are overwritten by their gradients: activations of this step are not needed again.
            kernels.lstmCellBackward(
                dGates: now, dC: cellGradient, dH: stateGradient, gates: now, tanhC: layer.tanhCells.pointer + step * rowStride,
                cPrevious: step == 0 ? UnsafePointer(workspace.zeroCell.pointer) : UnsafePointer(cells + (step - 1) * rowStride),
                batch: count, width: hidden)
        }

        let rows = steps * count
        BLAS.gemm(
            transposeA: true, m: width, n: block.inputs, k: rows, a: gates, lda: width, b: input, ldb: block.inputs, beta: 1,
            c: gradients + block.inputWeight, ldc: block.inputs)
        if steps > 1 {
            // Step t meets the state of step t − 1: gate gradients shifted by one step against the states.
            BLAS.gemm(
                transposeA: true, m: width, n: hidden, k: rows - count, a: gates + count * width, lda: width, b: states, ldb: hidden,
                beta: 1, c: gradients + block.recurrentWeight, ldc: hidden)
        }
        kernels.columnSums(gradients + block.inputBias, gates, rows: rows, columns: width)
        kernels.columnSums(gradients + block.recurrentBias, gates, rows: rows, columns: width)
        if let inputGradient {
            BLAS.gemm(
                m: rows, n: block.inputs, k: width, a: gates, lda: width, b: parameters + block.inputWeight, ldb: block.inputs,
                c: inputGradient, ldc: block.inputs)
        }
    }

    /// What the layer above, or the head, saw of a layer.
    private func output(of layer: LSTMWorkspace.Layer, _ workspace: LSTMWorkspace) -> UnsafePointer<Float> {
        UnsafePointer(workspace.dropoutActive ? layer.dropped.pointer : layer.states.pointer)
    }

    private func maskGradient(_ layer: LSTMWorkspace.Layer, steps: Int, count: Int, onlyLast: Bool) {
        let (mask, gradient) = (layer.mask.pointer, layer.stateGradient.pointer)
        let rowStride = count * hidden
        for step in onlyLast ? (steps - 1)..<steps : 0..<steps {
            let offset = step * rowStride
            for k in 0..<rowStride { gradient[offset + k] *= mask[k] }
        }
    }
}
