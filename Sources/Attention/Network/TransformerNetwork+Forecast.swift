import Forecasting
import Tensors

extension TransformerNetwork {
    /// Quantiles `[B, H, Q]` of a batch of windows. A window has the same bits alone or among others.
    public func forecast(
        _ batch: WindowBatch, weights: TransformerWeights, workspace: TransformerForecastWorkspace
    ) -> UnsafeMutablePointer<Float> {
        let (count, kernels) = (batch.count, weights.kernels)
        precondition(count > 0 && count <= workspace.capacity && batch.steps == context && batch.inputChannels == inputs)
        let (before, after) = (tokens * shape.width, remaining * shape.width)
        weights.withParameters { parameters in
            for first in stride(from: 0, to: count, by: windowsPerPass) {
                let windows = min(windowsPerPass, count - first)
                let pass = LayerPass(weights: weights, parameters: parameters, windows: windows, words: workspace.words)
                // Layers may leave fewer tokens: only those that pass together need room for all.
                let x = before == after ? workspace.tokens.pointer + first * after : workspace.entrance.pointer
                gather(batch, first: first, windows: windows, to: workspace.patches.pointer)
                pass.apply(embedding, workspace.patches.pointer, to: x, rows: windows * tokens)
                addPositions(x, windows: windows, parameters: parameters, kernels: kernels)
                for (index, stage) in stages.enumerated() {
                    stage.layer.forecast(x, pass: pass, scratch: workspace.scratch.pointer)
                    let count = windows * stage.layer.tokensOut * shape.width
                    if let skip = stage.skip { kernels.add(x, workspace.kept[skip]!.output, count: count) }
                    workspace.kept[index]?.output.update(from: x, count: count)
                }
                if let last { pass.normalise(last, x, to: x, rows: windows * remaining) }
                if before != after { (workspace.tokens.pointer + first * after).update(from: x, count: windows * after) }
            }
        }
        let (hidden, distance) = pool(workspace.tokens.pointer, windows: count, pooled: workspace.pooled.pointer, kernels: kernels)
        return head.forecast(
            hidden: hidden, stride: distance, future: batch.future.pointer, count: count, weights: weights.forecastHead,
            workspace: workspace.head)
    }
}

/// Buffers of a transformer's forecasts, allocated once.
public final class TransformerForecastWorkspace {
    let capacity: Int
    /// Patches of the windows that pass together, their tokens where layers leave fewer of them, what is left of all windows, means.
    let patches: Matrix, entrance: Matrix, tokens: Matrix, pooled: Matrix
    let scratch: Matrix
    /// Inputs of a map in BF16, where weights are.
    let words: UnsafeMutablePointer<UInt32>?
    let head: DirectQuantileHead.ForecastWorkspace
    /// Results of the layers that later ones add to their own.
    let kept: [LayerMemory?]

    init(_ network: TransformerNetwork, weights: TransformerWeights, capacity: Int) {
        self.capacity = capacity
        let windows = min(capacity, network.windowsPerPass)
        let (width, remaining) = (network.shape.width, network.remaining)
        patches = Matrix(rows: windows * network.tokens, columns: network.embedding.inputs)
        entrance = Matrix(rows: remaining == network.tokens ? 0 : windows * network.tokens, columns: width)
        tokens = Matrix(rows: capacity * remaining, columns: width)
        pooled = Matrix(rows: network.shape.pooling.hasMean ? capacity : 0, columns: network.head.width)
        scratch = Matrix(rows: 1, columns: network.scratch(windows: windows, kernels: weights.kernels))
        let most = network.maps.map(\.inputs).max() ?? 0
        words =
            weights.paired.isEmpty
            ? nil : .allocate(capacity: PairedAffine.scratchWords(xColumns: most, rows: windows * network.tokens))
        let sources = Set(network.stages.compactMap(\.skip))
        kept = network.stages.enumerated().map { index, stage in
            sources.contains(index) ? LayerMemory([windows * stage.layer.tokensOut * width]) : nil
        }
        head = network.head.makeForecastWorkspace(weights.forecastHead, capacity: capacity)
    }

    deinit { words?.deallocate() }
}
