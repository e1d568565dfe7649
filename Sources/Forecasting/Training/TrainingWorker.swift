import Tensors

/// A share of a training batch: its windows, and what they give. Touched by one worker at a time.
final class TrainingShare: @unchecked Sendable {
    let count: Int
    let gradients: Matrix
    var histories: [History] = []
    fileprivate(set) var loss = 0.0

    init(count: Int, parameters: Int) {
        self.count = count
        gradients = Matrix(rows: 1, columns: parameters)
    }
}

/// The buffers of one worker, used for one share after the other: as many as threads, not as shares, so that they stay in the cache.
final class TrainingWorker<Network: WindowNetwork>: @unchecked Sendable {
    private let network: Network
    private let batch: WindowBatch
    private let workspace: Network.Workspace
    private let outputGradient: Matrix
    private let assembler: WindowAssembler
    private let kernels: Kernels
    private var scratch: [Float] = []

    init(network: Network, assembler: WindowAssembler, capacity: Int, maximumAge: Int, kernels: Kernels) {
        self.network = network
        self.assembler = assembler
        self.kernels = kernels
        batch = assembler.makeBatch(capacity: capacity, age: maximumAge)
        workspace = network.makeWorkspace(batch: capacity, steps: batch.maximumSteps, kernels: kernels)
        outputGradient = Matrix(rows: capacity * assembler.schema.horizon, columns: network.levelCount)
    }

    /// Loss and gradient of a share.
    func run(
        _ share: TrainingShare, loss: PinballLoss, age: Int, weights: Network.Weights, gradientScale: Float, dropout: DropoutSource
    ) {
        batch.count = share.count
        batch.steps = assembler.schema.context + age
        for (slot, history) in share.histories.enumerated() {
            assembler.fill(batch, slot: slot, history: history, withTargets: true, scratch: &scratch)
        }
        let predicted = network.forward(batch, weights: weights, workspace: workspace, dropout: dropout)
        let rows = share.count * assembler.schema.horizon
        share.loss =
            loss.evaluate(
                predicted: predicted, actual: batch.targets.pointer, weights: nil, count: rows, gradient: outputGradient.pointer,
                gradientScale: gradientScale, kernels: kernels
            ).sum
        share.gradients.pointer.update(repeating: 0, count: share.gradients.count)
        network.backward(
            batch, outputGradient: outputGradient.pointer, weights: weights, gradients: share.gradients.pointer, workspace: workspace)
    }
}
