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

    /// Adds the gradient of the loss to `gradients`, given its gradient with respect to the last result of ``forward``.
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

/// Buffers of one forward and backward pass of a ``TransformerNetwork``, allocated once and used for every batch up to their capacity.
public final class TransformerWorkspace {
    let capacity: Int
    /// Last tokens of all windows, their means, and the gradient of what the head sees.
    private let tokens: Matrix
    let pooled: Matrix, headGradient: Matrix
    let head: DirectQuantileHead.Workspace
    /// Gradients of the tokens of a group, by turns, and scratch of its layers.
    let gradient: Matrix, otherGradient: Matrix, scratch: Matrix
    /// Operands of a product in BF16, where training multiplies such.
    let words: UnsafeMutablePointer<UInt32>?
    /// Gradients that a later layer leaves for the one whose result it added to its own.
    let skipped: [LayerMemory?]
    /// Windows of the last forward pass, and whether it left out parts of branches.
    var count = 0, dropsBranches = false

    private let groups: [Group]
    private let windowsPerGroup: Int

    /// What a forward pass keeps of windows that pass the layers together.
    final class Group {
        /// Patches, tokens before the first layer, what each layer keeps, statistics of the last normalisation.
        let patches: Matrix, embedded: Matrix
        let memories: [LayerMemory]
        let statistics: Matrix
        /// Masks of the branches, where there are any.
        let masks: [BranchMask?]

        fileprivate init(_ network: TransformerNetwork, windows: Int) {
            let rows = windows * network.tokens
            patches = Matrix(rows: rows, columns: network.embedding.inputs)
            embedded = Matrix(rows: rows, columns: network.shape.width)
            memories = network.stages.map { LayerMemory($0.layer.makeParts(windows: windows)) }
            statistics = Matrix(rows: network.last == nil ? 0 : windows * network.remaining, columns: 2)
            let drops = network.dropout > 0 || network.depthDropout > 0
            masks = network.stages.map {
                drops && $0.layer.hasMask ? BranchMask(windows: windows, columns: network.shape.width) : nil
            }
        }
    }

    init(_ network: TransformerNetwork, capacity: Int, kernels: Kernels) {
        self.capacity = capacity
        let (width, size) = (network.shape.width, min(capacity, network.windowsPerPass))
        windowsPerGroup = size
        groups = stride(from: 0, to: capacity, by: size).map { Group(network, windows: min(size, capacity - $0)) }
        tokens = Matrix(rows: capacity * network.remaining, columns: width)
        pooled = Matrix(rows: network.shape.pooling.hasMean ? capacity : 0, columns: network.head.width)
        headGradient = Matrix(rows: capacity, columns: network.head.width)
        head = network.head.makeWorkspace(capacity: capacity)
        gradient = Matrix(rows: size * network.tokens, columns: width)
        otherGradient = Matrix(rows: size * network.tokens, columns: width)
        scratch = Matrix(rows: 1, columns: network.scratch(windows: size, kernels: kernels))
        words = network.products == .float32 ? nil : .allocate(capacity: network.trainingWords(windows: size))
        let sources = Set(network.stages.compactMap(\.skip))
        skipped = network.stages.enumerated().map { index, stage in
            sources.contains(index) ? LayerMemory([size * stage.layer.tokensOut * width]) : nil
        }
    }

    deinit { words?.deallocate() }

    /// The last tokens of the windows from one on.
    func final(_ window: Int) -> UnsafeMutablePointer<Float> { tokens.pointer + window * (tokens.count / capacity) }

    /// Groups of so many windows, each with its first window and their number.
    func groups(of count: Int) -> some BidirectionalCollection<(group: Group, first: Int, windows: Int)> {
        (0..<(count + windowsPerGroup - 1) / windowsPerGroup).lazy.map { [groups, windowsPerGroup] index in
            (groups[index], index * windowsPerGroup, min(windowsPerGroup, count - index * windowsPerGroup))
        }
    }
}
