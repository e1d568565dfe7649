import Tensors

/// A network that maps windows to quantiles: what a neural family has to bring. Windowing, scaling, loss, optimiser, early stopping,
/// checkpoints and files are shared (``WindowTrainer``, ``WindowModel``).
public protocol WindowNetwork: Sendable {
    /// Buffers of one forward and backward pass.
    associatedtype Workspace: AnyObject

    /// Layout of the parameters.
    var layout: ParameterLayout { get }
    /// Outputs per step: the number of quantile levels, Q.
    var levelCount: Int { get }

    /// Size of a workspace per window, in floats; bounds how many windows are computed at once.
    var floatsPerWindow: Int { get }

    /// Fresh parameters.
    func initialParameters(seed: UInt64) -> [Float]

    /// Buffers for up to `batch` windows of up to `steps` input steps: the context length, more for windows with an age.
    func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> Workspace

    /// Quantiles `[B, H, Q]` in the scaled unit of the windows, from all `batch.steps` input steps; the pointer stays valid until the next
    /// call with this workspace.
    /// - Parameter dropout: random streams of the dropout masks while training, `nil` for inference.
    func forward(
        _ batch: WindowBatch, parameters: UnsafePointer<Float>, workspace: Workspace, dropout: DropoutSource?
    ) -> UnsafeMutablePointer<Float>

    /// Adds the gradient of the loss to `gradients`, given its gradient `[B, H, Q]` with respect to the last ``forward`` result
    /// (which may be overwritten).
    func backward(
        _ batch: WindowBatch, outputGradient: UnsafeMutablePointer<Float>, parameters: UnsafePointer<Float>,
        gradients: UnsafeMutablePointer<Float>, workspace: Workspace)
}
