import Forecasting
import Tensors

extension TransformerNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows, keeping what ``backward(_:outputGradient:weights:gradients:workspace:)`` needs.
    ///
    /// Windows pass the layers in groups whose rows stay in a second-level cache; the head, whose weights are larger than those of all
    /// layers, sees all of them at once.
    public func forward(
        _ batch: WindowBatch, weights: TransformerWeights, workspace: TransformerWorkspace, dropout source: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(
            count > 0 && count <= workspace.capacity && batch.steps == context && batch.inputChannels == inputs,
            "a batch of \(count) × \(batch.steps) rows of \(batch.inputChannels) channels does not fit")
        workspace.dropsBranches = source != nil && (dropout > 0 || depthDropout > 0)
        return weights.withParameters { parameters in
            for (group, first, windows) in workspace.groups(of: count) {
                if workspace.dropsBranches, let source { drawMasks(group.masks, first: first, windows: windows, source: source) }
                let pass = LayerPass(weights: weights, parameters: parameters, windows: windows, words: workspace.words)
                forward(batch, first: first, group: group, to: workspace.final(first), pass: pass, workspace: workspace)
            }
            workspace.count = count
            let (hidden, stride) = pool(workspace.final(0), windows: count, pooled: workspace.pooled.pointer, kernels: kernels)
            return head.forward(
                hidden: hidden, stride: stride, future: batch.future.pointer, count: count, parameters: parameters,
                workspace: workspace.head,
                kernels: kernels)
        }
    }

    /// The last tokens of a group of windows.
    private func forward(
        _ batch: WindowBatch, first: Int, group: TransformerWorkspace.Group, to final: UnsafeMutablePointer<Float>, pass: LayerPass,
        workspace: TransformerWorkspace
    ) {
        gather(batch, first: first, windows: pass.windows, to: group.patches.pointer)
        var x = group.embedded.pointer
        pass.apply(embedding, group.patches.pointer, to: x, rows: pass.windows * tokens)
        addPositions(x, windows: pass.windows, parameters: pass.parameters, kernels: pass.kernels)
        for (index, stage) in stages.enumerated() {
            let memory = group.memories[index]
            stage.layer.forward(
                x, memory: memory, mask: workspace.dropsBranches ? group.masks[index] : nil, pass: pass,
                scratch: workspace.scratch.pointer)
            x = memory.output
            if let skip = stage.skip {
                pass.kernels.add(x, group.memories[skip].output, count: pass.windows * stage.layer.tokensOut * shape.width)
            }
        }
        let rows = pass.windows * remaining
        if let last {
            pass.normalise(last, x, to: final, statistics: group.statistics.pointer, rows: rows)
        } else {
            final.update(from: x, count: rows * shape.width)
        }
    }

    /// Adds the gradient of the loss to `gradients`, given its gradient with respect to the last result of `forward`.
    public func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: TransformerWeights,
        gradients: UnsafeMutablePointer<Float>, workspace: TransformerWorkspace
    ) {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(workspace.count == count, "a backward pass follows a forward pass of as many windows")
        weights.withParameters { parameters in
            let (hidden, stride) = pool(workspace.final(0), windows: count, pooled: workspace.pooled.pointer, kernels: kernels)
            head.backward(
                stateGradient: workspace.headGradient.pointer, outputGradient: outputGradient, hidden: hidden, stride: stride,
                future: batch.future.pointer, count: count, parameters: parameters, gradients: gradients, workspace: workspace.head,
                kernels: kernels)
            // The last ones are still near.
            for (group, first, windows) in workspace.groups(of: count).reversed() {
                let pass = LayerPass(
                    weights: weights, parameters: parameters, gradients: gradients, windows: windows, words: workspace.words)
                backward(headGradient: workspace.headGradient.pointer + first * head.width, group: group, pass: pass, workspace: workspace)
            }
        }
    }

    /// Adds the gradients of all layers, given that of what the head sees of a group of windows.
    private func backward(
        headGradient: UnsafePointer<Float>, group: TransformerWorkspace.Group, pass: LayerPass, workspace: TransformerWorkspace
    ) {
        let kernels = pass.kernels
        var (out, next) = (workspace.gradient.pointer, workspace.otherGradient.pointer)
        unpool(headGradient, windows: pass.windows, to: out, kernels: kernels)
        if let last {
            pass.normaliseGradient(
                last, out: out, x: group.memories.last?.output ?? group.embedded.pointer, statistics: group.statistics.pointer, to: out,
                rows: pass.windows * remaining)
        }
        for index in stages.indices.reversed() {
            if index > 0 { group.memories[index - 1].prefetch(kernels) }
            let layer = stages[index].layer
            let size = pass.windows * layer.tokensOut * shape.width
            if let later = workspace.skipped[index] { kernels.add(out, later.output, count: size) }
            if let skip = stages[index].skip { workspace.skipped[skip]?.output.update(from: out, count: size) }
            let x = index == 0 ? group.embedded.pointer : group.memories[index - 1].output
            layer.backward(
                next, out: out, x: x, memory: group.memories[index], mask: workspace.dropsBranches ? group.masks[index] : nil, pass: pass,
                scratch: workspace.scratch.pointer)
            swap(&out, &next)
        }
        if let positions {
            let size = tokens * shape.width
            for window in 0..<pass.windows { kernels.add(pass.gradients + positions, out + window * size, count: size) }
        }
        pass.applyGradient(embedding, out: out, x: group.patches.pointer, to: nil, rows: pass.windows * tokens)
    }

    /// The gradient of the last tokens from that of what the head sees.
    private func unpool(
        _ headGradient: UnsafePointer<Float>, windows: Int, to out: UnsafeMutablePointer<Float>, kernels: Kernels
    ) {
        let (width, count) = (shape.width, remaining * shape.width)
        switch shape.pooling {
        case .flatten: out.update(from: headGradient, count: windows * count)
        case .last:
            for window in 0..<windows {
                (out + window * count).update(repeating: 0, count: count - width)
                (out + (window + 1) * count - width).update(from: headGradient + window * width, count: width)
            }
        case .mean, .meanAndLast:
            let columns = shape.pooling.columns(tokens: remaining, width: width)
            for row in 0..<windows * remaining { (out + row * width).update(from: headGradient + row / remaining * columns, count: width) }
            kernels.scale(out, by: 1 / Float(remaining), count: windows * count)
            guard shape.pooling == .meanAndLast else { return }
            for window in 0..<windows {
                kernels.add(out + (window + 1) * count - width, headGradient + window * columns + width, count: width)
            }
        }
    }

    private func drawMasks(_ masks: [BranchMask?], first: Int, windows: Int, source: DropoutSource) {
        let branches = Float(max(1, masks.count { $0 != nil }))
        for window in 0..<windows {
            var random = source.stream(of: first + window)
            var place: Float = 0
            for mask in masks {
                guard let mask = mask?[window] else { continue }
                place += 1
                let leftOut = depthDropout * place / branches
                let isKept = depthDropout == 0 || random.uniform() >= leftOut
                let kept = isKept ? 1 / (1 - dropout) / (1 - leftOut) : 0
                for k in 0..<shape.width { mask[k] = dropout > 0 && random.uniform() < dropout ? 0 : kept }
            }
        }
    }
}
