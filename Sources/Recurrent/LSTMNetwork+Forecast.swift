import Forecasting
import Tensors

extension LSTMNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows. One window and many give the same bits.
    public func forecast(
        _ batch: WindowBatch, weights: LSTMWeights, workspace: LSTMForecastWorkspace
    ) -> UnsafeMutablePointer<Float> {
        let count = batch.count
        precondition(
            count > 0 && count <= workspace.capacity && batch.steps <= workspace.steps && batch.inputChannels == inputs,
            "a batch of \(count) × \(batch.steps) rows of \(batch.inputChannels) channels does not fit")
        let padded = weights.kernels.paddedWidth(hidden)
        let top =
            if count == 1 {
                one(batch, weights, workspace)
            } else if weights.pairs == .bf16 {
                manyInPairs(batch, weights, workspace)
            } else {
                many(batch, weights, workspace)
            }
        return head.forecast(
            hidden: top, stride: padded, future: batch.future.pointer, count: count, weights: weights.forecastHead,
            workspace: workspace.head)
    }

    /// A batch steps through time together, layer after layer; the last state of the top layer.
    private func many(_ batch: WindowBatch, _ weights: LSTMWeights, _ workspace: LSTMForecastWorkspace) -> UnsafePointer<Float> {
        let count = batch.count
        let kernels = weights.kernels
        let block = count * kernels.paddedWidth(hidden)
        let (states, cells) = (workspace.states.pointer, workspace.cells.pointer)
        for layer in 0..<layers { (states + layer * 2 * block).update(repeating: 0, count: block) }
        cells.update(repeating: 0, count: layers * block)
        for step in 0..<batch.steps {
            let (before, after) = (step % 2 * block, (step + 1) % 2 * block)
            var x = UnsafePointer(batch.inputs.pointer + step * count * inputs)
            for layer in 0..<layers {
                let own = states + layer * 2 * block
                kernels.forecastStep(
                    Kernels.LSTMStep(
                        rows: count, inputs: blocks[layer].inputs, width: hidden, packed: weights.layers[layer].forward.pointer, x: x,
                        xStride: layer == 0 ? inputs : kernels.paddedWidth(hidden), hPrevious: own + before, h: own + after,
                        c: cells + layer * block, gates: workspace.scratch.pointer))
                x = UnsafePointer(own + after)
            }
        }
        return UnsafePointer(states + (layers - 1) * 2 * block + batch.steps % 2 * block)
    }

    /// The same with products of BF16 numbers. Only the top layer's last state is wanted as floats: all layers write theirs to one place.
    private func manyInPairs(_ batch: WindowBatch, _ weights: LSTMWeights, _ workspace: LSTMForecastWorkspace) -> UnsafePointer<Float> {
        let (count, kernels) = (batch.count, weights.kernels)
        let (padded, pairWidth) = (kernels.paddedWidth(hidden), kernels.pairWidth(hidden))
        let (states, cells, block) = (workspace.pairedStates.pointer, workspace.cells.pointer, count * pairWidth)
        states.update(repeating: 0, count: layers * 2 * block)
        cells.update(repeating: 0, count: layers * count * padded)
        workspace.states.pointer.update(repeating: 0, count: count * padded)
        for step in 0..<batch.steps {
            let (before, after) = (step % 2 * block, (step + 1) % 2 * block)
            kernels.roundToPairs(
                workspace.pairedInputs.pointer, batch.inputs.pointer + step * count * inputs, rows: count, columns: inputs)
            var x = UnsafePointer(workspace.pairedInputs.pointer)
            for layer in 0..<layers {
                let own = states + layer * 2 * block
                kernels.bf16Step(
                    Kernels.LSTMPairStep(
                        rows: count, inputs: blocks[layer].inputs, width: hidden, packed: weights.layers[layer].pairs.pointer, x: x,
                        xStride: layer == 0 ? (inputs + 1) / 2 : pairWidth, hPrevious: own + before, hPairs: own + after,
                        h: workspace.states.pointer, c: cells + layer * count * padded, gates: workspace.scratch.pointer))
                x = UnsafePointer(own + after)
            }
        }
        return UnsafePointer(workspace.states.pointer)
    }

    private func one(_ batch: WindowBatch, _ weights: LSTMWeights, _ workspace: LSTMForecastWorkspace) -> UnsafePointer<Float> {
        let padded = weights.kernels.paddedWidth(hidden)
        let (states, cells) = (workspace.states.pointer, workspace.cells.pointer)
        states.update(repeating: 0, count: layers * padded)
        cells.update(repeating: 0, count: layers * padded)
        advance(
            steps: batch.steps, inputs: batch.inputs.pointer, states: states, cells: cells, weights: weights,
            scratch: workspace.scratch.pointer)
        return UnsafePointer(states + (layers - 1) * padded)
    }

    /// Advances the recurrent state of one series: the arithmetic of single forecasts and of streams. From states of zero it gives what a
    /// batch of windows has, bit for bit.
    ///
    /// - Parameters:
    ///   - steps: number of rows.
    ///   - rows: inputs `[steps, D]`.
    ///   - states: hidden states `[layers, Cp]`, updated; Cp is ``paddedWidth(_:)`` of the weights.
    ///   - cells: cell states `[layers, Cp]`, updated.
    ///   - weights: the packed parameters of this network.
    ///   - scratch: room for ``advanceScratch(steps:kernels:)`` floats.
    func advance(
        steps: Int, inputs rows: UnsafePointer<Float>, states: UnsafeMutablePointer<Float>, cells: UnsafeMutablePointer<Float>,
        weights: LSTMWeights, scratch: UnsafeMutablePointer<Float>
    ) {
        weights.kernels.forecast(
            Kernels.LSTMSeries(
                layers: layers, steps: steps, inputs: inputs, width: hidden, packed: UnsafePointer(weights.seriesWeights),
                pairs: weights.pairs, x: rows, h: states, c: cells, work: scratch))
    }

    /// Floats of the scratch of ``advance(steps:inputs:states:cells:weights:scratch:)``.
    func advanceScratch(steps: Int, kernels: Kernels) -> Int {
        kernels.seriesFloats(layers: layers, steps: steps, inputs: inputs, width: hidden)
    }
}
