import Forecasting
import Tensors
import Testing

/// Dropout masks act while training and never afterwards.
extension ReferenceBatch {
    /// The masks of a training step.
    public static func masks(of step: Int, first: Int = 0) -> DropoutSource { DropoutSource(seed: 1, step: step, first: first) }

    /// Outputs of a training's forward pass.
    public func outputs<Network: WindowNetwork>(_ network: Network, _ parameters: [Float], masks: DropoutSource?) -> [Float] {
        let workspace = network.makeWorkspace(batch: batch.count, steps: batch.steps, kernels: .best)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        return withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: masks)
            return Array(UnsafeBufferPointer(start: out, count: batch.count * network.horizon * network.levelCount))
        }
    }

    /// Masks change the training of a network with dropout, each step's in its own way, and nothing else.
    public func expectMasksChangeTrainingOnly<Network: WindowNetwork>(with: Network, without: Network) {
        let parameters = with.initialParameters(seed: 1)
        #expect(parameters == without.initialParameters(seed: 1))
        let plain = outputs(without, parameters, masks: nil)
        #expect(outputs(with, parameters, masks: nil) == plain)
        #expect(outputs(without, parameters, masks: Self.masks(of: 1)) == plain)
        #expect(forecast(with, parameters: parameters) == forecast(without, parameters: parameters))
        let one = outputs(with, parameters, masks: Self.masks(of: 1))
        #expect(one != plain)
        #expect(outputs(with, parameters, masks: Self.masks(of: 1)) == one, "the same stream gives the same masks")
        #expect(outputs(with, parameters, masks: Self.masks(of: 2)) != one)
    }

    /// A pass without masks, in a workspace that had some, does not see them.
    public func expectWorkspacesForgetTheirMasks<Network: WindowNetwork>(_ network: Network) {
        let parameters = network.initialParameters(seed: 1)
        let workspace = network.makeWorkspace(batch: batch.count, steps: batch.steps, kernels: .best)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        withExtendedLifetime(workspace) {
            let masked = network.forward(batch, weights: weights, workspace: workspace, dropout: Self.masks(of: 1))
            let count = batch.count * network.horizon * network.levelCount
            let first = Array(UnsafeBufferPointer(start: masked, count: count))
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: nil)
            let second = Array(UnsafeBufferPointer(start: out, count: count))
            #expect(second == outputs(network, parameters, masks: nil) && second != first)
        }
    }
}

extension NetworkForecaster {
    /// Trainings with different dropout end with different parameters, each of which forecasts the same twice.
    public static func expectDropoutChangesTraining(_ all: [Self]) throws {
        let set = TrainingSet(Demand.waves(2, count: 200), seasons: [24])
        let models = try all.map { try $0.fit(on: set, options: FitOptions(seed: 2)) }
        #expect(Set(models.map(\.parameters)).count == all.count)
        for one in models {
            #expect(try bits(one.forecast(from: set.histories, horizon: 6)) == bits(one.forecast(from: set.histories, horizon: 6)))
        }
    }
}
