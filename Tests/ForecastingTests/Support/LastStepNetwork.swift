import Forecasting
import Tensors

/// The smallest network there is: the shared head on the last step of the context. Tests of windows, training and models need no more.
struct LastStepNetwork: WindowNetwork {
    final class Workspace {
        let head: DirectQuantileHead.Workspace
        let kernels: Kernels
        var stateGradient: Matrix

        init(head: DirectQuantileHead.Workspace, kernels: Kernels, rows: Int, columns: Int) {
            (self.head, self.kernels) = (head, kernels)
            stateGradient = Matrix(rows: rows, columns: columns)
        }
    }

    let layout: ParameterLayout
    let head: DirectQuantileHead
    let context: Int, inputs: Int

    init(_ assembler: WindowAssembler, levels: QuantileLevels, form: DirectQuantileHead.Form = .conditioned) {
        var layout = ParameterLayout()
        head = DirectQuantileHead(
            form: form, width: assembler.inputChannels, horizon: assembler.schema.horizon, futureChannels: assembler.futureChannels,
            levels: levels, embedding: 4, hidden: 8, layout: &layout)
        self.layout = layout
        (context, inputs) = (assembler.schema.context, assembler.inputChannels)
    }

    var horizon: Int { head.horizon }
    var levelCount: Int { head.levelCount }
    var windowsPerPiece: Int { 48 }
    var floatsPerWindow: Int { context * inputs + head.horizon * 64 }
    /// Floats that a window is said to take in a training, so that tests can make it large.
    var floatsOfWindow: Int?

    func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        batch * (floatsOfWindow ?? inputs + head.trainingFloatsPerWindow)
    }
    func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int {
        batch * (inputs + head.trainingFloatsPerWindow)
    }
    func packedFloats(training: Bool, kernels: Kernels) -> Int { 0 }

    func initialParameters(seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "parameters")
        var parameters = [Float](repeating: 0, count: layout.count)
        head.initialise(&parameters, layout: layout, random: &random)
        return parameters
    }

    /// Parameters as they are.
    final class Weights: @unchecked Sendable {
        var parameters: [Float]
        let kernels: Kernels
        init(_ parameters: [Float], _ kernels: Kernels) { (self.parameters, self.kernels) = (parameters, kernels) }
    }

    func makeWeights(_ parameters: [Float], compute: Compute) -> Weights { Weights(parameters, Kernels(compute.instructionSet)) }
    func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> Weights { Weights(parameters, kernels) }
    func update(_ weights: Weights, with parameters: UnsafePointer<Float>) {
        weights.parameters = Array(UnsafeBufferPointer(start: parameters, count: layout.count))
    }

    func makeForecastWorkspace(_ weights: Weights, batch: Int, steps: Int) -> Workspace {
        makeWorkspace(batch: batch, steps: steps, kernels: weights.kernels)
    }

    func forecast(_ batch: WindowBatch, weights: Weights, workspace: Workspace) -> UnsafeMutablePointer<Float> {
        forward(batch, weights: weights, workspace: workspace, dropout: nil)
    }

    func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> Workspace {
        Workspace(head: head.makeWorkspace(capacity: batch), kernels: kernels, rows: batch, columns: inputs)
    }

    func forward(
        _ batch: WindowBatch, weights: Weights, workspace: Workspace, dropout: DropoutSource?
    ) -> UnsafeMutablePointer<Float> {
        head.forward(
            hidden: batch.inputs.pointer + (batch.steps - 1) * batch.count * inputs, stride: inputs, future: batch.future.pointer,
            count: batch.count, parameters: weights.parameters, workspace: workspace.head, kernels: workspace.kernels)
    }

    func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: Weights,
        gradients: UnsafeMutablePointer<Float>, workspace: Workspace
    ) {
        head.backward(
            stateGradient: workspace.stateGradient.pointer, outputGradient: outputGradient,
            hidden: batch.inputs.pointer + (batch.steps - 1) * batch.count * inputs, stride: inputs, future: batch.future.pointer,
            count: batch.count, parameters: weights.parameters, gradients: gradients, workspace: workspace.head, kernels: workspace.kernels)
    }
}

/// A training of the smallest network on a set of series.
struct SmallTraining {
    let assembler: WindowAssembler
    let network: LastStepNetwork
    let trainer: WindowTrainer<LastStepNetwork>
    let training: TrainingSet
    let levels: QuantileLevels
    let options: FitOptions

    init(
        _ training: TrainingSet, context: Int = 12, horizon: Int = 4, levels: QuantileLevels = try! QuantileLevels([0.1, 0.5, 0.9]),
        configuration: TrainingConfiguration = SmallTraining.configuration, options: FitOptions = FitOptions(seed: 3),
        floatsOfWindow: Int? = nil
    ) throws {
        let schema = WindowSchema(training: training, context: context, horizon: horizon, transform: .identity, scaling: .robust)
        assembler = WindowAssembler(schema: schema)
        var network = LastStepNetwork(assembler, levels: levels)
        network.floatsOfWindow = floatsOfWindow
        self.network = network
        let windows = try TrainingWindows(training, context: context, horizon: horizon, minimumHistory: schema.minimumHistory)
        trainer = try WindowTrainer(
            network: network, assembler: assembler, windows: windows, levels: levels, configuration: configuration, options: options)
        (self.training, self.levels, self.options) = (training, levels, options)
    }

    static let configuration = TrainingConfiguration(steps: 60, batch: 16, learningRate: 5e-3, warmup: 5, round: 10, patience: 100)

    /// A model with these parameters.
    func model(_ parameters: [Float]) -> WindowModel<LastStepNetwork> {
        WindowModel(
            name: "small", network: network, assembler: assembler, levels: levels, parameters: parameters, residualPaths: nil,
            compute: options.compute)
    }
}
