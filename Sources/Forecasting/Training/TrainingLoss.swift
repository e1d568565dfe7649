import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Loss and gradient of the quantiles of a batch, for each ``TrainingObjective``.
package struct TrainingLoss: Sendable {
    let objective: TrainingObjective
    let levels: QuantileLevels
    let horizon: Int
    /// Weights of windows, for ``TrainingObjective/spike``.
    let spikes: SpikeWeights?

    private let pinball: PinballLoss
    /// Levels whose paths have their maximum trained.
    private let ceilingLevels: Range<Int>

    /// Lowest level of a ceiling that is trained. A low quantile of the maximum lies far above the low quantiles of all steps (of sixty that know
    /// nothing of each other, above nine in ten), so that the two losses would fight over every path; nobody provisions by it.
    private static let lowestCeiling = 0.9
    /// Share of the ceiling in its objective.
    private static let ceilingShare: Float = 0.5
    /// Temperature of the soft maximum, in units of the windows' scale, at the beginning and at the end of a training.
    private static let temperatures: (first: Double, last: Double) = (0.5, 0.02)

    /// - Parameter spikes: needed for ``TrainingObjective/spike`` alone.
    package init(_ objective: TrainingObjective, levels: QuantileLevels, horizon: Int, spikes: SpikeWeights?) {
        (self.objective, self.levels, self.horizon, self.spikes) = (objective, levels, horizon, spikes)
        pinball = PinballLoss(levels: levels.values.map(Float.init))
        let first = levels.values.firstIndex { $0 >= Self.lowestCeiling - 1e-9 } ?? levels.count - 1
        ceilingLevels = first..<levels.count
    }

    /// Sum of the losses of a share of a batch; a missing target costs nothing.
    ///
    /// - Parameters:
    ///   - gradient: `[B, H, Q]`, written.
    ///   - predicted: `[B, H, Q]`.
    ///   - targets: `[B, H]`, NaN where missing.
    ///   - histories: of the windows.
    ///   - progress: share of the training that is done, 0…1.
    ///   - scale: factor of the gradient.
    package func evaluate(
        gradient: UnsafeMutablePointer<Float>, predicted: UnsafePointer<Float>, targets: UnsafePointer<Float>, histories: [History],
        progress: Double, scale: Float, kernels: Kernels
    ) -> Double {
        let rows = histories.count * horizon
        func marginal(_ weights: UnsafePointer<Float>?, _ scale: Float) -> Double {
            pinball.evaluate(
                predicted: predicted, actual: targets, weights: weights, count: rows, gradient: gradient, gradientScale: scale,
                kernels: kernels
            ).sum
        }
        switch objective {
        case .marginal: return marginal(nil, scale)
        case .spike:
            return withUnsafeTemporaryAllocation(of: Float.self, capacity: rows) { weights in
                guard let base = weights.baseAddress else { return 0 }
                for (window, history) in histories.enumerated() {
                    let weight = spikes?.weight(id: history.id, origin: history.count, horizon: horizon) ?? 1
                    (base + window * horizon).update(repeating: weight, count: horizon)
                }
                return marginal(base, scale)
            }
        case .ceiling:
            let rest = 1 - Self.ceilingShare
            var sum = Double(rest) * marginal(nil, rest * scale)
            let temperature = Self.temperatures.first * pow(Self.temperatures.last / Self.temperatures.first, min(1, progress))
            for window in histories.indices {
                sum += addCeiling(
                    gradient + window * horizon * levels.count, predicted + window * horizon * levels.count,
                    targets: targets + window * horizon, temperature: Float(temperature), scale: scale)
            }
            return sum
        case .asymmetric: return asymmetric(gradient, predicted, targets: targets, rows: rows, scale: scale)
        }
    }

    /// Pinball loss of the largest target and the soft maximum of each upper quantile's path, `Σ p_h q_h` with `p = softmax(q / T)`; its slope is
    /// `p_h (1 + (q_h − max) / T)`. It counts like the horizon's steps together.
    private func addCeiling(
        _ gradient: UnsafeMutablePointer<Float>, _ predicted: UnsafePointer<Float>, targets: UnsafePointer<Float>, temperature: Float,
        scale: Float
    ) -> Double {
        let steps = (0..<horizon).filter { !targets[$0].isNaN }
        guard let actual = steps.map({ targets[$0] }).max() else { return 0 }
        let (count, weight) = (levels.count, Self.ceilingShare * Float(horizon))
        var loss = 0.0
        for level in ceilingLevels {
            let tau = levels.values[level]
            let largest = steps.reduce(-Float.infinity) { max($0, predicted[$1 * count + level]) }
            var (sum, mean): (Float, Float) = (0, 0)
            for step in steps {
                let share = expf((predicted[step * count + level] - largest) / temperature)
                (sum, mean) = (sum + share, mean + share * predicted[step * count + level])
            }
            mean /= sum
            let error = Double(actual - mean)
            loss += Double(weight) * max(tau * error, (tau - 1) * error)
            let slope = scale * weight * Float(error > 0 ? -tau : error < 0 ? 1 - tau : 0.5 - tau)
            for step in steps {
                let value = predicted[step * count + level]
                let share = expf((value - largest) / temperature) / sum
                gradient[step * count + level] += slope * share * (1 + (value - mean) / temperature)
            }
        }
        return loss
    }

    private func asymmetric(
        _ gradient: UnsafeMutablePointer<Float>, _ predicted: UnsafePointer<Float>, targets: UnsafePointer<Float>, rows: Int, scale: Float
    ) -> Double {
        let count = levels.count
        var sum = 0.0
        for row in 0..<rows {
            let target = targets[row]
            for (level, tau) in levels.values.enumerated() {
                let place = row * count + level
                guard !target.isNaN else {
                    gradient[place] = 0
                    continue
                }
                let error = target - predicted[place]
                let weight = Float(error > 0 ? tau : 1 - tau)
                sum += Double(weight * error * error)
                gradient[place] = -2 * scale * weight * error
            }
        }
        return sum
    }
}
