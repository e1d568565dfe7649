import Tensors

/// Halves the number of tokens: two neighbours side by side become one by a linear layer, the downward way of a U-shaped network. With an odd
/// number the first token is merged with zeros.
struct Merging: TokenLayer {
    let tokensIn: Int
    private let width: Int
    private let map: LinearMap

    init(_ prefix: String, tokens: Int, width: Int, builder: inout LayerBuilder) {
        (tokensIn, self.width) = (tokens, width)
        map = builder.map(prefix + "merge", inputs: 2 * width, outputs: width)
    }

    var tokensOut: Int { (tokensIn + 1) / 2 }
    var hasMask: Bool { false }
    private var lead: Int { tokensIn % 2 }
    private var paired: Int { 2 * tokensOut * width }
    var scratchPerWindow: Int { paired + tokensOut * width }

    /// Rows of two tokens each, `[B · tokensOut, 2C]`.
    private func pair(_ x: UnsafePointer<Float>, windows: Int, to out: UnsafeMutablePointer<Float>) {
        for window in 0..<windows {
            let target = out + window * paired
            target.update(repeating: 0, count: lead * width)
            (target + lead * width).update(from: x + window * tokensIn * width, count: tokensIn * width)
        }
    }

    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        pair(x, windows: pass.windows, to: scratch)
        pass.apply(map, scratch, to: x, rows: pass.windows * tokensOut)
    }

    func makeParts(windows: Int) -> [Int] { [windows * tokensOut * width, windows * paired] }

    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        pair(x, windows: pass.windows, to: memory[1])
        pass.apply(map, memory[1], to: memory.output, rows: pass.windows * tokensOut)
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        pass.applyGradient(map, out: out, x: memory[1], to: scratch, rows: pass.windows * tokensOut)
        for window in 0..<pass.windows {
            (dx + window * tokensIn * width).update(from: scratch + window * paired + lead * width, count: tokensIn * width)
        }
    }
}
