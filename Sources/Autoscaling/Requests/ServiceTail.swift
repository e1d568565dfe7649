import Tensors

/// How likely a request is late that waits for a given time: the tail of the service time, and of waiting and service together.
struct ServiceTail: Sendable {
    /// Quantiles of the service time at the middles of equal shares, seconds, ascending.
    private let nodes: [Double]
    /// `E[1{S ≤ d} e^(−θ(d − S))]` for the objective d and `θd = 2^(k/8 − 10)`, k = 0, 1, …
    private let overlaps: [Double]
    private let objective: Double
    /// A request that does not wait is late with this probability.
    let atOnce: Double

    init(_ service: RequestService) {
        nodes = Self.quantiles(of: service.time, count: 1024)
        let limit = service.objective.seconds
        objective = limit
        // θ doubles every eighth row: e^(−2x) is the square of e^(−x).
        let early = nodes.prefix { [limit] in $0 <= limit }
        var overlaps = [Double](repeating: 0, count: Self.rows)
        for first in 0..<8 {
            let factor = PortableMath.exp((Double(first) / 8 - 10) * Self.logTwo) / limit
            var powers = early.map { PortableMath.exp(-factor * (limit - $0)) }
            for row in stride(from: first, to: Self.rows, by: 8) {
                overlaps[row] = powers.reduce(0, +) / Double(nodes.count)
                for i in powers.indices { powers[i] *= powers[i] }
            }
        }
        self.overlaps = overlaps
        atOnce = Self.share(of: nodes, above: objective)
    }

    /// Probability that a request is late that waits so long, seconds.
    func late(waiting wait: Double) -> Double { wait <= 0 ? atOnce : Self.share(of: nodes, above: objective - wait) }

    /// Probability that a request is late whose wait W has `P(W > x) = probability · e^(−decay x)`.
    func late(waitingProbability probability: Double, decay: Double) -> Double {
        guard probability > 1e-7 else { return atOnce }
        // Between two rows in proportion to the logarithm of θ; below the first all who wait for nothing else are late.
        let position = (PortableMath.log(max(decay * objective, 1e-9)) / Self.logTwo + 10) * 8
        let clamped = min(max(position, 0), Double(Self.rows - 1))
        let row = min(Int(clamped), Self.rows - 2)
        let share = clamped - Double(row)
        return min(1, atOnce + probability * (overlaps[row] * (1 - share) + overlaps[row + 1] * share))
    }

    private static let rows = 8 * 24
    private static let logTwo = 0.693_147_180_559_945_3

    private static func share(of nodes: [Double], above limit: Double) -> Double {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] > limit { high = middle } else { low = middle + 1 }
        }
        return Double(nodes.count - low) / Double(nodes.count)
    }

    private static func quantiles(of time: TimeDistribution, count: Int) -> [Double] {
        let levels = (0..<count).map { (Double($0) + 0.5) / Double(count) }
        switch time {
        case .constant(let time): return [Double](repeating: time, count: count)
        case .exponential(let mean): return levels.map { -PortableMath.log(1 - $0) * mean }
        case .logNormal(let mean, let variation):
            let variance = PortableMath.log(1 + variation * variation)
            let location = PortableMath.log(mean) - variance / 2
            return levels.map { PortableMath.exp(location + variance.squareRoot() * NormalQuantile.value($0)) }
        case .gamma, .sample:
            // Of a large sample, which is always the same one.
            var sampler = TimeSampler(time, seed: 0, purpose: "quantiles", index: 0)
            let size = 64 * count
            let sorted = (0..<size).map { _ in sampler.next() }.sorted()
            return levels.map { Double(sorted[Int($0 * Double(size))]) / 1e9 }
        }
    }
}
