import Tensors

/// Attention of the few queries that have something to ask (ProbSparse: Zhou et al., "Informer", AAAI 2021): a query whose scores of some
/// sampled keys stand out, largest minus mean, attends to all keys; the others take the mean of all values.
///
/// `u = 5 ⌈ln T⌉` queries are chosen by `u` keys each. The published code draws the keys anew in every pass; here they are drawn once for each
/// query, so that a forecast is a function of its window.
struct SparseAttention: Branch {
    let tokens: Int, width: Int
    /// Queries that attend, and keys that choose them.
    let chosen: Int
    private let heads: Int
    private let projection: LinearMap, mixing: LinearMap
    /// Sampled keys of every query `[T, chosen]`.
    private let sample: [Int32]

    init(_ prefix: String, tokens: Int, shape: TransformerShape, builder: inout LayerBuilder) {
        (self.tokens, width, heads) = (tokens, shape.width, shape.heads)
        chosen = min(tokens, 5 * max(1, Int(PortableMath.log(Double(max(2, tokens))).rounded(.up))))
        projection = builder.map(prefix, weight: ".in_proj_weight", bias: ".in_proj_bias", inputs: width, outputs: 3 * width)
        mixing = builder.map(prefix + ".out_proj", inputs: width, outputs: width)
        var random = RandomStream(seed: 0, purpose: prefix)
        var keys = Array(0..<tokens)
        let (tokens, chosen) = (tokens, chosen)
        sample = (0..<tokens).flatMap { _ -> [Int32] in
            random.shuffle(&keys)
            return keys.prefix(chosen).map(Int32.init)
        }
        precondition(sample.allSatisfy { (0..<tokens).contains(Int($0)) })
    }

    private var headWidth: Int { width / heads }
    /// Queries of one head that attend, and their results, `[u, E]` each.
    private var gathered: Int { (chosen * headWidth + 15) / 16 * 16 }
    /// A float for every token, in whole cache lines.
    private var padded: Int { (tokens + 15) / 16 * 16 }
    var scratchPerWindow: Int { tokens * 4 * width }
    func fixedScratch(_ kernels: Kernels) -> Int {
        4 * gathered + 2 * padded + kernels.attentionFloats(queries: chosen, keys: tokens, width: headWidth)
    }

    /// Chooses the queries of one head, those that stand out most first; equal ones in their order.
    private func choose(
        _ rows: UnsafePointer<Float>, into queries: UnsafeMutablePointer<Float>, measures: UnsafeMutablePointer<Float>, kernels: Kernels
    ) {
        kernels.sparseQueries(
            queries, measures: measures, q: rows, k: rows + width, stride: 3 * width, tokens: tokens, width: headWidth, sample: sample,
            sampled: chosen, chosen: chosen)
    }

    /// Attention of the chosen queries of one head, gathered, to all keys.
    private func attention(
        _ rows: UnsafePointer<Float>, queries: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>,
        statistics: UnsafeMutablePointer<Float>?, work: UnsafeMutablePointer<Float>
    ) -> Kernels.Attention {
        var attention = Kernels.Attention(
            ofRows: rows, windows: 1, heads: 1, tokens: tokens, width: headWidth, isCausal: false, out: out, statistics: statistics,
            work: work)
        (attention.k, attention.v, attention.kStride, attention.vStride) = (rows + width, rows + 2 * width, 3 * width, 3 * width)
        (attention.q, attention.qStride, attention.queries, attention.outStride) = (queries, headWidth, chosen, headWidth)
        return attention
    }

    private func compute(
        _ rows: UnsafePointer<Float>, to mixed: UnsafeMutablePointer<Float>, places: UnsafeMutablePointer<Float>?,
        statistics: UnsafeMutablePointer<Float>?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        let (queries, results) = (scratch, scratch + gathered)
        let (ownPlaces, mean) = (scratch + 4 * gathered, scratch + 2 * gathered)
        let measures = ownPlaces + padded
        let work = measures + padded
        for window in 0..<pass.windows {
            for head in 0..<heads {
                let qkv = rows + window * tokens * 3 * width + head * headWidth
                let out = mixed + window * tokens * width + head * headWidth
                let index = window * heads + head
                let place = places.map { $0 + index * chosen } ?? ownPlaces
                choose(qkv, into: place, measures: measures, kernels: pass.kernels)
                for slot in 0..<chosen { (queries + slot * headWidth).update(from: qkv + Int(place[slot]) * 3 * width, count: headWidth) }
                pass.kernels.attend(
                    attention(qkv, queries: queries, out: results, statistics: statistics.map { $0 + index * 2 * chosen }, work: work))
                mean.update(repeating: 0, count: headWidth)
                for token in 0..<tokens { pass.kernels.add(mean, qkv + 2 * width + token * 3 * width, count: headWidth) }
                pass.kernels.scale(mean, by: 1 / Float(tokens), count: headWidth)
                for token in 0..<tokens { (out + token * width).update(from: mean, count: headWidth) }
                for slot in 0..<chosen { (out + Int(place[slot]) * width).update(from: results + slot * headWidth, count: headWidth) }
            }
        }
    }

    func forecast(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let rows = pass.windows * tokens
        let (wide, mixed) = (scratch, scratch + rows * 3 * width)
        pass.apply(projection, x, to: wide, rows: rows)
        compute(wide, to: mixed, places: nil, statistics: nil, pass: pass, scratch: scratch + rows * 4 * width)
        pass.apply(mixing, mixed, to: out, rows: rows)
    }

    /// Queries, keys and values `[rows, 3C]`, the result before it is mixed `[rows, C]`, chosen queries `[B, heads, u]`, statistics.
    func parts(windows: Int) -> [Int] {
        [windows * tokens * 3 * width, windows * tokens * width, windows * heads * chosen, windows * heads * 2 * chosen]
    }

    func forward(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        pass.apply(projection, x, to: memory[0], rows: rows)
        compute(
            memory[0], to: memory[1], places: memory[2], statistics: memory[3], pass: pass, scratch: scratch + rows * 4 * width)
        pass.apply(mixing, memory[1], to: out, rows: rows)
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        let (wide, mixed, own) = (scratch, scratch + rows * 3 * width, scratch + rows * 4 * width)
        let (queries, given, queryGradient, mean) = (own, own + gathered, own + 2 * gathered, own + 3 * gathered)
        let work = own + 4 * gathered
        pass.applyGradient(mixing, out: out, x: memory[1], to: mixed, rows: rows)
        for window in 0..<pass.windows {
            for head in 0..<heads {
                let qkv = memory[0] + window * tokens * 3 * width + head * headWidth
                let slopes = mixed + window * tokens * width + head * headWidth
                let target = wide + window * tokens * 3 * width + head * headWidth
                let index = window * heads + head
                let place = memory[2] + index * chosen
                for slot in 0..<chosen {
                    (queries + slot * headWidth).update(from: qkv + Int(place[slot]) * 3 * width, count: headWidth)
                    (given + slot * headWidth).update(from: slopes + Int(place[slot]) * width, count: headWidth)
                }
                pass.kernels.attentionGradient(
                    attention(qkv, queries: queries, out: given, statistics: memory[3] + index * 2 * chosen, work: work), out: given,
                    outStride: headWidth, q: queryGradient, qStride: headWidth, k: target + width, kStride: 3 * width,
                    v: target + 2 * width, vStride: 3 * width)
                // What the others took, the mean, gives every value a share of their gradients.
                mean.update(repeating: 0, count: headWidth)
                for token in 0..<tokens { pass.kernels.add(mean, slopes + token * width, count: headWidth) }
                for slot in 0..<chosen {
                    for k in 0..<headWidth { mean[k] -= given[slot * headWidth + k] }
                }
                pass.kernels.scale(mean, by: 1 / Float(tokens), count: headWidth)
                for token in 0..<tokens {
                    (target + token * 3 * width).update(repeating: 0, count: headWidth)
                    pass.kernels.add(target + token * 3 * width + 2 * width, mean, count: headWidth)
                }
                for slot in 0..<chosen {
                    (target + Int(place[slot]) * 3 * width).update(from: queryGradient + slot * headWidth, count: headWidth)
                }
            }
        }
        pass.applyGradient(projection, out: wide, x: x, to: dx, rows: rows)
    }
}
