/// Exact results for M/M/c (Erlang 1917): Poisson arrivals, exponential service, one line.
struct MultiServerQueue {
    var arrivalRate: Double
    var serviceRate: Double
    var servers: Int

    /// Erlang's C: probability that a request waits.
    var waitingProbability: Double {
        let offered = arrivalRate / serviceRate
        var blocked = 1.0  // Erlang's B by its recursion
        for server in 1...servers { blocked = offered * blocked / (Double(server) + offered * blocked) }
        let use = offered / Double(servers)
        return blocked / (1 - use * (1 - blocked))
    }

    private var spareRate: Double { Double(servers) * serviceRate - arrivalRate }
    /// Mean response time, seconds.
    var meanResponse: Double { waitingProbability / spareRate + 1 / serviceRate }
    /// Probability that a request waits longer than `time`.
    func waitsLonger(than time: Double) -> Double { waitingProbability * exponential(-spareRate * time) }

    /// `eˣ` by its series after halving.
    private func exponential(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for k in 1..<30 {
            term *= x / 1024 / Double(k)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}

/// Mean of a stationary sequence with its standard error by batch means: neighbours depend on each other, batches hardly do.
struct BatchMeans {
    var mean: Double
    var standardError: Double

    init(_ values: [Double], batches: Int = 32) {
        let length = values.count / batches
        let means = (0..<batches).map { batch in
            values[batch * length..<(batch + 1) * length].reduce(0, +) / Double(length)
        }
        let mean = means.reduce(0, +) / Double(batches)
        let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
        self.mean = mean
        standardError = (variance / Double(batches)).squareRoot()
    }

    /// Whether the exact value lies within one per cent or four standard errors.
    func agrees(with exact: Double) -> Bool { abs(mean - exact) <= max(0.01 * exact, 4 * standardError) }
}
