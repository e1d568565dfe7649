import Forecasting

#if canImport(Glibc)
    import Glibc
#endif

/// One window in double precision: context `[L][D]`, known future `[H][F]`, truth `[H]`, NaN where it is missing.
public struct ReferenceWindow {
    /// Rows of the context, of the future, and the truth.
    public var inputs: [[Double]], future: [[Double]], targets: [Double]
}

/// `DirectQuantileHead` and the pinball loss written a second time, one window at a time, in double precision and without any library: the
/// end of the judges of the fast networks. Shapes and parameter names are the network's own.
public struct ReferenceHead {
    /// Where the parameters lie.
    public let layout: ParameterLayout
    /// Horizon H.
    public let horizon: Int
    /// Levels of the quantiles.
    public let levels: [Double]
    /// Form of the head.
    public let form: DirectQuantileHead.Form

    /// Makes a head.
    public init(layout: ParameterLayout, horizon: Int, levels: [Double], form: DirectQuantileHead.Form) {
        (self.layout, self.horizon, self.levels, self.form) = (layout, horizon, levels, form)
    }

    /// What a step keeps for its gradient: embedding, inner values, raw outputs, quantiles.
    public struct Step {
        var e, u, raw: [Double]
        /// Quantiles `[Q]`.
        public var q: [Double]
    }

    /// A block of the layout.
    public func block(_ name: String) -> ParameterLayout.Block { layout[name]! }

    /// `W·x + b` with parameters of these names.
    public func affine(_ x: [Double], _ p: [Double], _ weight: String, _ bias: String?) -> [Double] {
        let w = block(weight), b = bias.map { block($0).offset }
        return (0..<w.shape[0]).map { r in
            var sum = b.map { p[$0 + r] } ?? 0
            let first = w.offset + r * w.shape[1]
            for c in x.indices { sum += p[first + c] * x[c] }
            return sum
        }
    }

    /// Adds the gradients of an affine map, and gives that of its input.
    public func accumulate(
        _ g: inout [Double], _ weight: String, _ bias: String?, _ dy: [Double], _ x: [Double], _ p: [Double]
    ) -> [Double] {
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

    /// Every step of a window whose network ends in `h`.
    public func steps(_ h: [Double], _ window: ReferenceWindow, _ p: [Double]) -> [Step] {
        let count = levels.count
        if form == .linear {
            let out = affine(h, p, "head.weight", "head.bias")
            return (0..<horizon).map { Step(e: [], u: [], raw: [], q: Array(out[$0 * count..<($0 + 1) * count])) }
        }
        let embedded = affine(h, p, "head.step.weight", "head.step.bias")
        let width = block("head.hidden.step").shape[1]
        let middle = count / 2
        return (0..<horizon).map { step in
            let e = Array(embedded[step * width..<(step + 1) * width])
            let a = affine(e, p, "head.hidden.step", "head.hidden.bias"), b = affine(window.future[step], p, "head.hidden.future", nil)
            let u = zip(a, b).map { tanh($0 + $1) }
            let raw = zip(affine(u, p, "head.out.weight", "head.out.bias"), affine(window.future[step], p, "head.skip.weight", nil)).map(+)
            var q = raw
            for j in stride(from: middle + 1, to: count, by: 1) { q[j] = q[j - 1] + log(1 + exp(raw[j])) }
            for j in stride(from: middle - 1, through: 0, by: -1) { q[j] = q[j + 1] - log(1 + exp(raw[j])) }
            return Step(e: e, u: u, raw: raw, q: q)
        }
    }

    /// Sum of the pinball losses of a window, and their slopes `[H][Q]`.
    public func loss(_ steps: [Step], _ window: ReferenceWindow) -> (sum: Double, slopes: [[Double]]) {
        var sum = 0.0
        var slopes = steps.map { $0.q.map { _ in 0.0 } }
        for (step, out) in steps.enumerated() where !window.targets[step].isNaN {
            for (k, level) in levels.enumerated() {
                let d = window.targets[step] - out.q[k]
                sum += max(level * d, (level - 1) * d)
                slopes[step][k] = d > 0 ? -level : 1 - level
            }
        }
        return (sum, slopes)
    }

    /// Adds the gradients of the head, given those of the quantiles, and gives that of `h`.
    public func backward(
        _ dq: [[Double]], _ steps: [Step], _ h: [Double], _ window: ReferenceWindow, _ p: [Double], _ g: inout [Double]
    ) -> [Double] {
        if form == .linear { return accumulate(&g, "head.weight", "head.bias", dq.flatMap { $0 }, h, p) }
        var de: [Double] = []
        let middle = levels.count / 2
        for (step, out) in steps.enumerated() {
            var draw = [Double](repeating: 0, count: levels.count)
            for j in 0..<levels.count {
                let slope = 1 / (1 + exp(-out.raw[j]))
                for k in 0..<levels.count {
                    // q_k depends on raw_j when j is the middle or lies between the middle and k.
                    if j == middle { draw[j] += dq[step][k] }
                    if j > middle && k >= j { draw[j] += dq[step][k] * slope }
                    if j < middle && k <= j { draw[j] -= dq[step][k] * slope }
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
}
