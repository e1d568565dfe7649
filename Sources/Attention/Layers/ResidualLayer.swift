import Tensors

/// A branch beside the tokens, with layer normalisation before it, `x + f(norm(x))`, or after the sum, `norm(x + f(x))`.
struct ResidualLayer<Inner: Branch>: TokenLayer {
    private let branch: Inner
    private let norm: LayerNormalisation
    private let place: TransformerShape.Norm

    /// - Parameter norm: name of the normalisation's parameters.
    init(_ branch: Inner, norm: String, place: TransformerShape.Norm, builder: inout LayerBuilder) {
        (self.branch, self.place) = (branch, place)
        self.norm = builder.norm(norm, columns: branch.width)
    }

    var tokensIn: Int { branch.tokens }
    var tokensOut: Int { branch.tokens }
    var hasMask: Bool { true }
    private var perWindow: Int { branch.tokens * branch.width }
    var scratchPerWindow: Int { 2 * perWindow + branch.scratchPerWindow }
    func fixedScratch(_ kernels: Kernels) -> Int { branch.fixedScratch(kernels) }

    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let (rows, count) = (pass.windows * branch.tokens, pass.windows * perWindow)
        let (added, normed, rest) = (scratch, scratch + count, scratch + 2 * count)
        switch place {
        case .before:
            pass.normalise(norm, x, to: normed, rows: rows)
            branch.forecast(normed, to: added, pass: pass, scratch: rest)
            pass.kernels.add(x, added, count: count)
        case .after:
            branch.forecast(x, to: added, pass: pass, scratch: rest)
            pass.normalise(norm, added, residual: x, to: x, rows: rows)
        }
    }

    /// The result; the tokens normalised, or with the branch added; statistics of the normalisation; what the branch keeps.
    func makeParts(windows: Int) -> [Int] {
        [windows * perWindow, windows * perWindow, 2 * windows * branch.tokens] + branch.parts(windows: windows)
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        let (rows, kernels) = (pass.windows * branch.tokens, pass.kernels)
        let (kept, statistics) = (memory[1], memory[2])
        switch place {
        case .before:
            pass.normalise(norm, x, to: kept, statistics: statistics, rows: rows)
            branch.forward(kept, to: memory.output, memory: memory.parts(from: 3), pass: pass, scratch: scratch)
            mask?.apply(to: memory.output, tokens: branch.tokens, windows: pass.windows, kernels: kernels)
            kernels.add(memory.output, x, count: pass.windows * perWindow)
        case .after:
            branch.forward(x, to: kept, memory: memory.parts(from: 3), pass: pass, scratch: scratch)
            mask?.apply(to: kept, tokens: branch.tokens, windows: pass.windows, kernels: kernels)
            pass.normalise(norm, kept, residual: x, to: memory.output, statistics: statistics, rows: rows)
        }
    }

    /// The gradient that a branch gets of its sum's: where there is a mask, a masked copy.
    private func masked(
        _ gradient: UnsafeMutablePointer<Float>, _ mask: BranchMask?, copy: UnsafeMutablePointer<Float>, pass: LayerPass
    ) -> UnsafeMutablePointer<Float> {
        guard let mask else { return gradient }
        copy.update(from: gradient, count: pass.windows * perWindow)
        mask.apply(to: copy, tokens: branch.tokens, windows: pass.windows, kernels: pass.kernels)
        return copy
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        mask: BranchMask?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        let (rows, count, kernels) = (pass.windows * branch.tokens, pass.windows * perWindow, pass.kernels)
        let (kept, statistics) = (memory[1], memory[2])
        let (given, inner, rest) = (scratch, scratch + count, scratch + 2 * count)
        switch place {
        case .before:
            let added = masked(out, mask, copy: given, pass: pass)
            branch.backward(inner, out: added, x: kept, memory: memory.parts(from: 3), pass: pass, scratch: rest)
            dx.update(from: out, count: count)
            pass.normaliseGradient(norm, out: inner, x: x, statistics: statistics, to: dx, rows: rows, adds: true)
        case .after:
            pass.normaliseGradient(norm, out: out, x: kept, statistics: statistics, to: inner, rows: rows)
            let added = masked(inner, mask, copy: given, pass: pass)
            branch.backward(dx, out: added, x: x, memory: memory.parts(from: 3), pass: pass, scratch: rest)
            kernels.add(dx, inner, count: count)
        }
    }
}
