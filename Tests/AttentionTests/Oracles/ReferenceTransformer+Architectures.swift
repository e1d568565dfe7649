import Attention
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// What the architectures do between and inside their blocks.
extension ReferenceTransformer {
    /// All blocks.
    func encoded(_ tokens: [[Double]], _ p: [Double]) -> [[Double]] {
        switch shape.architecture {
        case .full, .mixer: return (0..<shape.layers).reduce(tokens) { block($0, "enc.layers.\($1).", p) }
        case .sparse:
            return (0..<shape.layers).reduce(tokens) { x, layer in
                let name = "enc.layers.\(layer)."
                let y = block(x, name, p)
                return layer == shape.layers - 1 || x.count == 1 ? y : distilled(y, name, p)
            }
        case .uShaped: return levels(tokens, 0..<shape.layers, p)
        }
    }

    /// A U: the first of some blocks, those between at half the resolution, and the last one, which also sees what the first one saw. Where two
    /// blocks or four tokens are not left, the blocks follow each other.
    private func levels(_ x: [[Double]], _ blocks: Range<Int>, _ p: [Double]) -> [[Double]] {
        guard blocks.count >= 2, x.count >= 4 else { return blocks.reduce(x) { block($0, "enc.layers.\($1).", p) } }
        let (first, last) = ("enc.layers.\(blocks.lowerBound).", "enc.layers.\(blocks.upperBound - 1).")
        let y = block(x, first, p)
        let padded = x.count % 2 == 1 ? [y[0].map { _ in 0 }] + y : y
        let merged = stride(from: 0, to: padded.count, by: 2).map {
            head.affine(padded[$0] + padded[$0 + 1], p, first + "merge.weight", first + "merge.bias")
        }
        let below = levels(merged, blocks.dropFirst().dropLast(), p)
        let pairs = below.map { head.affine($0, p, last + "expand.weight", last + "expand.bias") }
        let expanded = pairs.flatMap { [Array($0.prefix(shape.width)), Array($0.suffix(shape.width))] }
        return block(sum(expanded.suffix(x.count), y), last, p)
    }

    /// Convolution over three neighbours with zeros around, exponential linear unit, largest of three at every second place.
    private func distilled(_ x: [[Double]], _ name: String, _ p: [Double]) -> [[Double]] {
        let zeros = [x[0].map { _ in 0.0 }]
        let padded = zeros + x + zeros
        let values = x.indices.map { t in
            head.affine(padded[t] + padded[t + 1] + padded[t + 2], p, name + "distil.weight", name + "distil.bias")
                .map { $0 > 0 ? $0 : expm1($0) }
        }
        return stride(from: 0, to: x.count, by: 2).map { t in
            values[t].indices.map { c in
                let near = values[max(0, t - 1)...min(x.count - 1, t + 1)].map { $0[c] }.sorted(by: >)
                if near.count > 1 { kinks.record(near[0] - near[1]) }
                return near[0]
            }
        }
    }

    /// Two linear layers across tokens.
    func mixed(_ x: [[Double]], _ name: String, _ p: [Double]) -> [[Double]] {
        let channels = x[0].indices.map { c in
            let inner = head.affine(x.map { $0[c] }, p, name + "tokens1.weight", name + "tokens1.bias").map(activated)
            return head.affine(inner, p, name + "tokens2.weight", name + "tokens2.bias")
        }
        return x.indices.map { t in channels.map { $0[t] } }
    }

    /// Places of the queries of one head that attend: all of them, or those whose scores of sampled keys stand out.
    func attending(_ queries: [[Double]], _ keys: [[Double]], _ name: String) -> Set<Int> {
        let count = queries.count
        let chosen = 5 * max(1, Int(log(Double(count)).rounded(.up)))
        guard shape.architecture == .sparse, chosen < count else { return Set(queries.indices) }
        var random = RandomStream(seed: 0, purpose: name + "self_attn")
        var order = Array(0..<count)
        let measures = queries.map { query in
            random.shuffle(&order)
            let scores = order.prefix(chosen).map { zip(query, keys[$0]).reduce(0) { $0 + $1.0 * $1.1 } }
            return scores.max()! - scores.reduce(0, +) / Double(chosen)
        }
        let ranked = measures.indices.sorted { measures[$0] > measures[$1] }
        kinks.record(measures[ranked[chosen - 1]] - measures[ranked[chosen]])
        return Set(ranked.prefix(chosen))
    }
}
