import Tensors

/// One layer of a transformer: from the tokens of all windows `[B · T, C]` to those of the next one.
///
/// A kind of layer is one file: where its parameters lie, a forecast, a forward pass that keeps what its backward pass needs, and that.
protocol TokenLayer: Sendable {
    /// Tokens of a window before and after.
    var tokensIn: Int { get }
    var tokensOut: Int { get }
    /// Whether it is a branch that may be left out while training.
    var hasMask: Bool { get }
    /// Floats of scratch for each window, in a forecast and in both passes of a training.
    var scratchPerWindow: Int { get }
    /// Floats of scratch whatever the number of windows.
    func fixedScratch(_ kernels: Kernels) -> Int

    /// Replaces the tokens of a forecast in place, where there is room for the larger number of tokens of all windows.
    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)

    /// Floats of each part that a training keeps of so many windows; the first part is the layer's result.
    func makeParts(windows: Int) -> [Int]

    /// Computes the tokens after the layer and keeps what the backward pass needs.
    /// - Parameters:
    ///   - x: tokens before the layer, unchanged until the backward pass.
    ///   - memory: written; its output is the result.
    ///   - mask: of the branch; `nil` for none.
    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)

    /// Adds the gradients of the parameters, and writes that of the tokens before the layer.
    /// - Parameters:
    ///   - dx: written `[B · tokensIn, C]`; not `out`.
    ///   - out: gradient of the result, may be overwritten.
    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>)
}

extension TokenLayer {
    func fixedScratch(_ kernels: Kernels) -> Int { 0 }
}

/// What a layer keeps from its forward pass: parts of one piece of memory. The first part is the layer's result.
final class LayerMemory {
    private let storage: Matrix
    private let offsets: [Int]

    /// - Parameter parts: floats of each part.
    init(_ parts: [Int]) {
        offsets = parts.indices.map { Self.floats(Array(parts[..<$0])) }
        storage = Matrix(rows: 1, columns: Self.floats(parts))
    }

    /// Floats of parts, each of which begins at a whole cache line.
    static func floats(_ parts: [Int]) -> Int { parts.reduce(0) { $0 + ($1 + 15) / 16 * 16 } }

    /// A part.
    subscript(part: Int) -> UnsafeMutablePointer<Float> { storage.pointer + offsets[part] }
    /// Tokens after the layer.
    var output: UnsafeMutablePointer<Float> { self[0] }

    /// Asks for all parts to be brought near: what a backward pass reads was written long ago, and not in the order in which caches guess.
    func prefetch(_ kernels: Kernels) { kernels.prefetch(storage.pointer, count: storage.count) }

    /// The parts of a branch, counted from the first one that is its own.
    struct Parts {
        fileprivate let memory: LayerMemory
        fileprivate let first: Int
        subscript(part: Int) -> UnsafeMutablePointer<Float> { memory[first + part] }
    }

    /// The parts from one on.
    func parts(from first: Int) -> Parts { Parts(memory: self, first: first) }
}

/// Dropout mask of a branch `[B, C]`: one for all tokens of a window (Gal & Ghahramani, 2016), all of it 0 where the branch is left out
/// (stochastic depth: Huang et al., ECCV 2016).
final class BranchMask {
    private let storage: Matrix

    init(windows: Int, columns: Int) { storage = Matrix(rows: windows, columns: columns) }

    /// Channels of a token.
    var columns: Int { storage.columns }

    /// The mask of a window `[C]`.
    subscript(window: Int) -> UnsafeMutablePointer<Float> { storage.pointer + window * columns }

    /// Multiplies rows of all tokens by the mask of their window.
    func apply(to x: UnsafeMutablePointer<Float>, tokens: Int, windows: Int, kernels: Kernels) {
        for window in 0..<windows {
            for token in 0..<tokens {
                let row = x + (window * tokens + token) * columns
                kernels.multiply(row, row, self[window], count: columns)
            }
        }
    }
}
