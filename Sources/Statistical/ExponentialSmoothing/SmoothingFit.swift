import Tensors

/// One exponential smoothing with given parameters and initial states, run over a history: how likely it is, and what it forecasts.
package struct SmoothingFit: Sendable {
    /// Kind of the model.
    package let model: SmoothingModel
    /// Season in steps, 0 without.
    package let season: Int
    /// Parameters and initial states, in units of the history.
    package let point: SmoothingPoint
    /// Minus twice the log-likelihood but for the constant `n + n ln(2π/n)`, as the field's packages count it: `n ln Σe² + 2 Σ ln|f|`, the last
    /// sum with multiplicative errors only.
    package let cost: Double
    /// Sum of squared errors, relative ones with multiplicative errors.
    package let squares: Double
    /// Mean of the errors over their root mean square; 0 where all are 0.
    package let bias: Double
    /// Values that are not missing.
    package let observed: Int
    /// Level after the last value.
    package let level: Double
    /// Trend after the last value.
    package let trend: Double
    /// Seasonal states of the next steps, in their order.
    package let seasonal: [Double]
    /// What the history was divided by for the search.
    package let scale: Double

    /// Runs a model over a history.
    ///
    /// - Parameters:
    ///   - model: kind of the model.
    ///   - point: parameters and initial states in the scale of `lanes`.
    ///   - lanes: the history.
    package init(_ model: SmoothingModel, at point: SmoothingPoint, over lanes: SmoothingLanes) {
        let season = point.seasonal.count, scale = lanes.scale
        let sum = lanes.errors(of: model, at: point).reduce(0, +)
        let states = lanes.states(lane: 0, season: season)
        // Costs of values that were divided by the scale: errors, or forecasts in the second sum, grow by it.
        cost = lanes.cost(lane: 0) + 2 * Double(lanes.observed) * PortableMath.log(scale)
        let size = (lanes.squares(lane: 0) * Double(lanes.observed)).squareRoot()
        bias = size > 0 ? sum / size : 0
        squares = lanes.squares(lane: 0) * (model.error == .additive ? scale * scale : 1)
        (self.model, self.season, self.scale, observed) = (model, season, scale, lanes.observed)
        let seasonScale = model.season == .additive ? scale : 1
        self.point = point.scaled(by: scale, season: seasonScale)
        (level, trend) = (states[0] * scale, states[1] * scale)
        seasonal = (0..<season).map { states[2 + (lanes.count + $0) % season] * seasonScale }
    }

    /// Akaike's criterion, corrected for short histories (Hurvich & Tsai, Biometrika 76(2), 1989): `cost + 2k + 2k(k + 1)/(n − k − 1)`;
    /// infinite where there are too few values for k parameters.
    package var aicc: Double {
        let k = Double(model.parameterCount(season: season)), room = Double(observed) - k - 1
        return room > 0 ? cost + 2 * k + 2 * k * (k + 1) / room : .infinity
    }

    /// Variance of an error: squares over the values less parameters.
    package var errorVariance: Double {
        squares / Double(max(1, observed - model.parameterCount(season: season) - 1))
    }

    /// Point forecasts `[H]`.
    package func means(horizon: Int) -> [Double] {
        let withoutSeason = meansWithoutSeason(horizon: horizon)
        guard season > 0 else { return withoutSeason }
        return withoutSeason.enumerated().map { step, mean in
            let state = seasonal[step % season]
            return model.season == .multiplicative ? mean * state : mean + state
        }
    }

    /// Variances of the forecasts `[H]` (Hyndman, Koehler, Ord & Snyder 2008, chapter 6).
    ///
    /// With `c_j = α + β(φ + … + φ^j) + γ·[m divides j]`, what a step's error adds j steps later: for additive errors
    /// `σ²(1 + Σ c_j²)`, exactly; for multiplicative errors `(1 + σ²) θ_h − μ_h²` with `θ_h = μ_h² + σ² Σ c_j² θ_{h−j}`, exactly (section
    /// 6.3). Where the season multiplies, the same of level and trend only, times `s²`: the product of the changes of level and season is
    /// taken as their sum, which is good for small σ; the book's approximation (section 6.4) leaves out what the two have in common.
    ///
    /// - Complexity: O(H²) with multiplicative errors, O(H) otherwise.
    package func variances(horizon: Int) -> [Double] {
        let variance = errorVariance, isFactor = model.season == .multiplicative
        var weights: [Double] = []
        var (trends, damping) = (0.0, 1.0)
        for step in 1...horizon {
            damping *= point.phi
            trends += damping
            let ofSeason = season > 0 && step % season == 0 ? point.gamma : 0
            let weight = point.alpha + point.beta * trends + ofSeason
            weights.append(weight * weight)
        }
        if model.error == .additive {
            var sum = 1.0
            return (0..<horizon).map { step in
                defer { sum += weights[step] }
                return variance * sum
            }
        }
        let means = isFactor ? meansWithoutSeason(horizon: horizon) : means(horizon: horizon)
        var moments: [Double] = []
        return (0..<horizon).map { step in
            var sum = 0.0
            for lag in 0..<step { sum += weights[lag] * moments[step - 1 - lag] }
            let square = means[step] * means[step]
            moments.append(square + variance * sum)
            let ofState = isFactor ? seasonal[step % season] * seasonal[step % season] : 1
            return ofState * ((1 + variance) * moments[step] - square)
        }
    }

    private func meansWithoutSeason(horizon: Int) -> [Double] {
        var (trends, damping) = (0.0, 1.0)
        return (0..<horizon).map { _ in
            damping *= point.phi
            trends += damping
            return level + trends * trend
        }
    }
}

extension SmoothingPoint {
    /// The point of a history that is `scale` times as large.
    package func scaled(by scale: Double, season: Double) -> SmoothingPoint {
        var point = self
        point.level *= scale
        point.trend *= scale
        point.seasonal = seasonal.map { $0 * season }
        return point
    }
}
