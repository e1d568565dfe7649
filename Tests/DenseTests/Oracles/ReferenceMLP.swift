import Dense
import Forecasting
import NetworkTestSupport

/// The network of `MLPNetwork` written a second time, one window at a time, in double precision and without any library: the judge of the
/// fast one. Shapes and parameter names are the network's own.
struct ReferenceMLP {
    let network: MLPNetwork
    let layers: Int
    let head: ReferenceHead

    init(network: MLPNetwork, layers: Int, levels: [Double], form: DirectQuantileHead.Form) {
        (self.network, self.layers) = (network, layers)
        head = ReferenceHead(layout: network.layout, horizon: network.horizon, levels: levels, form: form)
    }

    /// Quantiles `[H][Q]` of one window.
    func quantiles(_ window: ReferenceWindow, parameters p: [Double]) -> [[Double]] {
        let x = inputs(window)
        return head.steps(hidden(x, p).last! + x, window, p).map(\.q)
    }

    /// Mean pinball loss over windows, steps and levels, and its gradient.
    func loss(_ windows: [ReferenceWindow], parameters p: [Double]) -> (value: Double, gradient: [Double]) {
        let scale = 1 / Double(windows.count * network.horizon * head.levels.count)
        var gradient = [Double](repeating: 0, count: p.count)
        let sum = windows.reduce(0) { $0 + loss($1, p, scale, &gradient) }
        return (sum * scale, gradient)
    }

    private func loss(_ window: ReferenceWindow, _ p: [Double], _ scale: Double, _ g: inout [Double]) -> Double {
        let x = inputs(window)
        let h = hidden(x, p)
        let seen = h.last! + x
        let steps = head.steps(seen, window, p)
        let (sum, slopes) = head.loss(steps, window)
        var out = Array(head.backward(slopes.map { $0.map { $0 * scale } }, steps, seen, window, p, &g).prefix(network.hidden))
        for layer in (0..<layers).reversed() {
            for unit in out.indices where h[layer][unit] == 0 { out[unit] = 0 }
            out = head.accumulate(
                &g, "layers.\(layer).weight", "layers.\(layer).bias", out, layer == 0 ? x : h[layer - 1], p)
        }
        return sum
    }

    /// The layers, rectified.
    private func hidden(_ x: [Double], _ p: [Double]) -> [[Double]] {
        var all: [[Double]] = []
        for layer in 0..<layers {
            all.append(head.affine(all.last ?? x, p, "layers.\(layer).weight", "layers.\(layer).bias").map { max($0, 0) })
        }
        return all
    }

    /// Channel by channel, each in the order of time.
    private func inputs(_ window: ReferenceWindow) -> [Double] {
        let chosen = network.inputs
        return chosen.contextChannels.flatMap { channel in window.inputs.map { $0[channel] } }
            + chosen.stepChannels.flatMap { channel in window.future.map { $0[channel] } }
            + chosen.windowChannels.map { window.future[0][$0] }
    }
}
