import Tensors

extension CeilingModel {
    /// Weights to which those of small samples are drawn.
    static let prior: [Float] = [0.45, 0.325, 0.225]
    /// Charge on the squared distance from the prior, times one over the number of windows.
    private static let charge: Float = 200
    /// Weights are multiples of 1/20.
    private static let grid = 20
    /// Most validation forecasts that weights are learnt from.
    private static let mostForecasts = 1000

    /// Learns the ceilings of a model.
    ///
    /// - Parameters:
    ///   - sample: its (calibrated) validation forecasts, at least one.
    ///   - paths: ranks of what came among them.
    ///   - seasons: in steps; the past is looked at for two of the first one, at least.
    init(on sample: ValidationForecasts, paths: ResidualPaths, seasons: [Int]) {
        let (levels, horizon) = (sample.forecasts[0].levels, paths.horizon)
        let span = min(max(20 * horizon, 2 * (seasons.first ?? 1), 512), 1 << 16)
        let windows = sample.windowsWithoutOverlap
        let copula = GaussianCopula(paths)
        let equal = [Float](repeating: 1 / Float(Self.parts), count: Self.anchors.count * Self.parts)
        let draft = CeilingModel(copula: copula, weights: equal, windows: windows, span: span, levels: levels)
        self.init(
            copula: copula, weights: draft.learntWeights(sample, horizon: horizon), windows: windows, span: span, levels: levels)
    }

    private func learntWeights(_ sample: ValidationForecasts, horizon: Int) -> [Float] {
        var windows: [(values: [(Float, Float, Float)], ceiling: Float, weight: Float)] = []
        var sizes: [String: Float] = [:]
        var work = CeilingWorkspace(for: self)
        let anchors = Self.anchors.map { FiniteSample.corrected($0, count: self.windows) }
        for index in ValidationForecasts.spaced(sample.count, most: Self.mostForecasts) {
            let (origin, forecast) = (sample.origins[index], sample.forecasts[index])
            let truth = (0..<horizon).map { sample.actual(index, step: $0) }
            // Where a value is missing the ceiling is unknown.
            guard !truth.contains(where: \.isNaN) else { continue }
            let weight = sizes[origin.id] ?? CalibrationTargets.weight(of: origin)
            sizes[origin.id] = weight
            guard weight > 0 else { continue }
            forecast.values.withUnsafeBufferPointer { quantiles in
                origin.values.withUnsafeBufferPointer {
                    work.findParts(of: quantiles, lowerBound: forecast.lowerBound, after: $0, over: horizon)
                }
            }
            windows.append((anchors.map(work.parts.values), truth.max()!, weight))
        }
        guard !windows.isEmpty else { return Self.anchors.flatMap { _ in Self.prior } }
        return Self.anchors.indices.flatMap { anchor in
            bestWeights(windows.map { ($0.values[anchor], $0.ceiling, $0.weight) }, level: Float(Self.anchors[anchor]))
        }
    }

    private func bestWeights(_ rows: [(values: (Float, Float, Float), ceiling: Float, weight: Float)], level: Float) -> [Float] {
        var (best, bestLoss) = (Self.prior, Double.infinity)
        for a in 0...Self.grid {
            for b in 0...(Self.grid - a) {
                let w = [Float(a), Float(b), Float(Self.grid - a - b)].map { $0 / Float(Self.grid) }
                var sum = 0.0
                for row in rows {
                    let error = row.ceiling - (w[0] * row.values.0 + w[1] * row.values.1 + w[2] * row.values.2)
                    sum += Double(row.weight * max(level * error, (level - 1) * error))
                }
                let distance = zip(w, Self.prior).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                let loss = sum * Double(1 + Self.charge / Float(max(1, self.windows)) * distance)
                if loss < bestLoss { (best, bestLoss) = (w, loss) }
            }
        }
        return best
    }
}
