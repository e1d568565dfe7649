import Tensors

/// One layer of a transformer: from the tokens of all windows `[B · T, C]` to those of the next one.
///
/// A kind of layer is one file: where its parameters lie, a forecast, a forward pass that keeps what its backward pass needs, and that.
protocol TokenLayer: Sendable {
    /// Tokens of a window before and after.
    var tokensIn: Int { get }
    var tokensOut: Int { get }
    /// Residual branches, each with a dropout mask of its own.
    var branches: Int { get }
    /// Floats of scratch that rows of one window need in a forecast, and in a training beside what is kept.
    var scratchPerWindow: Int { get }
    /// Floats of scratch whatever the number of windows, for the kernels of a level.
    func fixedScratch(_ kernels: Kernels) -> Int

    /// Replaces the tokens of a forecast in place; where there are fewer afterwards, those of a window lie next to those of the one before.
    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)

    /// Buffers of a training for up to so many windows.
    func makeMemory(windows: Int) -> LayerMemory

    /// Computes the tokens after the layer and keeps what the backward pass needs.
    /// - Parameters:
    ///   - x: tokens before the layer, unchanged until the backward pass.
    ///   - memory: written; its output is the result.
    ///   - masks: a mask `[B, C]` for each branch; `nil` for no dropout.
    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, masks: BranchMasks?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)

    /// Adds the gradients of the parameters, and writes that of the tokens before the layer.
    /// - Parameters:
    ///   - dx: written `[B · tokensIn, C]`; not `out`.
    ///   - out: gradient of the result, may be overwritten.
    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        masks: BranchMasks?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)
}

/// What a layer keeps from its forward pass: named parts of one piece of memory. The first part is the layer's result.
final class LayerMemory {
    private let storage: Matrix
    private let offsets: [Int]

    /// - Parameter parts: floats of each part.
    init(_ parts: [Int]) {
        // Parts begin at whole cache lines.
        let sizes = parts.map { ($0 + 15) / 16 * 16 }
        offsets = sizes.indices.map { sizes[..<$0].reduce(0, +) }
        storage = Matrix(rows: 1, columns: sizes.reduce(0, +))
    }

    /// A part.
    subscript(part: Int) -> UnsafeMutablePointer<Float> { storage.pointer + offsets[part] }
    /// Tokens after the layer.
    var output: UnsafeMutablePointer<Float> { self[0] }
    /// Bytes of all parts.
    var bytes: Int { storage.count * MemoryLayout<Float>.stride }
}

/// Dropout masks of the residual branches of a layer, `[B, C]` each: one for all tokens of a window (Gal & Ghahramani, 2016), all of it 0
/// where the branch is left out (stochastic depth: Huang et al., ECCV 2016).
final class BranchMasks {
    private let storage: Matrix
    private let windows: Int
    let columns: Int

    init(branches: Int, windows: Int, columns: Int) {
        (self.windows, self.columns) = (windows, columns)
        storage = Matrix(rows: branches * windows, columns: columns)
    }

    /// The mask of a branch for a window `[C]`.
    subscript(branch: Int, window: Int) -> UnsafeMutablePointer<Float> { storage.pointer + (branch * windows + window) * columns }

    /// Multiplies rows of all tokens by the mask of their window.
    func apply(_ branch: Int, to x: UnsafeMutablePointer<Float>, tokens: Int, windows: Int, kernels: Kernels) {
        for window in 0..<windows {
            for token in 0..<tokens {
                let row = x + (window * tokens + token) * columns
                kernels.multiply(row, row, self[branch, window], count: columns)
            }
        }
    }
}
