import Forecasting
import Tensors
import TestSupport
import Testing

/// Random windows, as the fast network and as its reference see them.
public struct ReferenceBatch {
    /// For the network.
    public let batch: WindowBatch
    /// For the reference.
    public let windows: [ReferenceWindow]

    /// Makes `count` windows whose targets lie far from the quantiles' kink at y = q, on both sides; one target is missing.
    public init(count: Int, context: Int, horizon: Int, inputs: Int, future: Int, random: inout RandomStream) {
        let batch = WindowBatch(capacity: count, context: context, horizon: horizon, inputChannels: inputs, futureChannels: future)
        batch.count = count
        for k in 0..<batch.inputs.count { batch.inputs.pointer[k] = Float(random.normal()) }
        for k in 0..<batch.future.count { batch.future.pointer[k] = Float(random.normal()) }
        for k in 0..<batch.targets.count { batch.targets.pointer[k] = Float(random.normal()) * 5 }
        if count > 1 { batch.targets.pointer[1] = .nan }
        self.batch = batch
        windows = (0..<count).map { b in
            ReferenceWindow(
                inputs: (0..<context).map { t in (0..<inputs).map { Double(batch.inputs.pointer[(t * count + b) * inputs + $0]) } },
                future: (0..<horizon).map { h in (0..<future).map { Double(batch.future.pointer[(b * horizon + h) * future + $0]) } },
                targets: (0..<horizon).map { Double(batch.targets.pointer[b * horizon + $0]) })
        }
    }

    /// Outputs of a training's forward pass, the mean loss and its gradient.
    public func trained<Network: WindowNetwork>(
        _ network: Network, parameters: [Float], levels: [Double], kernels: Kernels, dropout: DropoutSource? = nil
    ) -> (outputs: [Float], loss: Double, gradients: [Float]) {
        let workspace = network.makeWorkspace(batch: batch.count, steps: batch.steps, kernels: kernels)
        let weights = network.makeTrainingWeights(parameters, kernels: kernels)
        let rows = batch.count * network.horizon
        let outputGradient = Matrix(rows: rows, columns: levels.count)
        var gradients = [Float](repeating: 0, count: parameters.count)
        return withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: dropout)
            let outputs = Array(UnsafeBufferPointer(start: out, count: rows * levels.count))
            let sum = PinballLoss(levels: levels.map(Float.init)).evaluate(
                predicted: out, actual: batch.targets.pointer, weights: nil, count: rows, gradient: outputGradient.pointer,
                gradientScale: 1 / Float(rows * levels.count)
            ).sum
            network.backward(
                batch, outputGradient: outputGradient.pointer, weights: weights, gradients: &gradients, workspace: workspace)
            return (outputs, sum / Double(rows * levels.count), gradients)
        }
    }

    /// Outputs of a forecast.
    public func forecast<Network: WindowNetwork>(
        _ network: Network, parameters: [Float], instructionSet: InstructionSet = .best
    ) -> [Float] {
        let weights = network.makeWeights(parameters, compute: Compute(instructionSet: instructionSet, threads: 1))
        let workspace = network.makeForecastWorkspace(weights, batch: batch.count, steps: batch.steps)
        return withExtendedLifetime(workspace) {
            let out = network.forecast(batch, weights: weights, workspace: workspace)
            return Array(UnsafeBufferPointer(start: out, count: batch.count * network.horizon * network.levelCount))
        }
    }

    /// Compares a network with what its reference found: outputs of training and forecast, loss, and the gradient block by block.
    /// - Parameter stride: above 1: the reference knows every so manieth entry of a block's gradient.
    public func expect<Network: WindowNetwork>(
        _ network: Network, parameters: [Float], levels: [Double], instructionSet: InstructionSet, outputs: [Double], loss: Double,
        gradient: [Double], stride: Int = 1
    ) {
        let found = trained(network, parameters: parameters, levels: levels, kernels: Kernels(instructionSet))
        let forecast = forecast(network, parameters: parameters, instructionSet: instructionSet)
        for (k, value) in outputs.enumerated() {
            #expect(abs(Double(found.outputs[k]) - value) < 1e-5 * max(1, abs(value)))
            #expect(abs(Double(forecast[k]) - value) < 1e-5 * max(1, abs(value)))
        }
        #expect(abs(found.loss - loss) < 1e-5 * loss)
        for block in network.layout.blocks {
            let known = Swift.stride(from: block.offset, to: block.offset + block.count, by: stride)
            let size = known.reduce(0) { max($0, abs(gradient[$1])) }
            let worst = known.map { abs(Double(found.gradients[$0]) - gradient[$0]) }.max() ?? 0
            #expect(worst <= 2e-5 * max(size, 1e-2), "\(block.name) differs by \(worst), its largest entry is \(size)")
        }
    }
}
