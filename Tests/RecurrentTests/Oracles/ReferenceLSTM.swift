import Forecasting
import NetworkTestSupport
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

    private var head: ReferenceHead {
        ReferenceHead(layout: network.layout, horizon: network.horizon, levels: levels, form: form)
    }

    private struct Step { var x, h, c, i, f, g, o, previousH, previousC: [Double] }

    /// Mean pinball loss over windows, steps and levels; and, if asked for, its gradient.
    func loss(_ windows: [ReferenceWindow], parameters p: [Double], gradient: inout [Double]?) -> Double {
        let scale = 1 / Double(windows.count * network.head.horizon * levels.count)
        return windows.reduce(0) { $0 + loss($1, p, scale, &gradient) }
    }

    /// Quantiles `[H][Q]` of one window.
    func quantiles(_ window: ReferenceWindow, parameters p: [Double]) -> [[Double]] {
        let steps = recurrent(window, p)
        return head.steps(steps.last!.last!.h, window, p).map(\.q)
    }

    private func recurrent(_ window: ReferenceWindow, _ p: [Double]) -> [[Step]] {
        let width = network.hidden
        var layers: [[Step]] = []
        var inputs = window.inputs
        for layer in 0..<network.layers {
            var h = [Double](repeating: 0, count: width), c = h
            var steps: [Step] = []
            for x in inputs {
                let a = head.affine(x, p, "rnn.weight_ih_l\(layer)", "rnn.bias_ih_l\(layer)")
                let b = head.affine(h, p, "rnn.weight_hh_l\(layer)", "rnn.bias_hh_l\(layer)")
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

    private func loss(_ window: ReferenceWindow, _ p: [Double], _ scale: Double, _ gradient: inout [Double]?) -> Double {
        let layers = recurrent(window, p)
        let top = layers.last!.last!.h
        let steps = head.steps(top, window, p)
        let (sum, slopes) = head.loss(steps, window)
        guard var g = gradient else { return sum * scale }
        let dTop = head.backward(slopes.map { $0.map { $0 * scale } }, steps, top, window, p, &g)
        recurrentBackward(dTop, layers, p, &g)
        gradient = g
        return sum * scale
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
                below[t] = head.accumulate(&g, "rnn.weight_ih_l\(layer)", "rnn.bias_ih_l\(layer)", dz, s.x, p)
                dh = head.accumulate(&g, "rnn.weight_hh_l\(layer)", "rnn.bias_hh_l\(layer)", dz, s.previousH, p)
            }
            above = below
        }
    }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
