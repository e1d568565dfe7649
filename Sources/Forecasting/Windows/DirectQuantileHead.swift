import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// The head shared by the neural families: from one hidden vector per window to the quantiles of every future step at once.
///
/// Two forms:
/// - ``Form/linear``: `q = W·h + b`, reshaped `[H, Q]`: the plain head of the benchmark networks, quantiles may cross;
/// - ``Form/conditioned``: a step embedding `e = W_s·h + b_s` (`[H, E]`), joined with what is known about the step (calendar, seasonal
///   references), goes through one hidden layer shared by all steps, `u = tanh(W_e·e + W_f·f + b_u)`; raw outputs
///   `r = W_o·u + W_k·f + b_o` become quantiles by ``MonotoneQuantiles``. The linear path `W_k·f` lets a clockwork series repeat its
///   last cycle exactly.
public struct DirectQuantileHead: Sendable {
    /// The two forms.
    public enum Form: String, Sendable, Codable {
        /// One linear layer.
        case linear
        /// Step embedding, known channels, one hidden layer, monotone quantiles.
        case conditioned
    }

    /// Sizes: hidden width C, horizon H, known channels F, levels Q.
    public let width: Int, horizon: Int, futureChannels: Int, levelCount: Int
    /// Form of the head.
    public let form: Form

    let embedding: Int
    let hidden: Int
    let monotone: MonotoneQuantiles
    let stepWeight: Int, stepBias: Int
    let hiddenStep: Int, hiddenFuture: Int, hiddenBias: Int
    let outWeight: Int, outBias: Int, skip: Int

    /// Appends the parameters of a head to a layout.
    public init(
        form: Form, width: Int, horizon: Int, futureChannels: Int, levels: QuantileLevels, embedding: Int = 16, hidden: Int = 48,
        layout: inout ParameterLayout
    ) {
        self.form = form
        self.width = width
        self.horizon = horizon
        self.futureChannels = futureChannels
        levelCount = levels.count
        monotone = MonotoneQuantiles(levels: levels)
        switch form {
        case .linear:
            (self.embedding, self.hidden) = (levels.count, 0)
            stepWeight = layout.add("head.weight", [horizon * levels.count, width])
            stepBias = layout.add("head.bias", [horizon * levels.count])
            (hiddenStep, hiddenFuture, hiddenBias, outWeight, outBias, skip) = (0, 0, 0, 0, 0, 0)
        case .conditioned:
            (self.embedding, self.hidden) = (embedding, hidden)
            stepWeight = layout.add("head.step.weight", [horizon * embedding, width])
            stepBias = layout.add("head.step.bias", [horizon * embedding])
            hiddenStep = layout.add("head.hidden.step", [hidden, embedding])
            hiddenFuture = layout.add("head.hidden.future", [hidden, futureChannels])
            hiddenBias = layout.add("head.hidden.bias", [hidden])
            outWeight = layout.add("head.out.weight", [levels.count, hidden])
            outBias = layout.add("head.out.bias", [levels.count])
            skip = layout.add("head.skip.weight", [levels.count, futureChannels])
        }
    }

    /// Fills the head's part of fresh parameters: uniform ±1/√fan-in; the linear path starts at zero, distances between quantiles at
    /// about a tenth of the scale.
    /// - Parameters:
    ///   - parameters: of the whole network.
    ///   - layout: where they lie.
    ///   - random: source of the draws.
    ///   - learnt: columns of the hidden vector that layers have made; those behind them are inputs of the network, a linear path that
    ///     starts at zero too. `nil`: there are none.
    public func initialise(
        _ parameters: inout [Float], layout: ParameterLayout, random: inout RandomStream, learnt: Int? = nil
    ) {
        let learnt = learnt ?? width
        func uniform(_ name: String, fanIn: Int) {
            guard let block = layout[name] else { return }
            let bound = 1 / Float(fanIn).squareRoot()
            for k in block.offset..<block.offset + block.count { parameters[k] = (2 * random.uniform() - 1) * bound }
        }
        switch form {
        case .linear:
            uniform("head.weight", fanIn: learnt)
            uniform("head.bias", fanIn: learnt)
        case .conditioned:
            uniform("head.step.weight", fanIn: learnt)
            uniform("head.step.bias", fanIn: learnt)
            uniform("head.hidden.step", fanIn: embedding + futureChannels)
            uniform("head.hidden.future", fanIn: embedding + futureChannels)
            uniform("head.hidden.bias", fanIn: embedding + futureChannels)
            uniform("head.out.weight", fanIn: hidden)
            for level in 0..<levelCount where level != monotone.middle { parameters[outBias + level] = -2 }
        }
        guard learnt < width else { return }
        for row in 0..<horizon * embedding {
            for column in learnt..<width { parameters[stepWeight + row * width + column] = 0 }
        }
    }

    /// Floats that training keeps of a window.
    public var trainingFloatsPerWindow: Int {
        let inner = form == .linear ? 0 : 2 * max(1, hidden) + 2 * levelCount
        return horizon * (2 * embedding + levelCount + inner)
    }

    /// Buffers of a head for up to `capacity` windows.
    public final class Workspace {
        fileprivate var steps: Matrix, activations: Matrix, raw: Matrix, quantiles: Matrix
        fileprivate var stepGradient: Matrix, activationGradient: Matrix, rawGradient: Matrix

        fileprivate init(head: DirectQuantileHead, capacity: Int) {
            let rows = capacity * head.horizon
            let inner = max(1, head.hidden)
            steps = Matrix(rows: rows, columns: head.embedding)
            activations = Matrix(rows: head.form == .linear ? 1 : rows, columns: inner)
            raw = Matrix(rows: head.form == .linear ? 1 : rows, columns: head.levelCount)
            quantiles = Matrix(rows: rows, columns: head.levelCount)
            stepGradient = Matrix(rows: rows, columns: head.embedding)
            activationGradient = Matrix(rows: head.form == .linear ? 0 : rows, columns: inner)
            rawGradient = Matrix(rows: head.form == .linear ? 0 : rows, columns: head.levelCount)
        }
    }

    /// Buffers for training on up to `capacity` windows.
    public func makeWorkspace(capacity: Int) -> Workspace { Workspace(head: self, capacity: capacity) }

    /// Quantiles `[B, H, Q]` from hidden vectors `[B, C]`, `stride` floats apart, and known channels `[B, H, F]`.
    public func forward(
        hidden state: UnsafePointer<Float>, stride: Int, future: UnsafePointer<Float>, count: Int, parameters: UnsafePointer<Float>,
        workspace: Workspace, kernels: Kernels
    ) -> UnsafeMutablePointer<Float> {
        let rows = count * horizon
        let stepColumns = horizon * embedding
        let steps = form == .linear ? workspace.quantiles.pointer : workspace.steps.pointer
        BLAS.gemm(
            transposeB: true, m: count, n: stepColumns, k: width, a: state, lda: stride, b: parameters + stepWeight, ldb: width, c: steps,
            ldc: stepColumns)
        kernels.addBias(steps, parameters + stepBias, rows: count, columns: stepColumns)
        guard form == .conditioned else { return steps }

        let activations = workspace.activations.pointer
        BLAS.gemm(
            transposeB: true, m: rows, n: hidden, k: embedding, a: steps, lda: embedding, b: parameters + hiddenStep, ldb: embedding,
            c: activations, ldc: hidden)
        BLAS.gemm(
            transposeB: true, m: rows, n: hidden, k: futureChannels, a: future, lda: futureChannels, b: parameters + hiddenFuture,
            ldb: futureChannels, beta: 1, c: activations, ldc: hidden)
        kernels.addBias(activations, parameters + hiddenBias, rows: rows, columns: hidden)
        kernels.tanh(activations, activations, count: rows * hidden)

        let raw = workspace.raw.pointer
        BLAS.gemm(
            transposeB: true, m: rows, n: levelCount, k: hidden, a: activations, lda: hidden, b: parameters + outWeight, ldb: hidden,
            c: raw, ldc: levelCount)
        BLAS.gemm(
            transposeB: true, m: rows, n: levelCount, k: futureChannels, a: future, lda: futureChannels, b: parameters + skip,
            ldb: futureChannels, beta: 1, c: raw, ldc: levelCount)
        kernels.addBias(raw, parameters + outBias, rows: rows, columns: levelCount)
        monotone.forward(workspace.quantiles.pointer, raw: raw, rows: rows)
        return workspace.quantiles.pointer
    }

    /// Adds the parameters' gradients and writes the gradient of the hidden vectors `[B, C]`, given that of the quantiles `[B, H, Q]`; only that
    /// of their first `stateColumns` numbers `[B, stateColumns]` where the others are inputs of the network.
    public func backward(
        stateGradient: UnsafeMutablePointer<Float>, outputGradient: UnsafePointer<Float>, hidden state: UnsafePointer<Float>,
        stride: Int, future: UnsafePointer<Float>, count: Int, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>,
        workspace: Workspace, kernels: Kernels, stateColumns: Int? = nil
    ) {
        let rows = count * horizon
        let stepColumns = horizon * embedding
        let wanted = stateColumns ?? width
        var stepGradient = outputGradient
        if form == .conditioned {
            stepGradient = backwardThroughSteps(
                outputGradient: outputGradient, future: future, rows: rows, parameters: parameters, gradients: gradients,
                workspace: workspace, kernels: kernels)
        }
        BLAS.gemm(
            transposeA: true, m: stepColumns, n: width, k: count, a: stepGradient, lda: stepColumns, b: state, ldb: stride, beta: 1,
            c: gradients + stepWeight, ldc: width)
        kernels.columnSums(gradients + stepBias, stepGradient, rows: count, columns: stepColumns)
        BLAS.gemm(
            m: count, n: wanted, k: stepColumns, a: stepGradient, lda: stepColumns, b: parameters + stepWeight, ldb: width,
            c: stateGradient, ldc: wanted)
    }

    /// The conditioned layers; returns the gradient of the step embeddings `[B, H, E]`.
    private func backwardThroughSteps(
        outputGradient: UnsafePointer<Float>, future: UnsafePointer<Float>, rows: Int, parameters: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>, workspace: Workspace, kernels: Kernels
    ) -> UnsafePointer<Float> {
        let (steps, activations) = (workspace.steps.pointer, workspace.activations.pointer)
        let rawGradient = workspace.rawGradient.pointer
        monotone.backward(rawGradient, quantileGradient: outputGradient, raw: workspace.raw.pointer, rows: rows)

        BLAS.gemm(
            transposeA: true, m: levelCount, n: hidden, k: rows, a: rawGradient, lda: levelCount, b: activations, ldb: hidden, beta: 1,
            c: gradients + outWeight, ldc: hidden)
        kernels.columnSums(gradients + outBias, rawGradient, rows: rows, columns: levelCount)
        BLAS.gemm(
            transposeA: true, m: levelCount, n: futureChannels, k: rows, a: rawGradient, lda: levelCount, b: future,
            ldb: futureChannels, beta: 1, c: gradients + skip, ldc: futureChannels)

        let inner = workspace.activationGradient.pointer
        BLAS.gemm(
            m: rows, n: hidden, k: levelCount, a: rawGradient, lda: levelCount, b: parameters + outWeight, ldb: hidden, c: inner,
            ldc: hidden)
        for k in 0..<rows * hidden { inner[k] *= 1 - activations[k] * activations[k] }

        BLAS.gemm(
            transposeA: true, m: hidden, n: embedding, k: rows, a: inner, lda: hidden, b: steps, ldb: embedding, beta: 1,
            c: gradients + hiddenStep, ldc: embedding)
        BLAS.gemm(
            transposeA: true, m: hidden, n: futureChannels, k: rows, a: inner, lda: hidden, b: future, ldb: futureChannels, beta: 1,
            c: gradients + hiddenFuture, ldc: futureChannels)
        kernels.columnSums(gradients + hiddenBias, inner, rows: rows, columns: hidden)

        let stepGradient = workspace.stepGradient.pointer
        BLAS.gemm(
            m: rows, n: embedding, k: hidden, a: inner, lda: hidden, b: parameters + hiddenStep, ldb: embedding, c: stepGradient,
            ldc: embedding)
        return UnsafePointer(stepGradient)
    }
}
