import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Random changes of training windows: contexts that begin later, and values stretched around the location.
struct WindowAugmentation: Sendable {
    private let cropping: Float, stretching: Float
    /// Channels that hold values in the unit of the window: of a context step, and of a future step. The flag of an observation.
    private let values: [Int], references: [Int], flag: Int?
    private let context: Int, horizon: Int

    /// `nil` where nothing is to be changed.
    init?(_ configuration: TrainingConfiguration, schema: WindowSchema) {
        guard configuration.cropping > 0 || configuration.stretching > 0 else { return nil }
        (cropping, stretching) = (configuration.cropping, configuration.stretching)
        (context, horizon) = (schema.context, schema.horizon)
        flag = schema.features ? 1 : nil
        // Written by `WindowAssembler.writeInput` and `writeFuture`.
        values = [0] + (schema.features ? schema.seasons.indices.map { 2 + $0 } : [])
        references = schema.features ? [1] + schema.seasons.indices.flatMap { [4 + 3 * $0, 5 + 3 * $0] } : []
    }

    /// Changes one window of a batch, by a stream of its own.
    func apply(to batch: WindowBatch, slot: Int, source: DropoutSource) {
        var random = source.stream(of: slot, purpose: "augmentation")
        if random.uniform() < cropping {
            // At least a quarter of the context stays.
            let hidden = random.int(below: max(1, 3 * batch.steps / 4))
            for step in 0..<hidden {
                let row = batch.inputs.pointer + (step * batch.count + slot) * batch.inputChannels
                row[0] = 0
                if let flag { row[flag] = 0 }
            }
        }
        guard stretching > 0 else { return }
        let factor = Float(exp(Double(stretching) * random.normal()))
        for step in 0..<batch.steps {
            let row = batch.inputs.pointer + (step * batch.count + slot) * batch.inputChannels
            for channel in values { row[channel] *= factor }
        }
        for step in 0..<horizon {
            let row = batch.future.pointer + (slot * horizon + step) * batch.futureChannels
            for channel in references { row[channel] *= factor }
        }
        for step in 0..<horizon { batch.targets.pointer[slot * horizon + step] *= factor }
    }
}
