import Tensors

/// The dependence between the first steps of residual paths, without their marginals: the empirical checkerboard copula (Carley & Taylor,
/// "A new proof of Sklar's theorem", 2002; Genest, Nešlehová & Rémillard, "Asymptotic behavior of the empirical multilinear copula
/// process", Journal of Multivariate Analysis 159, 2017).
///
/// Every step of a path is replaced by its place among all K paths at that step. A draw takes one of the paths and, for each step, a
/// uniform number within the K-th part of (0, 1) that its place names: every step is uniform by itself, and steps hang together as
/// the errors of the backtest did.
package struct RankCopula: Sendable {
    private let count: Int, steps: Int
    /// Places `[K, S]`, 0-based.
    private let places: [Int]

    /// Makes the copula of the first steps, or of all where paths have fewer.
    /// - Precondition: `steps > 0`.
    package init(_ paths: ResidualPaths, steps: Int) {
        precondition(steps > 0, "a copula has at least one step, found \(steps)")
        let steps = min(steps, paths.horizon)
        var places = [Int](repeating: 0, count: paths.count * steps)
        for step in 0..<steps {
            // Equal ranks keep the order of their paths, which is that of time: they say nothing about each other.
            let order = (0..<paths.count).sorted { a, b in
                let (x, y) = (paths.ranks[a * paths.horizon + step], paths.ranks[b * paths.horizon + step])
                return (x, a) < (y, b)
            }
            for (place, path) in order.enumerated() { places[path * steps + step] = place }
        }
        (count, self.steps, self.places) = (paths.count, steps, places)
    }

    /// Levels of so many steps of one draw, each in (0, 1): one number for the path and one for every step. Places begin anew behind the last.
    package func draw(_ steps: Int, using random: inout RandomStream) -> [Double] {
        let path = random.int(below: count)
        return (0..<steps).map { (Double(places[path * self.steps + $0 % self.steps]) + random.uniformDouble()) / Double(count) }
    }
}
