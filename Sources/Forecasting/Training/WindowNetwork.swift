import Tensors

/// A network that maps windows to quantiles: what a neural family has to bring. Windowing, scaling, loss, optimiser, early stopping,
/// checkpoints and files are shared (``WindowTrainer``, ``WindowModel``).
public protocol WindowNetwork: Sendable {
    /// Parameters in the form that the network's products read, shared by all threads that forecast or train.
    associatedtype Weights: Sendable
    /// Buffers of one forward and backward pass.
    associatedtype Workspace: AnyObject
    /// Buffers of a forecast.
    associatedtype ForecastWorkspace: AnyObject

    /// Context length L and horizon H, in steps.
    var context: Int { get }
    /// See ``context``.
    var horizon: Int { get }
    /// Layout of the parameters.
    var layout: ParameterLayout { get }
    /// Outputs per step: the number of quantile levels, Q.
    var levelCount: Int { get }

    /// Size of a forecast's buffers per window, in floats; bounds how many windows are computed at once.
    var floatsPerWindow: Int { get }

    /// Floats of what ``makeWorkspace(batch:steps:kernels:)`` makes: known before anything is allocated.
    func workspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int

    /// Floats of what ``makeForecastWorkspace(_:batch:steps:)`` makes for float32 weights.
    func forecastWorkspaceFloats(batch: Int, steps: Int, kernels: Kernels) -> Int

    /// Floats of weights in the forms that products read, beside the parameters themselves; of float32 weights where they forecast.
    func packedFloats(training: Bool, kernels: Kernels) -> Int

    /// Most windows that are computed together when a fleet is forecast: enough to feed matrix products, few enough that threads which
    /// lose time to other processes have pieces to hand over.
    var windowsPerPiece: Int { get }

    /// Fresh parameters.
    func initialParameters(seed: UInt64) -> [Float]

    /// Weights for forecasts.
    func makeWeights(_ parameters: [Float], compute: Compute) -> Weights

    /// Weights for training, always float32; ``update(_:with:)`` replaces them after every step.
    func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> Weights

    /// Replaces all parameters. Nobody may read the weights meanwhile.
    func update(_ weights: Weights, with parameters: UnsafePointer<Float>)

    /// Buffers for training on up to `batch` windows of up to `steps` input steps: the context length, more for windows with an age.
    func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> Workspace

    /// Buffers for forecasts of up to `batch` windows of up to `steps` input steps.
    func makeForecastWorkspace(_ weights: Weights, batch: Int, steps: Int) -> ForecastWorkspace

    /// Quantiles `[B, H, Q]` in the scaled unit of the windows, from all `batch.steps` input steps; the pointer stays valid until the next
    /// call with this workspace. Allocates nothing.
    func forecast(_ batch: WindowBatch, weights: Weights, workspace: ForecastWorkspace) -> UnsafeMutablePointer<Float>

    /// The same while training, keeping what ``backward(_:outputGradient:weights:gradients:workspace:)`` needs.
    /// - Parameters:
    ///   - batch: the windows.
    ///   - weights: packed parameters.
    ///   - workspace: buffers, which keep what the gradient needs.
    ///   - dropout: random streams of the dropout masks, `nil` for none.
    func forward(
        _ batch: WindowBatch, weights: Weights, workspace: Workspace, dropout: DropoutSource?
    ) -> UnsafeMutablePointer<Float>

    /// Adds the gradient of the loss to `gradients`, given its gradient `[B, H, Q]` with respect to the last `forward` result
    /// (which may be overwritten).
    func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, weights: Weights, gradients: UnsafeMutablePointer<Float>,
        workspace: Workspace)
}
