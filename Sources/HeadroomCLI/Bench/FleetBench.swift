import Headroom

/// Benchmark of a fleet, end to end: fit on 10,000 hourly series of 976 values and forecast the day after.
///
/// `wall` is `fit_s` and `predict_s`, from values in memory to quantiles of every series. A line of its own tells `wape`: the sum of the errors
/// of the medians over the sum of the values, over the day that was held out.
struct FleetBench {
    private static let series = 10_000, length = 1_000, horizon = 24

    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    private struct Case: Sendable {
        var name: String
        var fit: @Sendable (TrainingSet, FitOptions) throws -> any FittedForecaster

        init(_ name: String, trees configuration: GBTConfiguration) {
            self.name = name
            fit = { try GBTForecaster(horizon: FleetBench.horizon, configuration: configuration).fit(on: $0, options: $1) }
        }

        init(_ name: String, _ model: some LocalModel) {
            self.name = name
            fit = { try LocalForecaster(model, horizon: FleetBench.horizon).fit(on: $0, options: $1) }
        }
    }

    /// Features of the rivals' script: lags, rolling statistics, time of the target. Ours are in the unit of the series' recent size.
    private static let features: [Feature] =
        [1, 2, 3, 24, 48, 168].map(Feature.lag)
        + [.mean(.init(24)), .deviation(.init(24)), .mean(.init(24, before: 24)), .hour, .weekday]

    /// Statistical models under the names that the rivals' script has for theirs, and our own.
    private static let statistical = [
        Case("AutoETS", ETS()), Case("AutoTheta", Theta()), Case("MSTL", MSTL()), Case("ARIMA of what STL leaves", ARIMA()),
        Case("recent quantiles", RecentQuantiles()),
    ]

    private static let cases: [Case] = {
        var recursive = GBTConfiguration(
            strategy: .recursive, objective: .squared, features: features, scaling: .level, rows: nil, rounds: 100,
            earlyStopping: false, learningRate: 0.1, leaves: 31, minimumRows: 20, featureFraction: 1, rowFraction: 1)
        let name = "recursive 100x31, 11 features, 10000 series"
        var all = [Case("\(name), all rows", trees: recursive)]
        // What the same accuracy takes: series in units of their own level need fewer trees.
        (recursive.rounds, recursive.learningRate) = (30, 0.3)
        all.append(Case("recursive 30x31, 11 features, 10000 series, all rows", trees: recursive))
        (recursive.rounds, recursive.learningRate) = (100, 0.1)
        recursive.rows = 1_000_000
        all.append(Case("\(name), 1000000 rows", trees: recursive))
        all.append(Case("direct quantiles, 10000 series", trees: GBTConfiguration()))
        return all + statistical
    }()

    /// One line for each case.
    func run() throws {
        let wanted = Self.cases.filter { harness.wants(peer: "headroom", case: $0.name) }
        guard !wanted.isEmpty else { return }
        let values = try data.floats("fleet.f32")
        guard values.count == Self.series * Self.length else {
            throw BenchError.unreadable(file: "\(data.folder)/fleet.f32", values: "\(Self.series) × \(Self.length) float32")
        }
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 3600)
        let set = try SeriesSet(
            (0..<Self.series).map { index in
                Series(id: "\(index)", axis: axis, values: Array(values[index * Self.length..<(index + 1) * Self.length]))
            }, quantity: .rate())
        let training = TrainingSet(set, counts: Array(repeating: Self.length - Self.horizon, count: Self.series), seasons: [24, 168])
        for one in wanted { try measure(one, training) }
    }

    private func measure(_ one: Case, _ training: TrainingSet) throws {
        ProcessMemory.giveBack()
        ProcessMemory.resetPeak()
        let base = ProcessMemory.megabytes("VmRSS")
        let quiet = harness.gate()
        let use = ProcessorUse.now()
        let start = Clock.nanoseconds()
        let model = try one.fit(training, FitOptions(seed: seed, compute: compute))
        let fitted = Clock.nanoseconds()
        let forecasts = try model.forecast(from: training.histories, horizon: Self.horizon)
        let end = Clock.nanoseconds()
        let (others, peak) = (ProcessorUse.now().others(since: use), ProcessMemory.megabytes("VmHWM"))
        harness.print(
            bench: "fleet", case: one.name, metric: "wall", value: Double(end - start) * 1e-9, unit: "s",
            fields: [
                ("fit_s", .number(Double(fitted - start) * 1e-9)), ("predict_s", .number(Double(end - fitted) * 1e-9)),
                ("series", .integer(Self.series)), ("scaling", .text((model as? FittedGBT)?.scaling.rawValue ?? "none")),
                ("peak_mb_over_data", .number(peak - base)),
                ("quiet", .number(quiet)), ("others_cpus", .number(others)),
            ])
        harness.print(
            bench: "fleet", case: "\(one.name): WAPE", metric: "wape", value: Self.wape(forecasts, training), unit: "of demand",
            fields: [
                ("coverage80", .number(Self.coverage(forecasts, training))),
                ("wape_first_200", .number(Self.wape(Array(forecasts.prefix(200)), training))),
            ])
    }

    /// Values that came, beside the forecasts.
    private static func actual(_ training: TrainingSet, _ index: Int) -> ArraySlice<Float> {
        training.histories[index].series.values[(length - horizon)...]
    }

    private static func wape(_ forecasts: [QuantileForecast], _ training: TrainingSet) -> Double {
        var (errors, sizes) = (0.0, 0.0)
        for (index, forecast) in forecasts.enumerated() {
            for (step, value) in actual(training, index).enumerated() {
                errors += Double(abs(value - forecast[step, forecast.levels.middle]))
                sizes += Double(abs(value))
            }
        }
        return errors / sizes
    }

    /// Share of the values between the quantiles 0.1 and 0.9.
    private static func coverage(_ forecasts: [QuantileForecast], _ training: TrainingSet) -> Double {
        guard let low = forecasts.first?.levels.index(of: 0.1), let high = forecasts.first?.levels.index(of: 0.9) else { return .nan }
        var inside = 0
        for (index, forecast) in forecasts.enumerated() {
            for (step, value) in actual(training, index).enumerated() where value >= forecast[step, low] && value <= forecast[step, high] {
                inside += 1
            }
        }
        return Double(inside) / Double(series * horizon)
    }
}
