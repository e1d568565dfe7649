import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Halves the number of tokens and keeps what stands out: a convolution over three neighbours, the exponential linear unit, and the largest
/// of three neighbours at every second place (Zhou et al., "Informer", AAAI 2021). The batch normalisation between them is left out: tokens
/// are normalised by the blocks around, and a forecast must not depend on the windows beside it.
struct Distilling: TokenLayer {
    let tokensIn: Int
    private let width: Int
    private let map: LinearMap

    init(_ prefix: String, tokens: Int, width: Int, builder: inout LayerBuilder) {
        (tokensIn, self.width) = (tokens, width)
        map = builder.map(prefix + "distil", inputs: 3 * width, outputs: width)
    }

    var tokensOut: Int { (tokensIn - 1) / 2 + 1 }
    var hasMask: Bool { false }
    private var perWindow: Int { tokensIn * width }
    var scratchPerWindow: Int { 4 * perWindow }

    /// Rows of a token and its neighbours, `[B · T, 3C]`; beyond the ends are zeros.
    private func neighbours(_ x: UnsafePointer<Float>, windows: Int, to out: UnsafeMutablePointer<Float>) {
        for window in 0..<windows {
            for token in 0..<tokensIn {
                for offset in -1...1 {
                    let target = out + ((window * tokensIn + token) * 3 + offset + 1) * width
                    if (0..<tokensIn).contains(token + offset) {
                        target.update(from: x + window * perWindow + (token + offset) * width, count: width)
                    } else {
                        target.update(repeating: 0, count: width)
                    }
                }
            }
        }
    }

    /// The exponential linear unit in place: x for x > 0, else exp(x) − 1 (Clevert et al., ICLR 2016).
    private func activate(_ x: UnsafeMutablePointer<Float>, count: Int) {
        for k in 0..<count where x[k] < 0 { x[k] = expm1f(x[k]) }
    }

    /// Calls `body` with every place of the result and the place it is taken from.
    private func pool(_ values: UnsafePointer<Float>, windows: Int, _ body: (_ out: Int, _ source: Int) -> Void) {
        for window in 0..<windows {
            for token in 0..<tokensOut {
                for channel in 0..<width {
                    var best = window * perWindow + 2 * token * width + channel
                    for near in [2 * token - 1, 2 * token + 1] where (0..<tokensIn).contains(near) {
                        let place = window * perWindow + near * width + channel
                        if values[place] > values[best] { best = place }
                    }
                    body((window * tokensOut + token) * width + channel, best)
                }
            }
        }
    }

    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let values = scratch + pass.windows * 3 * perWindow
        neighbours(x, windows: pass.windows, to: scratch)
        pass.apply(map, scratch, to: values, rows: pass.windows * tokensIn)
        activate(values, count: pass.windows * perWindow)
        pool(values, windows: pass.windows) { x[$0] = values[$1] }
    }

    /// The result; tokens with their neighbours; activated values.
    func makeParts(windows: Int) -> [Int] {
        [windows * tokensOut * width, windows * 3 * perWindow, windows * perWindow]
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        let (out, values) = (memory.output, memory[2])
        neighbours(x, windows: pass.windows, to: memory[1])
        pass.apply(map, memory[1], to: values, rows: pass.windows * tokensIn)
        activate(values, count: pass.windows * perWindow)
        pool(values, windows: pass.windows) { out[$0] = values[$1] }
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        let (values, slopes) = (memory[2], scratch + pass.windows * 3 * perWindow)
        slopes.update(repeating: 0, count: pass.windows * perWindow)
        pool(values, windows: pass.windows) { slopes[$1] += out[$0] }
        // exp(x) − 1 = v, so its slope exp(x) is v + 1.
        for k in 0..<pass.windows * perWindow where values[k] < 0 { slopes[k] *= values[k] + 1 }
        pass.applyGradient(map, out: slopes, x: memory[1], to: scratch, rows: pass.windows * tokensIn)
        dx.update(repeating: 0, count: pass.windows * perWindow)
        for window in 0..<pass.windows {
            for token in 0..<tokensIn {
                for offset in -1...1 where (0..<tokensIn).contains(token + offset) {
                    pass.kernels.add(
                        dx + window * perWindow + (token + offset) * width,
                        scratch + ((window * tokensIn + token) * 3 + offset + 1) * width, count: width)
                }
            }
        }
    }
}
