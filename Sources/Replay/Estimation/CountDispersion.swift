import Tensors

/// How much more counts vary around the windows' rates than a Poisson process would, at several widths of bins.
struct CountDispersion: Sendable {
    /// Widths in seconds.
    var widths: [Double] = []
    /// `Σ(N − μ)² − Σμ` over `Σμ²`: the variance of the relative rate, averaged over the width.
    var excess: [Double] = []

    /// From arrivals, at 1, 10 and 60 s, as far as these fit into a window four times.
    init(fit: DemandFit, windows: ReplayWindows) {
        for width in [1.0, 10, 60] where 4 * width <= windows.width {
            var sums = (squares: 0.0, means: 0.0, meanSquares: 0.0)
            for window in 0..<windows.count where fit.offsets[window + 1] > fit.offsets[window] {
                let (start, length) = (windows.edge(window), windows.length(window))
                let bins = Int(length / width)
                let mean = fit.expected(window) / length * width
                var at = fit.offsets[window]
                for bin in 0..<bins {
                    let edge = start + Double(bin + 1) * width
                    let before = at
                    while at < fit.offsets[window + 1], fit.batches[at] < edge { at += 1 }
                    Self.add(Double(at - before), mean, &sums)
                }
            }
            append(width, sums)
        }
    }

    /// From counts, at 1, 5 and 20 steps, as far as these fit into a window four times.
    init(counts: [Double], step: Double, fit: DemandFit, windows: ReplayWindows) {
        let steps = windows.steps(of: step)
        for factor in [1, 5, 20] where 4 * factor <= steps {
            var sums = (squares: 0.0, means: 0.0, meanSquares: 0.0)
            for window in 0..<windows.count where fit.counts[window] > 0 {
                let (first, end) = (window * steps, min((window + 1) * steps, counts.count))
                let mean = fit.counts[window] / Double(end - first) * Double(factor)
                for start in stride(from: first, through: end - factor, by: factor) {
                    Self.add(counts[start..<start + factor].reduce(0, +), mean, &sums)
                }
            }
            append(Double(factor) * step, sums)
        }
    }

    private static func add(_ count: Double, _ mean: Double, _ sums: inout (squares: Double, means: Double, meanSquares: Double)) {
        sums.squares += (count - mean) * (count - mean)
        sums.means += mean
        sums.meanSquares += mean * mean
    }

    private mutating func append(_ width: Double, _ sums: (squares: Double, means: Double, meanSquares: Double)) {
        guard sums.meanSquares > 0 else { return }
        widths.append(width)
        excess.append(max(0, (sums.squares - sums.means) / sums.meanSquares))
    }
}

extension MarkovModulation {
    /// Two states whose relative rate has the variance v and forgets with the time constant τ, so that averaged over a width b its variance
    /// is `v·2τ/b·(1 − τ/b·(1 − e^(−b/τ)))`; v and τ are those that fit best by least squares of relative errors, τ from a geometric grid.
    ///
    /// Up to v = 1 the rates are `1 ± √v`, equally long; beyond, arrivals come in bursts (an interrupted Poisson process) that take the
    /// share `1/(1 + v)` of the time. `nil` where counts vary no more than those of a Poisson process.
    init?(fitting dispersion: CountDispersion) {
        var best = (error: Double.infinity, variance: 0.0, constant: 0.0)
        guard dispersion.excess.contains(where: { $0 > 0 }), let least = dispersion.widths.first, let most = dispersion.widths.last else {
            return nil
        }
        var constant = least / 10
        while constant <= most * 10 {
            let shares = dispersion.widths.map { width -> Double in
                let ratio = constant / width
                return 2 * ratio * (1 - ratio * (1 - PortableMath.exp(-1 / ratio)))
            }
            // Relative errors: the excess spans orders of magnitude.
            var (top, bottom) = (0.0, 0.0)
            for (share, excess) in zip(shares, dispersion.excess) where excess > 0 {
                top += share / excess
                bottom += share * share / (excess * excess)
            }
            let variance = bottom > 0 ? top / bottom : 0
            let error = zip(shares, dispersion.excess).reduce(0) { sum, pair in
                pair.1 > 0 ? sum + (variance * pair.0 / pair.1 - 1) * (variance * pair.0 / pair.1 - 1) : sum
            }
            if error < best.error { best = (error, variance, constant) }
            constant *= 1.1
        }
        guard best.variance > 1e-6 else { return nil }
        if best.variance <= 1 {
            let root = best.variance.squareRoot()
            self.init(unchecked: [2 * best.constant, 2 * best.constant], rates: [1 + root, 1 - root])
        } else {
            // 1/τ = 1/on + 1/off with on/(on + off) = share.
            let share = 1 / (1 + best.variance)
            self.init(unchecked: [best.constant / (1 - share), best.constant / share], rates: [1, 0])
        }
    }
}
