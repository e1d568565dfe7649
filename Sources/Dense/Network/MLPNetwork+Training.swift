import Forecasting
import Tensors

extension MLPNetwork {
    /// Where the rows of a hidden layer lie, and their distance: the last one stands before the inputs that the head sees too.
    private func rows(of layer: Int, _ workspace: MLPWorkspace) -> (first: UnsafeMutablePointer<Float>, stride: Int) {
        layer == layers.count - 1 ? (workspace.joined.pointer, joined) : (workspace.layers[layer].matrix.pointer, hidden)
    }

    /// What a hidden layer reads.
    private func input(of layer: Int, _ workspace: MLPWorkspace) -> (first: UnsafePointer<Float>, stride: Int) {
        if layer == 0 { return (UnsafePointer(workspace.joined.pointer + hidden), joined) }
        let (first, stride) = rows(of: layer - 1, workspace)
        return (UnsafePointer(first), stride)
    }

    /// Quantiles `[B, H, Q]` of a batch of windows, keeping what ``backward(_:outputGradient:weights:gradients:workspace:)`` needs.
    public func forward(
        _ batch: WindowBatch, weights: MLPWeights, workspace: MLPWorkspace, dropout source: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(count > 0 && count <= workspace.capacity, "a workspace for \(workspace.capacity) windows, found \(count)")
        gather(batch, to: workspace.joined.pointer)
        workspace.count = count
        workspace.dropsUnits = source != nil && dropout > 0
        if workspace.dropsUnits, let source { drawMask(workspace.mask.pointer, windows: count, source: source) }
        return weights.withParameters { parameters in
            for (index, layer) in layers.enumerated() {
                let (x, xStride) = input(of: index, workspace)
                let (out, stride) = rows(of: index, workspace)
                BLAS.gemm(
                    transposeB: true, m: count, n: hidden, k: layer.inputs, a: x, lda: xStride, b: parameters + layer.weight,
                    ldb: layer.inputs, c: out, ldc: stride)
                for window in 0..<count {
                    let row = out + window * stride
                    kernels.add(row, parameters + layer.bias, count: hidden)
                    kernels.relu(row, row, count: hidden)
                    if index == 0, workspace.dropsUnits {
                        kernels.multiply(row, row, workspace.mask.pointer + window * hidden, count: hidden)
                    }
                }
            }
            return head.forward(
                hidden: workspace.joined.pointer, stride: joined, future: batch.future.pointer, count: count, parameters: parameters,
                workspace: workspace.head, kernels: kernels)
        }
    }

    /// Adds the gradient of the loss to `gradients`, given its gradient with respect to the last result of `forward`.
    public func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: MLPWeights, gradients: UnsafeMutablePointer<Float>,
        workspace: MLPWorkspace
    ) {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(workspace.count == count, "a backward pass follows a forward pass of as many windows")
        var (out, next) = (workspace.gradient.pointer, workspace.otherGradient.pointer)
        weights.withParameters { parameters in
            head.backward(
                stateGradient: out, outputGradient: outputGradient, hidden: workspace.joined.pointer, stride: joined,
                future: batch.future.pointer, count: count, parameters: parameters, gradients: gradients, workspace: workspace.head,
                kernels: kernels, stateColumns: hidden)
            for (index, layer) in layers.enumerated().reversed() {
                if index == 0, workspace.dropsUnits { kernels.multiply(out, out, workspace.mask.pointer, count: count * hidden) }
                let (activations, stride) = rows(of: index, workspace)
                for window in 0..<count { kernels.reluGradient(out + window * hidden, activations + window * stride, count: hidden) }
                let (x, xStride) = input(of: index, workspace)
                BLAS.gemm(
                    transposeA: true, m: hidden, n: layer.inputs, k: count, a: out, lda: hidden, b: x, ldb: xStride, beta: 1,
                    c: gradients + layer.weight, ldc: layer.inputs)
                kernels.columnSums(gradients + layer.bias, out, rows: count, columns: hidden)
                guard index > 0 else { break }
                BLAS.gemm(
                    m: count, n: hidden, k: hidden, a: out, lda: hidden, b: parameters + layer.weight, ldb: hidden, c: next, ldc: hidden)
                swap(&out, &next)
            }
        }
    }

    private func drawMask(_ mask: UnsafeMutablePointer<Float>, windows: Int, source: DropoutSource) {
        let kept = 1 / (1 - dropout)
        for window in 0..<windows {
            var random = source.stream(of: window)
            let row = mask + window * hidden
            for unit in 0..<hidden { row[unit] = random.uniform() < dropout ? 0 : kept }
        }
    }
}
