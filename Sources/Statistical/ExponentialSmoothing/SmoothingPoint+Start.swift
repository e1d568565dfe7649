extension SmoothingPoint {
    /// Initial states as Hyndman & Khandakar, "Automatic Time Series Forecasting: The forecast Package for R", J. Stat. Softw. 27(3), 2008,
    /// section 2.1, find them: seasonal indices by classical decomposition, then level and trend by a line through the first two seasons (ten
    /// values at least) without season.
    ///
    /// - Parameters:
    ///   - values: history in the scale of the search; NaN is missing.
    ///   - indices: of a `ClassicalDecomposition`, empty without season.
    ///   - model: kind of the model.
    init(values: [Double], indices: [Double], model: SmoothingModel) {
        let multiplies = model.season == .multiplicative
        // An index near 0 would make what it divides huge.
        let indices = multiplies ? indices.map { max($0, 0.01) } : indices
        let first = values.prefix(max(10, 2 * indices.count))
        var (n, sumT, sumY, sumTT, sumTY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, value) in first.enumerated() where !value.isNaN {
            let season = indices.isEmpty ? 0 : indices[index % indices.count]
            let (t, y) = (Double(index + 1), multiplies ? value / season : value - season)
            (n, sumT, sumY, sumTT, sumTY) = (n + 1, sumT + t, sumY + y, sumTT + t * t, sumTY + t * y)
        }
        let spread = sumTT - sumT * sumT / n
        let slope = model.trend != .none && spread > 0 ? (sumTY - sumT * sumY / n) / spread : 0
        level = (sumY - slope * sumT) / n
        trend = slope
        seasonal = indices
        if model.error == .multiplicative && level <= 0 { (level, trend) = (sumY / n, 0) }
        betaShare = model.trend == .none ? 0 : 0.1
        gammaShare = model.season == .none ? 0 : 0.1
        phi = model.trend == .damped ? 0.95 : 1
    }

    /// Weights of the search's starts: α, β/α, γ/(1 − α).
    private static let weightsOfStarts: [(alpha: Double, betaShare: Double, gammaShare: Double)] = [
        (0.02, 0.05, 0.02), (0.1, 0.05, 0.05), (0.3, 0.05, 0.1), (0.6, 0.05, 0.1), (0.9, 0.05, 0.1), (0.02, 0.4, 0.1), (0.1, 0.3, 0.3),
        (0.3, 0.3, 0.3), (0.3, 0.01, 0.02), (0.8, 0.01, 0.02),
    ]

    /// Sets of starts of a search: these states with several weights; what was found for simpler models; and these states almost unmoved.
    func starts(of model: SmoothingModel, simpler: [(model: SmoothingModel, point: SmoothingPoint)]) -> [[SmoothingPoint]] {
        let own = Self.weightsOfStarts.map { weights in
            var start = self
            start.alpha = weights.alpha
            if model.trend != .none { start.betaShare = weights.betaShare }
            if model.season != .none { start.gammaShare = weights.gammaShare }
            return start
        }
        var found: [SmoothingPoint] = []
        for (simple, point) in simpler {
            var start = point
            if simple.trend == model.trend {
                found.append(start)
            } else if simple.trend == .additive {
                start.phi = 0.98
                found.append(start)
            } else {
                if model.trend == .damped { start.phi = 0.9 }
                for share in [1e-3, 0.03, 0.3] {
                    start.betaShare = share
                    found.append(start)
                }
            }
        }
        var quiet = self
        quiet.alpha = 0.005
        if model.trend != .none { quiet.betaShare = 0.02 }
        if model.season != .none { quiet.gammaShare = 0.005 }
        return [own, found, [quiet]]
    }
}
