import Tensors

/// Joint draws of quantile levels, made once for a model: applied to a forecast, each is one plausible future, and nothing is left to chance.
///
/// The K levels of a step lie one in each of K equal parts of (0, 1); which path gets which is the order of draws from a copula. So every
/// step has nearly its exact distribution, and the steps hang together as the copula says: Latin hypercube sampling (Stein, "Large sample
/// properties of simulations using Latin hypercube sampling", Technometrics 29(2), 1987), with dependence.
///
/// Where a level lies within its part changes from step to step by the golden ratio, from a place that is drawn for every part. Steps together
/// then fill each part evenly, also the last one: over 48 steps the levels reach as far beyond 1 − 1/K as the maximum of so many steps does.
/// Middles of parts would end its distribution at the level 1 − 1/(2K), which a tenth of all maxima exceed; uniform numbers would
/// leave up to three times the noise in its quantile 0.9 (48 steps, 200 paths; three times where steps are independent).
public struct PathLevels: Sendable, Equatable {
    /// Number of paths, K.
    public let count: Int
    /// Number of steps, H.
    public let steps: Int
    /// Levels `[H, K]`, each in (0, 1).
    private let levels: [Double]

    /// Draws levels from a copula.
    ///
    /// Draws of fewer steps are the first rows of those of more. All bits are the same on every machine.
    /// - Parameters:
    ///   - copula: the dependence between steps.
    ///   - count: number of paths, at least 1.
    ///   - steps: number of steps, at most those of the copula; `nil` for all.
    ///   - seed: seed of the draws.
    /// - Complexity: O(K H²).
    public init(_ copula: GaussianCopula, count: Int = 200, steps: Int? = nil, seed: UInt64 = 1) {
        let steps = steps ?? copula.steps
        precondition(count > 0, "at least one path can be drawn, found \(count)")
        precondition((1...copula.steps).contains(steps), "the copula has \(copula.steps) steps, \(steps) were wanted")
        var places = RandomStream(seed: seed, purpose: "path levels within parts")
        let starts = (0..<count).map { _ in places.uniformDouble() }
        // Normal numbers [H, K]; every path has a stream of its own, in the order of its steps.
        var normals = [Double](repeating: 0, count: steps * count)
        for path in 0..<count {
            var random = RandomStream(seed: seed, purpose: "path levels", index: UInt64(path))
            for step in 0..<steps { normals[step * count + path] = random.normal() }
        }
        var levels = [Double](repeating: 0, count: steps * count)
        var scores = [Double](repeating: 0, count: count)
        for step in 0..<steps {
            for path in scores.indices { scores[path] = 0 }
            for earlier in 0...step {
                let weight = Double(copula.factor[GaussianCopula.start(step) + earlier])
                for path in 0..<count { scores[path] += weight * normals[earlier * count + path] }
            }
            let order = (0..<count).sorted { (scores[$0], $0) < (scores[$1], $1) }
            for (part, path) in order.enumerated() {
                levels[step * count + path] = (Double(part) + Self.place(step, from: starts[part])) / Double(count)
            }
        }
        self.init(count: count, steps: steps, levels: levels)
    }

    /// Levels `[H, K]`, each in (0, 1).
    package init(count: Int, steps: Int, levels: [Double]) {
        precondition(count > 0 && steps > 0 && levels.count == count * steps && levels.allSatisfy { $0 > 0 && $0 < 1 })
        (self.count, self.steps, self.levels) = (count, steps, levels)
    }

    /// Place of a step within a part, well inside (0, 1): multiples of the golden ratio modulo 1 fill it evenly, however many there are.
    private static func place(_ step: Int, from start: Double) -> Double {
        let place = start + Double(step) * 0.6180339887498949
        return min(max(place - place.rounded(.down), 0x1p-20), 1 - 0x1p-20)
    }

    /// The level of a path at a step, both 0-based; steps behind the last begin anew.
    public subscript(step: Int, path: Int) -> Double { levels[step % steps * count + path] }
}
