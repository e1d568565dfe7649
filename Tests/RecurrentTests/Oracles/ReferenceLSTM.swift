import Forecasting
import Recurrent

#if canImport(Glibc)
    import Glibc
#endif

/// The network of `LSTMNetwork` written a second time, one window at a time, in double precision and without any library: the judge
/// of the fast one. Shapes and parameter names are the network's own.
struct ReferenceLSTM {
    let network: LSTMNetwork
    let levels: [Double]
    let form: DirectQuantileHead.Form

    /// One window: context `[L][D]`, known future `[H][F]`, truth `[H]`.
    struct Window {
        var inputs: [[Double]], future: [[Double]], targets: [Double]
    }

    private func block(_ name: String) -> ParameterLayout.Block { network.layout[name]! }

    private func affine(_ x: [Double], _ p: [Double], _ weight: String, _ bias: String?) -> [Double] {
        let w = block(weight)
        let (rows, columns) = (w.shape[0], w.shape[1])
        return (0..<rows).map { r in
            var sum = bias.map { p[block($0).offset + r] } ?? 0
            for c in 0..<columns { sum += p[w.offset + r * columns + c] * x[c] }
            return sum
        }
    }

    private struct Step { var x, h, c, i, f, g, o, previousH, previousC: [Double] }

    /// Mean pinball loss over windows, steps and levels; and, if asked for, its gradient.
    func loss(_ windows: [Window], parameters p: [Double], gradient: inout [Double]?) -> Double {
        let scale = 1 / Double(windows.count * network.head.horizon * levels.count)
        return windows.reduce(0) { $0 + loss($1, p, scale, &gradient) }
    }

    /// Quantiles `[H][Q]` of one window.
    func quantiles(_ window: Window, parameters p: [Double]) -> [[Double]] {
        let steps = recurrent(window, p)
        return head(steps.last!.last!.h, window, p).map(\.q)
    }

    private func recurrent(_ window: Window, _ p: [Double]) -> [[Step]] {
        let width = network.hidden
        var layers: [[Step]] = []
        var inputs = window.inputs
        for layer in 0..<network.layers {
            var h = [Double](repeating: 0, count: width), c = h
            var steps: [Step] = []
            for x in inputs {
                let a = affine(x, p, "rnn.weight_ih_l\(layer)", "rnn.bias_ih_l\(layer)")
                let b = affine(h, p, "rnn.weight_hh_l\(layer)", "rnn.bias_hh_l\(layer)")
                let z = zip(a, b).map(+)
                let i = z[0..<width].map(sigmoid), f = z[width..<2 * width].map(sigmoid)
                let g = z[2 * width..<3 * width].map { tanh($0) }, o = z[3 * width..<4 * width].map(sigmoid)
                let nextC = (0..<width).map { f[$0] * c[$0] + i[$0] * g[$0] }
                let nextH = (0..<width).map { o[$0] * tanh(nextC[$0]) }
                steps.append(Step(x: x, h: nextH, c: nextC, i: i, f: f, g: g, o: o, previousH: h, previousC: c))
                (h, c) = (nextH, nextC)
            }
            layers.append(steps)
            inputs = steps.map(\.h)
        }
        return layers
    }

    private struct HeadStep { var e, u, raw, q: [Double] }

    private func head(_ h: [Double], _ window: Window, _ p: [Double]) -> [HeadStep] {
        let count = levels.count
        if form == .linear {
            let out = affine(h, p, "head.weight", "head.bias")
            return (0..<network.head.horizon).map { HeadStep(e: [], u: [], raw: [], q: Array(out[$0 * count..<($0 + 1) * count])) }
        }
        let embedded = affine(h, p, "head.step.weight", "head.step.bias")
        let width = block("head.hidden.step").shape[1]
        let middle = count / 2
        return (0..<network.head.horizon).map { step in
            let e = Array(embedded[step * width..<(step + 1) * width])
            let a = affine(e, p, "head.hidden.step", "head.hidden.bias"), b = affine(window.future[step], p, "head.hidden.future", nil)
            let u = zip(a, b).map { tanh($0 + $1) }
            let raw = zip(affine(u, p, "head.out.weight", "head.out.bias"), affine(window.future[step], p, "head.skip.weight", nil)).map(+)
            var q = raw
            for j in stride(from: middle + 1, to: count, by: 1) { q[j] = q[j - 1] + log(1 + exp(raw[j])) }
            for j in stride(from: middle - 1, through: 0, by: -1) { q[j] = q[j + 1] - log(1 + exp(raw[j])) }
            return HeadStep(e: e, u: u, raw: raw, q: q)
        }
    }

    private func loss(_ window: Window, _ p: [Double], _ scale: Double, _ gradient: inout [Double]?) -> Double {
        let layers = recurrent(window, p)
        let top = layers.last!.last!.h
        let heads = head(top, window, p)
        var sum = 0.0
        var dq = heads.map { $0.q.map { _ in 0.0 } }
        for (step, out) in heads.enumerated() where !window.targets[step].isNaN {
            for (k, level) in levels.enumerated() {
                let d = window.targets[step] - out.q[k]
                sum += max(level * d, (level - 1) * d)
                dq[step][k] = scale * (d > 0 ? -level : 1 - level)
            }
        }
        guard var g = gradient else { return sum * scale }
        let dTop = headBackward(dq, heads, top, window, p, &g)
        recurrentBackward(dTop, layers, p, &g)
        gradient = g
        return sum * scale
    }

    private func accumulate(_ g: inout [Double], _ weight: String, _ bias: String?, _ dy: [Double], _ x: [Double], _ p: [Double])
        -> [Double]
    {
        let w = block(weight)
        var dx = [Double](repeating: 0, count: x.count)
        for r in 0..<dy.count {
            for c in 0..<x.count {
                g[w.offset + r * x.count + c] += dy[r] * x[c]
                dx[c] += dy[r] * p[w.offset + r * x.count + c]
            }
            if let bias { g[block(bias).offset + r] += dy[r] }
        }
        return dx
    }

    private func headBackward(
        _ dq: [[Double]], _ heads: [HeadStep], _ h: [Double], _ window: Window, _ p: [Double], _ g: inout [Double]
    ) -> [Double] {
        if form == .linear { return accumulate(&g, "head.weight", "head.bias", dq.flatMap { $0 }, h, p) }
        var de: [Double] = []
        let middle = levels.count / 2
        for (step, out) in heads.enumerated() {
            var draw = [Double](repeating: 0, count: levels.count)
            for j in 0..<levels.count {
                for k in 0..<levels.count {
                    // q_k depends on raw_j when j is the middle or lies between the middle and k.
                    if j == middle { draw[j] += dq[step][k] }
                    if j > middle && k >= j { draw[j] += dq[step][k] * sigmoid(out.raw[j]) }
                    if j < middle && k <= j { draw[j] -= dq[step][k] * sigmoid(out.raw[j]) }
                }
            }
            _ = accumulate(&g, "head.skip.weight", nil, draw, window.future[step], p)
            let du = accumulate(&g, "head.out.weight", "head.out.bias", draw, out.u, p)
            let dz = zip(du, out.u).map { $0 * (1 - $1 * $1) }
            _ = accumulate(&g, "head.hidden.future", nil, dz, window.future[step], p)
            de += accumulate(&g, "head.hidden.step", "head.hidden.bias", dz, out.e, p)
        }
        return accumulate(&g, "head.step.weight", "head.step.bias", de, h, p)
    }

    private func recurrentBackward(_ dTop: [Double], _ layers: [[Step]], _ p: [Double], _ g: inout [Double]) {
        let (width, length) = (network.hidden, network.context)
        var above = [[Double]](repeating: [Double](repeating: 0, count: width), count: length)
        above[length - 1] = dTop
        for layer in stride(from: network.layers - 1, through: 0, by: -1) {
            var below = [[Double]](repeating: [], count: length)
            var dh = [Double](repeating: 0, count: width), dc = dh
            for t in stride(from: length - 1, through: 0, by: -1) {
                let s = layers[layer][t]
                var dz = [Double](repeating: 0, count: 4 * width)
                for k in 0..<width {
                    let total = above[t][k] + dh[k]
                    let tc = tanh(s.c[k])
                    let dcell = dc[k] + total * s.o[k] * (1 - tc * tc)
                    dz[k] = dcell * s.g[k] * s.i[k] * (1 - s.i[k])
                    dz[width + k] = dcell * s.previousC[k] * s.f[k] * (1 - s.f[k])
                    dz[2 * width + k] = dcell * s.i[k] * (1 - s.g[k] * s.g[k])
                    dz[3 * width + k] = total * tc * s.o[k] * (1 - s.o[k])
                    dc[k] = dcell * s.f[k]
                }
                below[t] = accumulate(&g, "rnn.weight_ih_l\(layer)", "rnn.bias_ih_l\(layer)", dz, s.x, p)
                dh = accumulate(&g, "rnn.weight_hh_l\(layer)", "rnn.bias_hh_l\(layer)", dz, s.previousH, p)
            }
            above = below
        }
    }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
