import Headroom

/// Random windows for a plain network, and the work that benchmarks repeat with them.
struct PlainWorkload: Sendable {
    /// Values of a window before and after its origin.
    let context: Int, horizon: Int
    /// Windows in a call.
    let batch: Int
    let compute: Compute
    let seed: UInt64

    /// Random windows of context and horizon, as many as the batch has; the same for every engine.
    func windows() -> [[Float]] {
        var random = RandomStream(seed: seed, purpose: "bench windows")
        return (0..<batch).map { _ in (0..<context + horizon).map { _ in Float(random.normal()) } }
    }

    /// One forecast of each window. With BF16 weights the check is the largest distance of a quantile from float32's.
    func forecasts<Network: WindowNetwork>(_ network: Network, _ precision: WeightPrecision) -> BenchWork {
        let parameters = network.initialParameters(seed: seed)
        let windows = windows()
        var chosen = compute
        chosen.precision = precision
        let plain = PlainForecasting(network, parameters: parameters, windows: windows, compute: chosen)
        let exactly = compute
        return BenchWork(
            run: { plain.forecast() },
            check: {
                let found = plain.quantiles
                if precision == .float32 { return found.reduce(0.0) { $0 + Double($1) } / Double(found.count) }
                let exact = PlainForecasting(network, parameters: parameters, windows: windows, compute: exactly)
                exact.forecast()
                return zip(found, exact.quantiles).reduce(0.0) { max($0, Double(abs($1.0 - $1.1))) }
            })
    }

    /// Optimiser steps on the windows.
    func trainingSteps<Network: WindowNetwork>(_ network: Network) -> BenchWork {
        let plain = PlainTraining(network, batch: batch, compute: compute, seed: seed)
        plain.fill(with: windows())
        var loss = Double.nan
        return BenchWork(run: { loss = plain.step(learningRate: 1e-3) }, check: { loss })
    }
}
