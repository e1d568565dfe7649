import Headroom

/// Speed of what autoscalers ask for: the distribution of the maximum over a forecast, of 200 sample paths drawn once from a copula.
struct PathsBench {
    private static let paths = 200, horizons = [15, 60, 240]

    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    /// Latency of ceilings, sums and crossing times, from quantiles that are there; then what a model pays once: copula and draws.
    func run() throws {
        for horizon in Self.horizons {
            let draws = PathDraws(PathLevels(GaussianCopula(Self.residualPaths(horizon, seed: seed)), count: Self.paths, seed: seed))
            let forecast = Self.forecast(horizon)
            try latency("ceiling", horizon, forecast, draws) { work in
                work.findMaximum(of: forecast, draws)
                return Double(work.quantile(0.9))
            }
            try latency("sum", horizon, forecast, draws) { work in
                work.findSum(of: forecast, draws)
                return Double(work.quantile(0.9))
            }
            try latency("crossing times", horizon, forecast, draws) { work in
                Double(work.findCrossings(of: 60, by: forecast, draws)[0])
            }
        }
        for horizon in Self.horizons { try preparation(horizon) }
    }

    private func latency(
        _ what: String, _ horizon: Int, _ forecast: QuantileForecast, _ draws: PathDraws, _ call: @escaping (inout PathWorkspace) -> Double
    ) throws {
        let name = "\(what) H=\(horizon) paths=\(Self.paths)"
        guard harness.wants(peer: "headroom", case: name) else { return }
        let state = State(draws, Kernels(compute.instructionSet))
        try harness.latency(
            bench: "paths", peer: "headroom", case: name, BenchWork(run: { state.result = call(&state.work) }, check: { state.result }))
    }

    private func preparation(_ horizon: Int) throws {
        let name = "copula and draws H=\(horizon) paths=\(Self.paths)"
        guard harness.wants(peer: "headroom", case: name) else { return }
        let (residuals, seed, paths) = (Self.residualPaths(horizon, seed: seed), seed, Self.paths)
        var draws: PathDraws?
        try harness.latency(
            bench: "paths", peer: "headroom", case: name, more: [("residual_paths", .integer(residuals.count))],
            BenchWork(
                run: { draws = PathDraws(PathLevels(GaussianCopula(residuals), count: paths, seed: seed)) },
                check: { draws.map { Double($0.count) } ?? .nan }))
    }

    private final class State {
        var work: PathWorkspace
        var result = 0.0

        init(_ draws: PathDraws, _ kernels: Kernels) { work = PathWorkspace(for: draws, kernels: kernels) }
    }

    /// 256 paths of errors that forget a tenth of themselves with every step.
    private static func residualPaths(_ horizon: Int, seed: UInt64) -> ResidualPaths {
        var random = RandomStream(seed: seed, purpose: "residual paths")
        let ranks = (0..<256).flatMap { _ in
            var value = random.normal()
            return (0..<horizon).map { _ in
                value = 0.9 * value + 0.43589 * random.normal()
                return Float(value)
            }
        }
        return ResidualPaths(count: 256, horizon: horizon, ranks: ranks)
    }

    /// Quantiles at the standard levels that rise and fall over the steps.
    private static func forecast(_ horizon: Int) -> QuantileForecast {
        let levels = QuantileLevels.standard
        let values = (0..<horizon).flatMap { step in
            levels.values.map { Float(20 + 3 * abs(step % 24 - 12)) * Float(0.5 + $0 * $0) }
        }
        let history = History(Series(id: "bench", axis: .index(), values: [0]))
        return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: 0)
    }
}
