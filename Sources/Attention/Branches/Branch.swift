import Tensors

/// What a residual layer adds to its tokens: a function of the tokens of each window, `[B · T, C]` to as many.
///
/// A kind of branch is one file: where its parameters lie, a forecast, a forward pass that keeps what its backward pass needs, and that.
protocol Branch: Sendable {
    /// Tokens of a window and their width.
    var tokens: Int { get }
    var width: Int { get }
    /// Floats of scratch for each window, in a forecast and in both passes of a training.
    var scratchPerWindow: Int { get }
    /// Floats of scratch whatever the number of windows.
    func fixedScratch(_ kernels: Kernels) -> Int
    /// Floats of each part that a forward pass keeps of so many windows.
    func parts(windows: Int) -> [Int]

    /// Computes what is added. `out` is not `x`.
    func forecast(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)

    /// The same, keeping what the backward pass needs.
    func forward(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>)

    /// Adds the gradients of the parameters, and writes that of `x`.
    /// - Parameter out: gradient of the result; neither changed nor the same as `dx`.
    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>)
}

extension Branch {
    func fixedScratch(_ kernels: Kernels) -> Int { 0 }
}
