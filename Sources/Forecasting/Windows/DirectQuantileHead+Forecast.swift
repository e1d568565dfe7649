import Tensors

extension DirectQuantileHead {
    /// The parameters of a head packed for forecasts: immutable, shared by all threads.
    public final class Weights: Sendable {
        /// Hidden vector to steps (or, linear, to quantiles); step and known channels to the inner layer; that and known channels to raw
        /// outputs.
        fileprivate let steps: PackedAffine, inner: PackedAffine?, out: PackedAffine?
        fileprivate let kernels: Kernels

        fileprivate init(_ head: DirectQuantileHead, parameters: UnsafePointer<Float>, kernels: Kernels) {
            self.kernels = kernels
            steps = PackedAffine(
                x: parameters + head.stepWeight, xColumns: head.width, bias: parameters + head.stepBias,
                columns: head.horizon * head.embedding, kernels: kernels)
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

        fileprivate init(_ head: DirectQuantileHead, weights: Weights, capacity: Int) {
            steps = Matrix(rows: capacity, columns: weights.steps.stride)
            inner = Matrix(rows: head.horizon, columns: weights.inner?.stride ?? 0)
            raw = Matrix(rows: head.horizon, columns: weights.out?.stride ?? 0)
            softplus = Matrix(rows: head.horizon, columns: weights.out?.stride ?? 0)
            quantiles = Matrix(rows: capacity * head.horizon, columns: head.levelCount)
        }
    }

    /// Packs a head's part of the parameters.
    public func makeWeights(_ parameters: UnsafePointer<Float>, kernels: Kernels) -> Weights {
        Weights(self, parameters: parameters, kernels: kernels)
    }

    /// Buffers for up to `capacity` windows.
    public func makeForecastWorkspace(_ weights: Weights, capacity: Int) -> ForecastWorkspace {
        ForecastWorkspace(self, weights: weights, capacity: capacity)
    }

    /// Floats of what ``makeWeights(_:kernels:)`` makes.
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
        weights.steps(steps, x: state, xStride: stride, rows: count)
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
