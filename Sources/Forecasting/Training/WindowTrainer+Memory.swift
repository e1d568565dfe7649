import Tensors

/// What a training takes, computed before anything is allocated.
extension WindowTrainer {
    /// Floats of the buffers of a worker, unless a single window takes more: half of what four workers may take of a gibibyte, and more
    /// than any network of some hundred steps needs for a whole share.
    private static var mostOfWorker: Int { 32 << 20 }
    /// Bytes of what does not grow with the network: the code of OpenBLAS and of the kernels, stacks of threads, small objects.
    private static var fixedBytes: Int { 4 << 20 }
    /// Bytes of OpenBLAS's buffers for the parts of matrices that a thread multiplies.
    private static var bytesOfProducts: Int { 1 << 20 }

    /// Windows that pass the network together in a training: a whole share of a batch, fewer where long contexts would need large buffers.
    /// It follows from the network alone, not from threads, so that neither do the bits of a training.
    public var windowsPerPass: Int {
        func floats(_ batch: Int) -> Int { network.workspaceFloats(batch: batch, steps: steps, kernels: kernels) }
        return max(1, min(BatchShares.split(configuration.batch).max() ?? 1, Self.mostOfWorker / max(1, floats(2) - floats(1))))
    }

    /// Bytes that a fit takes at most beside its data: what the workers keep of the windows that pass together, gradients of all shares, the
    /// parameters with their moments, best values and packed forms, a validation, and a checkpoint if there are any.
    public var memoryEstimate: Int {
        let shares = BatchShares.split(configuration.batch).count
        let workers = min(options.compute.threads, shares)
        let ofWorker =
            network.workspaceFloats(batch: windowsPerPass, steps: steps, kernels: kernels) + batchFloats(windowsPerPass, steps: steps)
            + windowsPerPass * schema.horizon * levels.count
        // Parameters as they are, as the weights keep them, the best ones, and both moments.
        let model = (shares + 5) * network.layout.count + network.packedFloats(training: true, kernels: kernels) + given
        let floats = workers * ofWorker + model + max(validation, checkpoint) + spikes
        return floats * MemoryLayout<Float>.stride + Self.fixedBytes + options.compute.threads * Self.bytesOfProducts
    }

    private var schema: WindowSchema { assembler.schema }
    /// Most input steps of a window.
    private var steps: Int { schema.context + ages.maximum }

    private func batchFloats(_ windows: Int, steps: Int) -> Int {
        WindowBatch.floats(
            capacity: windows, steps: steps, horizon: schema.horizon, inputChannels: assembler.inputChannels,
            futureChannels: assembler.futureChannels)
    }

    /// A model that forecasts, its buffers, and its forecasts with what describes them.
    private var validation: Int {
        let chunk = WindowModel.chunk(of: network)
        let threads = min(options.compute.threads, (windows.validation.count + chunk - 1) / chunk)
        let buffers =
            network.forecastWorkspaceFloats(batch: chunk, steps: schema.context, kernels: kernels)
            + batchFloats(chunk, steps: schema.context) + chunk * schema.horizon * levels.count
        return network.packedFloats(training: false, kernels: kernels) + threads * buffers
            + windows.validation.count * (schema.horizon * levels.count + 64)
    }

    /// The model of the best parameters, it and the state as tensors, and the bytes of a file.
    private var checkpoint: Int {
        options.checkpoint == nil ? 0 : network.packedFloats(training: false, kernels: kernels) + 8 * network.layout.count
    }

    /// What a fit goes on from or starts from: tensors, a model, and parameters that stay as they are.
    private var given: Int {
        guard options.resume != nil || options.pretrained != nil else { return 0 }
        let tensors = options.resume == nil ? 1 : 4
        return (tensors + 2) * network.layout.count + network.packedFloats(training: false, kernels: kernels)
    }

    /// Weights of all training targets.
    private var spikes: Int { configuration.objective == .spike ? windows.training.reduce(0) { $0 + $1.origins.upperBound } : 0 }
}
