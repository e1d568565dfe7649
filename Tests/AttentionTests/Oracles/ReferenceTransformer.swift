import Attention
import Forecasting
import NetworkTestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// The network of `TransformerNetwork` written a second time, one window at a time, in double precision and without any library: the judge
/// of the fast one, whose gradient comes from differences. Parameter names are the network's own.
struct ReferenceTransformer {
    let network: TransformerNetwork
    let head: ReferenceHead
    /// How near the passes so far came to a kink.
    let kinks = NearestKink()

    init(network: TransformerNetwork, levels: [Double], form: DirectQuantileHead.Form) {
        self.network = network
        head = ReferenceHead(layout: network.layout, horizon: network.horizon, levels: levels, form: form)
    }

    var shape: TransformerShape { network.shape }

    /// Quantiles `[H][Q]` of one window.
    func quantiles(_ window: ReferenceWindow, parameters p: [Double]) -> [[Double]] {
        head.steps(seen(window, p), window, p).map(\.q)
    }

    /// Mean pinball loss over windows, steps and levels.
    func loss(_ windows: [ReferenceWindow], parameters p: [Double]) -> Double {
        let sum = windows.reduce(0) { $0 + head.loss(head.steps(seen($1, p), $1, p), $1).sum }
        return sum / Double(windows.count * network.horizon * head.levels.count)
    }

    /// Central differences of the loss for every parameter: their truncation error is some 1e-10, their rounding error 1e-11.
    /// - Parameter stride: above 1: of every so manieth entry of a block, the others being 0.
    func gradient(_ windows: [ReferenceWindow], parameters: [Double], stride: Int = 1) -> [Double] {
        var p = parameters
        var gradient = [Double](repeating: 0, count: p.count)
        for block in network.layout.blocks {
            for k in Swift.stride(from: block.offset, to: block.offset + block.count, by: stride) {
                let h = 1e-5
                p[k] = parameters[k] + h
                let above = loss(windows, parameters: p)
                p[k] = parameters[k] - h
                let below = loss(windows, parameters: p)
                p[k] = parameters[k]
                gradient[k] = (above - below) / (2 * h)
            }
        }
        return gradient
    }

    /// What the head sees.
    private func seen(_ window: ReferenceWindow, _ p: [Double]) -> [Double] {
        var x = patches(window).map { head.affine($0, p, "embed.weight", "embed.bias") }
        if shape.positions == .learned {
            let offset = head.block("pos").offset
            for t in x.indices { for c in x[t].indices { x[t][c] += p[offset + t * shape.width + c] } }
        }
        x = encoded(x, p)
        if shape.norm == .before { x = normalised(x, "enc.norm", p) }
        let mean = (0..<shape.width).map { c in x.reduce(0) { $0 + $1[c] } / Double(x.count) }
        switch shape.pooling {
        case .flatten: return x.flatMap { $0 }
        case .last: return x.last!
        case .mean: return mean
        case .meanAndLast: return mean + x.last!
        }
    }

    /// Patches from the end of the context backwards, until every step lies in one; zeros before the context.
    private func patches(_ window: ReferenceWindow) -> [[Double]] {
        let (context, inputs) = (window.inputs.count, window.inputs[0].count)
        var ends = [context]
        while ends.last! - shape.patch > 0 { ends.append(ends.last! - shape.stride) }
        return ends.reversed().map { end in
            (end - shape.patch..<end).flatMap { $0 < 0 ? [Double](repeating: 0, count: inputs) : window.inputs[$0] }
        }
    }

    /// A residual block; `name` is the beginning of its parameters' names.
    func block(_ x: [[Double]], _ name: String, _ p: [Double]) -> [[Double]] {
        func feedForward(_ x: [[Double]]) -> [[Double]] {
            x.map { row in
                let inner = head.affine(row, p, name + "linear1.weight", name + "linear1.bias").map(activated)
                return head.affine(inner, p, name + "linear2.weight", name + "linear2.bias")
            }
        }
        func across(_ x: [[Double]]) -> [[Double]] { shape.architecture == .mixer ? mixed(x, name, p) : attention(x, name, p) }
        switch shape.norm {
        case .after:
            let y = normalised(sum(x, across(x)), name + "norm1", p)
            return normalised(sum(y, feedForward(y)), name + "norm2", p)
        case .before:
            let y = sum(x, across(normalised(x, name + "norm1", p)))
            return sum(y, feedForward(normalised(y, name + "norm2", p)))
        }
    }

    /// Sums of tokens.
    func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] { zip(a, b).map { zip($0, $1).map(+) } }

    /// The activation of the feed-forward layers.
    func activated(_ x: Double) -> Double {
        switch shape.activation {
        case .relu:
            kinks.record(abs(x))
            return max(x, 0)
        case .gelu: return x * erfc(-x / 2.0.squareRoot()) / 2
        }
    }

    private func normalised(_ x: [[Double]], _ name: String, _ p: [Double]) -> [[Double]] {
        let (gain, offset) = (head.block(name + ".weight").offset, head.block(name + ".bias").offset)
        return x.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { (row[$0] - mean) / (variance + 1e-5).squareRoot() * p[gain + $0] + p[offset + $0] }
        }
    }

    private func attention(_ x: [[Double]], _ name: String, _ p: [Double]) -> [[Double]] {
        let (width, own) = (shape.width, shape.width / shape.heads)
        let rows = x.map { head.affine($0, p, name + "self_attn.in_proj_weight", name + "self_attn.in_proj_bias") }
        /// Channel `c` of a head's query (part 0), key or value at a place.
        func value(_ part: Int, _ t: Int, _ first: Int, _ c: Int) -> Double {
            let at = part * width + first
            guard shape.positions == .rotary, part < 2 else { return rows[t][at + c] }
            let angle = Double(t) / pow(10_000, Double(c / 2 * 2) / Double(own))
            let other = rows[t][at + (c % 2 == 0 ? c + 1 : c - 1)]
            return rows[t][at + c] * cos(angle) + (c % 2 == 0 ? -other : other) * sin(angle)
        }
        var mixed = x.map { $0.map { _ in 0.0 } }
        for first in stride(from: 0, to: width, by: own) {
            let parts = (0..<3).map { part in x.indices.map { t in (0..<own).map { value(part, t, first, $0) } } }
            let attending = attending(parts[0], parts[1], name)
            for i in x.indices {
                guard attending.contains(i) else {
                    for c in 0..<own { mixed[i][first + c] = parts[2].reduce(0) { $0 + $1[c] } / Double(x.count) }
                    continue
                }
                let keys = shape.isCausal ? 0...i : 0...(x.count - 1)
                let scores = keys.map { j in zip(parts[0][i], parts[1][j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(own).squareRoot() }
                let largest = scores.max()!
                let weights = scores.map { exp($0 - largest) }
                let total = weights.reduce(0, +)
                for c in 0..<own { mixed[i][first + c] = zip(keys, weights).reduce(0) { $0 + $1.1 / total * parts[2][$1.0][c] } }
            }
        }
        return mixed.map { head.affine($0, p, name + "self_attn.out_proj.weight", name + "self_attn.out_proj.bias") }
    }
}
