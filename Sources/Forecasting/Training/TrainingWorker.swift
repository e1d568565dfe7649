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

/// The buffers of one worker, used for one share after the other: as many as threads, not as shares, so that they stay in the cache. Where
/// they have no room for a whole share, its windows pass the network piece by piece.
final class TrainingWorker<Network: WindowNetwork>: @unchecked Sendable {
    private let network: Network
    private let batch: WindowBatch
    private let workspace: Network.Workspace
    private let outputGradient: Matrix
    private let assembler: WindowAssembler
    private let kernels: Kernels
    private var scratch: [Float] = []

    /// - Parameter capacity: windows that pass the network together.
    init(network: Network, assembler: WindowAssembler, capacity: Int, maximumAge: Int, kernels: Kernels) {
        self.network = network
        self.assembler = assembler
        self.kernels = kernels
        batch = assembler.makeBatch(capacity: capacity, age: maximumAge)
        workspace = network.makeWorkspace(batch: capacity, steps: batch.maximumSteps, kernels: kernels)
        outputGradient = Matrix(rows: capacity * assembler.schema.horizon, columns: network.levelCount)
    }

    /// Loss and gradient of a share.
    /// - Parameter progress: share of the training that is done, 0…1.
    func run(
        _ share: TrainingShare, loss: TrainingLoss, age: Int, progress: Double, weights: Network.Weights, gradientScale: Float,
        dropout: DropoutSource, augmentation: WindowAugmentation?
    ) {
        share.gradients.pointer.update(repeating: 0, count: share.gradients.count)
        share.loss = 0
        for first in stride(from: 0, to: share.count, by: batch.capacity) {
            let histories = Array(share.histories[first..<min(first + batch.capacity, share.count)])
            let source = DropoutSource(seed: dropout.seed, step: dropout.step, first: dropout.first + first)
            fill(histories, age: age, source: source, augmentation: augmentation)
            let predicted = network.forward(batch, weights: weights, workspace: workspace, dropout: source)
            share.loss += loss.evaluate(
                gradient: outputGradient.pointer, predicted: predicted, targets: batch.targets.pointer, histories: histories,
                progress: progress, scale: gradientScale, kernels: kernels)
            network.backward(
                batch, outputGradient: outputGradient.pointer, weights: weights, gradients: share.gradients.pointer, workspace: workspace)
        }
    }

    private func fill(_ histories: [History], age: Int, source: DropoutSource, augmentation: WindowAugmentation?) {
        batch.count = histories.count
        batch.steps = assembler.schema.context + age
        for (slot, history) in histories.enumerated() {
            assembler.fill(batch, slot: slot, history: history, withTargets: true, scratch: &scratch)
        }
        guard let augmentation else { return }
        for slot in histories.indices { augmentation.apply(to: batch, slot: slot, source: source) }
    }
}
