import Tensors

/// Finds the most likely parameters and initial states of one exponential smoothing.
///
/// With additive errors the likelihood falls with `Σe²`; with multiplicative ones with `Σ(e G)²`, `G` the geometric mean of the forecasts. So
/// both are sums of squares, and Gauss and Newton's method, damped as Marquardt did, finds the minimum over smoothing parameters **and** all
/// initial states in a few rounds. A round runs the model in lanes: 15 numerical derivatives at a time, and then 16 steps of several
/// dampings and lengths of which the best is taken. Nothing depends on other series.
struct SmoothingSearch {
    let lanes: SmoothingLanes
    let model: SmoothingModel
    /// Season in steps, 0 without.
    let season: Int
    /// What moves; everything else stays as the start has it.
    let coordinates: [SmoothingPoint.Coordinate]

    /// Longest season whose initial states are searched; those of longer ones stay as the decomposition found them.
    static let longestSeason = 48
    /// Rounds at most, and the smallest gain in minus twice the log-likelihood for another one.
    static let rounds = 20, gain = 0.01
    /// Longest history that is searched from several starts.
    static let longestOfSeveral = 400

    init(_ lanes: SmoothingLanes, model: SmoothingModel, season: Int) {
        (self.lanes, self.model, self.season) = (lanes, model, season)
        var coordinates: [SmoothingPoint.Coordinate] = [.alpha, .level]
        if model.trend != .none { coordinates += [.betaShare, .trend] }
        if model.trend == .damped { coordinates.append(.phi) }
        if season > 0 { coordinates.append(.gammaShare) }
        if season > 0 && season <= Self.longestSeason { coordinates += (0..<season - 1).map { .seasonal($0) } }
        self.coordinates = coordinates
    }

    /// The best point that is reached, and its cost; infinite where none is possible.
    ///
    /// The likelihood of short histories often has several maxima, one of them near α = 0, where states hardly move. So they are searched once
    /// from the best of each set of starts, long ones from the best of all.
    ///
    /// - Parameter starts: sets of starts, at most 16 altogether, the first not empty.
    func minimum(from starts: [[SmoothingPoint]]) -> (point: SmoothingPoint, cost: Double) {
        if lanes.observed > Self.longestOfSeveral { return descent(from: starts.flatMap { $0 }) }
        return starts.filter { !$0.isEmpty }.map { descent(from: $0) }.min { $0.cost < $1.cost }!
    }

    private func descent(from starts: [SmoothingPoint]) -> (point: SmoothingPoint, cost: Double) {
        guard var (point, cost) = best(of: starts) else { return (starts[0], .infinity) }
        for _ in 0..<Self.rounds {
            guard let better = round(from: point, cost: cost) else { break }
            let gained = cost - better.cost
            (point, cost) = better
            if gained < Self.gain { break }
        }
        return (point, cost)
    }

    private func best(of points: [SmoothingPoint]) -> (point: SmoothingPoint, cost: Double)? {
        guard let first = points.first else { return nil }
        precondition(points.count <= SmoothingLanes.lanes, "\(points.count) points for \(SmoothingLanes.lanes) lanes")
        lanes.fill(first)
        for (lane, point) in points.enumerated() { lanes.set(point, lane: lane) }
        lanes.run(model, season: season)
        let costs = points.indices.map { lanes.cost(lane: $0) }
        let least = costs.indices.min { costs[$0] < costs[$1] }!
        return costs[least] < .infinity ? (points[least], costs[least]) : nil
    }

    /// Dampings and lengths of the 16 steps of a round: bold ones, and, where none of them is better, careful ones.
    private static let trials: [[(damping: Double, lengths: [Double])]] = [
        [(1e-4, [1, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1, 0.04]), (3e-2, [1, 0.8, 0.6, 0.4, 0.25, 0.15, 0.06, 0.02])],
        [(1, [1, 0.6, 0.4, 0.2, 0.1, 0.03]), (30, [1, 0.5, 0.2, 0.1, 0.02])],
    ]

    private func round(from point: SmoothingPoint, cost: Double) -> (point: SmoothingPoint, cost: Double)? {
        let system = normalEquations(at: point)
        // A coordinate at its bound that would leave it stays there.
        let free = coordinates.enumerated().map { index, coordinate in
            let (value, bounds) = (point[coordinate], coordinate.bounds)
            return !(value <= bounds.lowerBound && system.gradient[index] > 0)
                && !(value >= bounds.upperBound && system.gradient[index] < 0)
        }
        for trials in Self.trials {
            var points: [SmoothingPoint] = []
            for trial in trials {
                guard let step = system.solution(damping: trial.damping, free: free) else { continue }
                for length in trial.lengths {
                    var moved = point
                    for (index, coordinate) in coordinates.enumerated() where step[index] != 0 {
                        let bounds = coordinate.bounds
                        moved[coordinate] = min(max(moved[coordinate] + length * step[index], bounds.lowerBound), bounds.upperBound)
                    }
                    points.append(moved)
                }
            }
            if let found = best(of: points), found.cost < cost { return found }
        }
        return nil
    }

    /// Products of the derivatives of the residuals `e G`, with `G` in units of its value at the point, and with the residuals.
    private func normalEquations(at point: SmoothingPoint) -> DampedSolver {
        let perBlock = SmoothingLanes.lanes - 1, blocks = (coordinates.count + perBlock - 1) / perBlock
        var system = DampedSolver(order: coordinates.count)
        // Of G relative to its value at the point, minus 1; infinite domains' ends count as no change.
        var growth = [Double](repeating: 0, count: coordinates.count), steps = growth
        for block in 0..<blocks {
            lanes.fill(point)
            let own = block * perBlock..<min((block + 1) * perBlock, coordinates.count)
            for index in own {
                let coordinate = coordinates[index]
                steps[index] = point[coordinate] + Self.difference > coordinate.bounds.upperBound ? -Self.difference : Self.difference
                lanes.move(coordinate, of: point, by: steps[index], lane: index - own.lowerBound + 1)
            }
            lanes.run(model, season: season, residuals: block)
            for index in own {
                let logarithm = (lanes.logs(lane: index - own.lowerBound + 1) - lanes.logs(lane: 0)) / Double(lanes.observed)
                // exp(x) − 1 for the small x that a small step makes.
                growth[index] = logarithm.isFinite ? logarithm + logarithm * logarithm / 2 : 0
            }
        }
        // Residuals of a lane minus those of lane 0 are D, those of lane 0 are e: products of D with D, of D with e, and of e with e.
        let order = coordinates.count
        var (squares, withFirst) = (0.0, [Double](repeating: 0, count: order))
        for a in 0..<blocks {
            let rows = a * perBlock..<min((a + 1) * perBlock, order)
            for b in 0...a {
                let products = lanes.products(a, b)
                for i in rows {
                    let row = products + (i - rows.lowerBound + 1) * SmoothingLanes.lanes
                    for j in b * perBlock..<min((b + 1) * perBlock, i + 1) { system.matrix[i * order + j] = row[j - b * perBlock + 1] }
                    if b == a { (squares, withFirst[i]) = (products[0], row[0]) }
                }
            }
        }
        // A derivative is D (1 + growth) + e growth, over the step.
        for i in 0..<order {
            for j in 0...i {
                let (gi, gj) = (growth[i], growth[j]), dd = system.matrix[i * order + j]
                let sum = (1 + gi) * (1 + gj) * dd + (1 + gi) * gj * withFirst[i] + gi * (1 + gj) * withFirst[j] + gi * gj * squares
                system.matrix[i * order + j] = sum / (steps[i] * steps[j])
            }
        }
        for index in coordinates.indices {
            system.gradient[index] = ((1 + growth[index]) * withFirst[index] + growth[index] * squares) / steps[index]
        }
        return system
    }

    /// Step of numerical derivatives; values, states and parameters are all near 1.
    private static let difference = 1e-5
}
