import Tensors

extension DirectQuantileHead {
    /// The parameters of a head packed for forecasts: immutable, shared by all threads.
    public final class Weights: Sendable {
        /// Hidden vector to steps (or, linear, to quantiles); step and known channels to the inner layer; that and known channels to raw
        /// outputs.
        fileprivate let steps: AffineMap, inner: PackedAffine?, out: PackedAffine?
        fileprivate let kernels: Kernels

        fileprivate init(_ head: DirectQuantileHead, parameters: UnsafePointer<Float>, precision: WeightPrecision, kernels: Kernels) {
            self.kernels = kernels
            let (weight, bias, columns) = (parameters + head.stepWeight, parameters + head.stepBias, head.horizon * head.embedding)
            steps = AffineMap(
                weight, bias: bias, xColumns: head.width, columns: columns, precision: precision, kernels: kernels)
            guard head.form == .conditioned else {
                (inner, out) = (nil, nil)
                return
            }
            inner = PackedAffine(
                x: parameters + head.hiddenStep, xColumns: head.embedding, y: parameters + head.hiddenFuture, yColumns: head.futureChannels,
                bias: parameters + head.hiddenBias, columns: head.hidden, kernels: kernels)
            out = PackedAffine(
                x: parameters + head.outWeight, xColumns: head.hidden, y: parameters + head.skip, yColumns: head.futureChannels,
                bias: parameters + head.outBias, columns: head.levelCount, kernels: kernels)
        }
    }

    /// Buffers of forecasts for up to `capacity` windows.
    public final class ForecastWorkspace {
        fileprivate let steps: Matrix, inner: Matrix, raw: Matrix, softplus: Matrix, quantiles: Matrix
        /// Hidden vectors in BF16, where weights are.
        fileprivate let words: UnsafeMutablePointer<UInt32>?

        fileprivate init(_ head: DirectQuantileHead, weights: Weights, capacity: Int) {
            words =
                weights.steps.isPaired ? .allocate(capacity: PairedAffine.scratchWords(xColumns: head.width, rows: capacity)) : nil
            steps = Matrix(rows: capacity, columns: weights.steps.stride)
            inner = Matrix(rows: head.horizon, columns: weights.inner?.stride ?? 0)
            raw = Matrix(rows: head.horizon, columns: weights.out?.stride ?? 0)
            softplus = Matrix(rows: head.horizon, columns: weights.out?.stride ?? 0)
            quantiles = Matrix(rows: capacity * head.horizon, columns: head.levelCount)
        }

        deinit { words?.deallocate() }
    }

    /// Packs a head's part of the parameters.
    /// - Parameters:
    ///   - parameters: those of the head, in its order.
    ///   - precision: of the weights of the hidden vector; those behind it are always float32.
    ///   - kernels: for which they are packed.
    public func makeWeights(_ parameters: UnsafePointer<Float>, precision: WeightPrecision = .float32, kernels: Kernels) -> Weights {
        Weights(self, parameters: parameters, precision: precision, kernels: kernels)
    }

    /// Buffers for up to `capacity` windows.
    public func makeForecastWorkspace(_ weights: Weights, capacity: Int) -> ForecastWorkspace {
        ForecastWorkspace(self, weights: weights, capacity: capacity)
    }

    /// Floats of what ``makeWeights(_:precision:kernels:)`` makes.
    public func packedFloats(_ kernels: Kernels) -> Int {
        let steps = PackedAffine.floats(xColumns: width, columns: horizon * embedding, kernels: kernels)
        guard form == .conditioned else { return steps }
        return steps + PackedAffine.floats(xColumns: embedding, yColumns: futureChannels, columns: hidden, kernels: kernels)
            + PackedAffine.floats(xColumns: hidden, yColumns: futureChannels, columns: levelCount, kernels: kernels)
    }

    /// Floats of what ``makeForecastWorkspace(_:capacity:)`` makes.
    public func forecastFloats(capacity: Int, kernels: Kernels) -> Int {
        func stride(_ columns: Int) -> Int { PackedAffine.stride(columns: columns, kernels: kernels) }
        let inner = form == .linear ? 0 : horizon * (stride(hidden) + 2 * stride(levelCount))
        return capacity * (stride(horizon * embedding) + horizon * levelCount) + inner
    }

    /// Quantiles `[B, H, Q]` from hidden vectors `[B, C]`, `stride` floats apart, and known channels `[B, H, F]`. Allocates nothing; a window
    /// has the same bits alone or among others.
    public func forecast(
        hidden state: UnsafePointer<Float>, stride: Int, future: UnsafePointer<Float>, count: Int, weights: Weights,
        workspace: ForecastWorkspace
    ) -> UnsafeMutablePointer<Float> {
        let (steps, quantiles) = (workspace.steps.pointer, workspace.quantiles.pointer)
        weights.steps(steps, x: state, xStride: stride, rows: count, words: workspace.words)
        let rowLength = horizon * levelCount
        guard let inner = weights.inner, let out = weights.out else {
            for window in 0..<count {
                (quantiles + window * rowLength).update(from: steps + window * weights.steps.stride, count: rowLength)
            }
            return quantiles
        }
        let (activations, raw, softplus) = (workspace.inner.pointer, workspace.raw.pointer, workspace.softplus.pointer)
        for window in 0..<count {
            let known = future + window * horizon * futureChannels
            inner(activations, x: steps + window * weights.steps.stride, xStride: embedding, y: known, rows: horizon)
            weights.kernels.tanh(activations, activations, count: horizon * inner.stride)
            out(raw, x: activations, xStride: inner.stride, y: known, rows: horizon)
            weights.kernels.softplus(softplus, raw, count: horizon * out.stride)
            monotone.stack(quantiles + window * rowLength, raw: raw, softplus: softplus, stride: out.stride, rows: horizon)
        }
        return quantiles
    }
}
