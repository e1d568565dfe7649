import Headroom

/// Speed of what autoscalers ask for: the distribution of the maximum over a forecast, of 200 sample paths drawn once from a copula, and as
/// calibrated models average it with marginals and the past of the series.
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
        for horizon in Self.horizons { try averagedCeiling(horizon) }
        for horizon in Self.horizons { try preparation(horizon) }
    }

    /// What a calibrated model answers: learnt on a series of its own, asked at the end of it.
    private func averagedCeiling(_ horizon: Int) throws {
        let name = "averaged ceiling H=\(horizon) paths=\(Self.paths)"
        guard harness.wants(peer: "headroom", case: name) else { return }
        let series = Self.series(seed: seed, count: 70 * horizon + 1000)
        let set = try SeriesSet([series], quantity: .count())
        let training = TrainingSet(set, seasons: [24])
        let base = try NaiveForecaster(.seasonalNaive, horizon: horizon).fit(on: training, options: FitOptions(compute: compute))
        let origins = stride(from: 500, through: series.count - horizon, by: 8).map { History(series, count: $0) }
        let sample = try ValidationForecasts(of: base, at: origins, horizon: horizon)
        guard
            let model = try CalibratedForecaster(
                base, on: sample, configuration: CalibrationConfiguration(), quantity: set.quantity, calendar: set.calendar, seasons: [24]),
            let ceilings = model.ceilings
        else { return }
        let state = AveragedState(ceilings, Kernels(compute.instructionSet))
        let forecast = try model.forecast(from: History(series), horizon: horizon)
        try harness.latency(
            bench: "paths", peer: "headroom", case: name, more: [("past_values", .integer(ceilings.span))],
            BenchWork(run: { state.find(forecast, series.values) }, check: { state.result }))
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

    private final class AveragedState {
        private var work: CeilingWorkspace
        private(set) var result = 0.0

        init(_ model: CeilingModel, _ kernels: Kernels) { work = CeilingWorkspace(for: model, kernels: kernels) }

        func find(_ forecast: QuantileForecast, _ values: [Float]) {
            forecast.values.withUnsafeBufferPointer { quantiles in
                values.withUnsafeBufferPointer {
                    work.find(
                        of: quantiles, lowerBound: forecast.lowerBound, after: $0, over: forecast.horizon, series: forecast.seriesID)
                }
            }
            result = Double(work.quantile(0.9))
        }
    }

    /// Counts that rise and fall over 24 steps.
    private static func series(seed: UInt64, count: Int) -> Series {
        var random = RandomStream(seed: seed, purpose: "bench series")
        let values = (0..<count).map { step in Float(max(0, (60 + 20 * Double(abs(step % 24 - 12)) + 10 * random.normal()).rounded())) }
        return Series(id: "bench", axis: .index(), values: values)
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
