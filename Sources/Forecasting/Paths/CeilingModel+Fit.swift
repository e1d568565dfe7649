import Tensors

extension CeilingModel {
    /// Most validation forecasts that weights are learnt from.
    private static let mostForecasts = 4000

    /// Learns the ceilings of a model.
    ///
    /// - Parameters:
    ///   - sample: its (calibrated) validation forecasts, at least one.
    ///   - paths: ranks of what came among them.
    ///   - seasons: in steps, most important first.
    init(on sample: ValidationForecasts, paths: ResidualPaths, seasons: [Int]) {
        let (levels, copula, season) = (sample.forecasts[0].levels, GaussianCopula(paths), seasons.first ?? 1)
        let draft = CeilingModel(copula: copula, weights: CeilingParts.weights(learntFrom: []), season: season, levels: levels)
        self.init(
            copula: copula, weights: CeilingParts.weights(learntFrom: draft.losses(on: sample, horizon: paths.horizon)), season: season,
            levels: levels)
    }

    /// What every part would have lost on validation forecasts.
    private func losses(on sample: ValidationForecasts, horizon: Int) -> [LossWeights.Window] {
        var windows: [LossWeights.Window] = []
        var scales: [String: Double] = [:]
        var work = CeilingWorkspace(for: self)
        let room = Matrix(rows: 1, columns: CeilingParts.count)
        let spans = sample.spans
        for index in ValidationForecasts.spaced(sample.count, most: Self.mostForecasts) {
            let (origin, forecast) = (sample.origins[index], sample.forecasts[index])
            let truth = (0..<horizon).map { sample.actual(index, step: $0) }
            // Where a value is missing the ceiling is unknown.
            guard let ceiling = truth.max(), !truth.contains(where: \.isNaN), let span = spans[origin.id] else { continue }
            var losses: [Double] = []
            forecast.values.withUnsafeBufferPointer { quantiles in
                origin.values.withUnsafeBufferPointer { values in
                    let parts = work.findParts(of: quantiles, lowerBound: forecast.lowerBound, after: values, over: horizon)
                    if scales[origin.id] == nil { scales[origin.id] = Self.scale(parts.long) }
                    for level in CeilingParts.anchors {
                        parts.write(room.pointer, at: level)
                        for part in 0..<CeilingParts.count {
                            let error = Double(ceiling - room.pointer[part])
                            losses.append(max(level * error, (level - 1) * error))
                        }
                    }
                }
            }
            windows.append(
                LossWeights.Window(
                    series: origin.id, scale: scales[origin.id] ?? 0, independent: span.windowsWithoutOverlap(horizon: horizon),
                    losses: losses))
        }
        return windows
    }

    /// One over the mean size of maxima; 0 where all are zeros.
    private static func scale(_ maxima: UnsafeBufferPointer<Float>) -> Double {
        let sum = maxima.reduce(0.0) { $0 + abs(Double($1)) }
        return sum > 0 ? Double(maxima.count) / sum : 0
    }
}
