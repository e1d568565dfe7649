import Tensors

/// Joint draws of quantile levels, made once for a model: applied to a forecast, each is one plausible future, and nothing is left to chance.
///
/// The K levels of a step are the middles `(k + ½) / K` of K equal parts of (0, 1), each exactly once; which path gets which is the order
/// of draws from a copula. So every step has its exact distribution and the steps hang together as the copula says: Latin hypercube sampling
/// (Stein, "Large sample properties of simulations using Latin hypercube sampling", Technometrics 29(2), 1987, with dependence).
public struct PathLevels: Sendable, Equatable {
    /// Number of paths, K.
    public let count: Int
    /// Number of steps, H.
    public let steps: Int
    /// Part of (0, 1) of every level, `[H, K]`, 0-based: each row a permutation.
    let parts: [UInt16]

    /// Most paths.
    public static let mostPaths = 65_536

    /// Draws levels from a copula.
    ///
    /// Draws of fewer steps are the first rows of those of more. All bits are the same on every machine.
    /// - Parameters:
    ///   - copula: the dependence between steps.
    ///   - count: number of paths, 1 … ``mostPaths``.
    ///   - steps: number of steps, at most those of the copula; `nil` for all.
    ///   - seed: seed of the draws.
    /// - Complexity: O(K H²).
    public init(_ copula: GaussianCopula, count: Int = 200, steps: Int? = nil, seed: UInt64 = 1) {
        let steps = steps ?? copula.steps
        precondition((1...Self.mostPaths).contains(count), "1 to \(Self.mostPaths) paths can be drawn, found \(count)")
        precondition((1...copula.steps).contains(steps), "the copula has \(copula.steps) steps, \(steps) were wanted")
        // Normal numbers [H, K]; every path has a stream of its own, in the order of its steps.
        var normals = [Double](repeating: 0, count: steps * count)
        for path in 0..<count {
            var random = RandomStream(seed: seed, purpose: "path levels", index: UInt64(path))
            for step in 0..<steps { normals[step * count + path] = random.normal() }
        }
        var parts = [UInt16](repeating: 0, count: steps * count)
        var scores = [Double](repeating: 0, count: count)
        for step in 0..<steps {
            for path in scores.indices { scores[path] = 0 }
            for earlier in 0...step {
                let weight = Double(copula.factor[GaussianCopula.start(step) + earlier])
                for path in 0..<count { scores[path] += weight * normals[earlier * count + path] }
            }
            let order = (0..<count).sorted { (scores[$0], $0) < (scores[$1], $1) }
            for (part, path) in order.enumerated() { parts[step * count + path] = UInt16(part) }
        }
        self.init(count: count, steps: steps, parts: parts)
    }

    /// Levels from their parts `[H, K]`, each row a permutation of `0..<K`.
    package init(count: Int, steps: Int, parts: [UInt16]) { (self.count, self.steps, self.parts) = (count, steps, parts) }

    /// The level of a path at a step, both 0-based; steps behind the last begin anew.
    public subscript(step: Int, path: Int) -> Double { level(ofPart: Int(parts[step % steps * count + path])) }

    /// The middle of a part.
    func level(ofPart part: Int) -> Double { (Double(part) + 0.5) / Double(count) }
}
