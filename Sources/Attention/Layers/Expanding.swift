import Tensors

/// Doubles the number of tokens by a linear layer from one to two neighbours, the upward way of a U-shaped network: what `Merging` undoes.
struct Expanding: TokenLayer {
    let tokensOut: Int
    private let width: Int
    private let map: LinearMap

    /// - Parameter tokens: tokens afterwards; the first one of an odd number of pairs is left out.
    init(_ prefix: String, tokens: Int, width: Int, builder: inout LayerBuilder) {
        (tokensOut, self.width) = (tokens, width)
        map = builder.map(prefix + "expand", inputs: width, outputs: 2 * width)
    }

    var tokensIn: Int { (tokensOut + 1) / 2 }
    var hasMask: Bool { false }
    private var lead: Int { tokensOut % 2 }
    private var paired: Int { 2 * tokensIn * width }
    var scratchPerWindow: Int { paired }

    private func compute(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        pass.apply(map, x, to: scratch, rows: pass.windows * tokensIn)
        for window in 0..<pass.windows {
            (out + window * tokensOut * width).update(from: scratch + window * paired + lead * width, count: tokensOut * width)
        }
    }

    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        compute(x, to: x, pass: pass, scratch: scratch)
    }

    func makeParts(windows: Int) -> [Int] { [windows * tokensOut * width] }

    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) { compute(x, to: memory.output, pass: pass, scratch: scratch) }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        for window in 0..<pass.windows {
            let target = scratch + window * paired
            target.update(repeating: 0, count: lead * width)
            (target + lead * width).update(from: out + window * tokensOut * width, count: tokensOut * width)
        }
        pass.applyGradient(map, out: scratch, x: x, to: dx, rows: pass.windows * tokensIn)
    }
}
