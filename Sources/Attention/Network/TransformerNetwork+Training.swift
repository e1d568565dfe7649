import Forecasting
import Tensors

extension TransformerNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows, keeping what ``backward(_:outputGradient:weights:gradients:workspace:)`` needs.
    public func forward(
        _ batch: WindowBatch, weights: TransformerWeights, workspace: TransformerWorkspace, dropout source: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(
            count > 0 && count <= workspace.capacity && batch.steps == context && batch.inputChannels == inputs,
            "a batch of \(count) × \(batch.steps) rows of \(batch.inputChannels) channels does not fit")
        workspace.dropsBranches = source != nil && (dropout > 0 || depthDropout > 0)
        if workspace.dropsBranches, let source { drawMasks(workspace, windows: count, source: source) }
        return weights.withParameters { parameters in
            let pass = LayerPass(weights: weights, parameters: parameters, gradients: workspace.scratch.pointer, windows: count)
            gather(batch, first: 0, windows: count, to: workspace.patches.pointer)
            var x = workspace.embedded.pointer
            pass.apply(embedding, workspace.patches.pointer, to: x, rows: count * tokens)
            addPositions(x, windows: count, parameters: parameters, kernels: kernels)
            for (index, stage) in stages.enumerated() {
                let memory = workspace.memories[index]
                stage.layer.forward(
                    x, memory: memory, mask: workspace.mask(of: index), pass: pass, scratch: workspace.scratch.pointer)
                x = memory.output
                if let skip = stage.skip {
                    kernels.add(x, workspace.memories[skip].output, count: count * stage.layer.tokensOut * shape.width)
                }
            }
            if let last {
                pass.normalise(
                    last, x, to: workspace.normed.pointer, statistics: workspace.statistics.pointer, rows: count * remaining)
                x = workspace.normed.pointer
            }
            workspace.final = x
            let (hidden, stride) = pool(x, windows: count, pooled: workspace.pooled.pointer, kernels: kernels)
            return head.forward(
                hidden: hidden, stride: stride, future: batch.future.pointer, count: count, parameters: parameters,
                workspace: workspace.head,
                kernels: kernels)
        }
    }

    /// Adds the gradient of the loss to `gradients`, given its gradient with respect to the last result of ``forward``.
    public func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: TransformerWeights,
        gradients: UnsafeMutablePointer<Float>, workspace: TransformerWorkspace
    ) {
        let (count, kernels) = (batch.count, weights.kernels)
        guard let final = workspace.final else { preconditionFailure("a backward pass follows a forward pass") }
        weights.withParameters { parameters in
            let pass = LayerPass(weights: weights, parameters: parameters, gradients: gradients, windows: count)
            let (hidden, stride) = pool(final, windows: count, pooled: workspace.pooled.pointer, kernels: kernels)
            var (out, next) = (workspace.gradient.pointer, workspace.otherGradient.pointer)
            let headGradient = shape.pooling == .flatten ? out : workspace.headGradient.pointer
            head.backward(
                stateGradient: headGradient, outputGradient: outputGradient, hidden: hidden, stride: stride, future: batch.future.pointer,
                count: count, parameters: parameters, gradients: gradients, workspace: workspace.head, kernels: kernels)
            unpool(headGradient, windows: count, to: out, kernels: kernels)
            if let last {
                pass.normaliseGradient(
                    last, out: out, x: workspace.memories.last?.output ?? workspace.embedded.pointer,
                    statistics: workspace.statistics.pointer,
                    to: out, rows: count * remaining)
            }
            for index in stages.indices.reversed() {
                let layer = stages[index].layer
                let size = count * layer.tokensOut * shape.width
                if let later = workspace.skipped[index] { kernels.add(out, later.output, count: size) }
                if let skip = stages[index].skip { workspace.skipped[skip]?.output.update(from: out, count: size) }
                let x = index == 0 ? workspace.embedded.pointer : workspace.memories[index - 1].output
                layer.backward(
                    next, out: out, x: x, memory: workspace.memories[index], mask: workspace.mask(of: index), pass: pass,
                    scratch: workspace.scratch.pointer)
                swap(&out, &next)
            }
            if let positions {
                let size = tokens * shape.width
                for window in 0..<count { kernels.add(gradients + positions, out + window * size, count: size) }
            }
            pass.applyGradient(embedding, out: out, x: workspace.patches.pointer, to: nil, rows: count * tokens)
        }
    }

    /// The gradient of the last tokens from that of what the head sees.
    private func unpool(
        _ headGradient: UnsafePointer<Float>, windows: Int, to out: UnsafeMutablePointer<Float>, kernels: Kernels
    ) {
        let (width, count) = (shape.width, remaining * shape.width)
        switch shape.pooling {
        case .flatten: break
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

    private func drawMasks(_ workspace: TransformerWorkspace, windows: Int, source: DropoutSource) {
        let branches = Float(max(1, workspace.masks.count { $0 != nil }))
        for window in 0..<windows {
            var random = source.stream(of: window)
            var place: Float = 0
            for mask in workspace.masks {
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

/// Buffers of one forward and backward pass of a ``TransformerNetwork``, allocated once and used for every batch up to their capacity.
public final class TransformerWorkspace {
    let capacity: Int
    /// Patches, tokens before the first layer, and what each layer keeps.
    let patches: Matrix, embedded: Matrix
    let memories: [LayerMemory]
    /// Last tokens normalised, statistics of that, and their means.
    let normed: Matrix, statistics: Matrix, pooled: Matrix
    /// Gradients of tokens, by turns, and of what the head sees.
    let gradient: Matrix, otherGradient: Matrix, headGradient: Matrix
    let scratch: Matrix
    let head: DirectQuantileHead.Workspace
    /// Last tokens of the last forward pass.
    var final: UnsafeMutablePointer<Float>?
    /// Whether the last forward pass left out parts of branches.
    var dropsBranches = false

    /// Masks of the branches, where there are any.
    let masks: [BranchMask?]
    /// Gradients that a later layer leaves for the one whose result it added to its own.
    let skipped: [LayerMemory?]

    init(_ network: TransformerNetwork, capacity: Int, kernels: Kernels) {
        self.capacity = capacity
        let (width, rows) = (network.shape.width, capacity * network.tokens)
        patches = Matrix(rows: rows, columns: network.embedding.inputs)
        embedded = Matrix(rows: rows, columns: width)
        memories = network.stages.map { LayerMemory($0.layer.makeParts(windows: capacity)) }
        normed = Matrix(rows: network.last == nil ? 0 : rows, columns: width)
        statistics = Matrix(rows: network.last == nil ? 0 : rows, columns: 2)
        pooled = Matrix(rows: network.shape.pooling.hasMean ? capacity : 0, columns: network.head.width)
        gradient = Matrix(rows: rows, columns: width)
        otherGradient = Matrix(rows: rows, columns: width)
        headGradient = Matrix(rows: capacity, columns: network.shape.pooling == .flatten ? 0 : network.head.width)
        scratch = Matrix(rows: 1, columns: network.scratch(windows: capacity, kernels: kernels))
        head = network.head.makeWorkspace(capacity: capacity)
        let drops = network.dropout > 0 || network.depthDropout > 0
        masks = network.stages.map { drops && $0.layer.hasMask ? BranchMask(windows: capacity, columns: width) : nil }
        let sources = Set(network.stages.compactMap(\.skip))
        skipped = network.stages.enumerated().map { index, stage in
            sources.contains(index) ? LayerMemory([capacity * stage.layer.tokensOut * width]) : nil
        }
    }

    /// Mask of a layer in this pass.
    func mask(of layer: Int) -> BranchMask? { dropsBranches ? masks[layer] : nil }
}
