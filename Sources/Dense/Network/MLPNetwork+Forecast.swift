import Forecasting
import Tensors

extension MLPNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows. A window has the same bits alone or among others.
    public func forecast(
        _ batch: WindowBatch, weights: MLPWeights, workspace: MLPForecastWorkspace
    ) -> UnsafeMutablePointer<Float> {
        let (count, kernels, seen) = (batch.count, weights.kernels, workspace.joined.pointer)
        precondition(count > 0 && count <= workspace.capacity, "a workspace for \(workspace.capacity) windows, found \(count)")
        gather(batch, to: seen)
        var (x, xStride) = (UnsafePointer(seen + hidden), joined)
        var (out, next) = (workspace.layer.pointer, workspace.otherLayer.pointer)
        for map in weights.layers {
            map(out, x: x, xStride: xStride, rows: count, words: workspace.words)
            kernels.relu(out, out, count: count * map.stride)
            (x, xStride) = (UnsafePointer(out), map.stride)
            swap(&out, &next)
        }
        for window in 0..<count { (seen + window * joined).update(from: x + window * xStride, count: hidden) }
        return head.forecast(
            hidden: seen, stride: joined, future: batch.future.pointer, count: count, weights: weights.forecastHead,
            workspace: workspace.head)
    }
}

/// Buffers of a perceptron's forecasts, allocated once.
public final class MLPForecastWorkspace {
    let capacity: Int
    /// What the head sees `[B, C + D]`, and the hidden layers by turns.
    let joined: Matrix, layer: Matrix, otherLayer: Matrix
    /// Inputs of a map in BF16, where weights are.
    let words: UnsafeMutablePointer<UInt32>?
    let head: DirectQuantileHead.ForecastWorkspace

    init(_ network: MLPNetwork, weights: MLPWeights, capacity: Int) {
        self.capacity = capacity
        let stride = weights.layers[0].stride
        joined = Matrix(rows: capacity, columns: network.joined)
        layer = Matrix(rows: capacity, columns: stride)
        otherLayer = Matrix(rows: network.layers.count > 1 ? capacity : 0, columns: stride)
        let most = network.layers.map(\.inputs).max() ?? 0
        words = weights.layers[0].isPaired ? .allocate(capacity: PairedAffine.scratchWords(xColumns: most, rows: capacity)) : nil
        head = network.head.makeForecastWorkspace(weights.forecastHead, capacity: capacity)
    }

    deinit { words?.deallocate() }
}
