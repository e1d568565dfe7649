import Forecasting
import Tensors
import Testing
import Traces
import Trees

#if canImport(Glibc)
    import Glibc
#endif

/// Trees of a mean, direct and fed back, with the errors of the past around it.
@Suite struct MeanForecastTests {
    /// A way to forecast, for the tests that hold for all.
    struct Way: CustomTestStringConvertible {
        var strategy: ForecastStrategy
        var objective: GBTObjective
        var features: [Feature]?
        var scaling: TargetScaling?

        var testDescription: String { "\(strategy) \(objective), \(features == nil ? "own" : "chosen") features" }

        func forecaster(rows: Int? = 3_000, rounds: Int = 40, earlyStopping: Bool = true) -> GBTForecaster {
            GBTForecaster(
                horizon: 6, levels: Waves.levels,
                configuration: GBTConfiguration(
                    strategy: strategy, objective: objective, features: features, scaling: scaling, rows: rows, rounds: rounds,
                    earlyStopping: earlyStopping, learningRate: 0.1, leaves: 15, minimumRows: 10))
        }
    }

    private static let features: [Feature] = [.lag(1), .lag(2), .mean(.init(8)), .mean(.init(4, before: 3)), .largest(.init(16)), .hour]

    static let ways: [Way] = [
        Way(strategy: .direct, objective: .squared, scaling: .standard), Way(strategy: .direct, objective: .poisson),
        Way(strategy: .recursive, objective: .squared, features: features, scaling: .log1p),
        Way(strategy: .recursive, objective: .tweedie(power: 1.3), features: features), Way(strategy: .recursive, objective: .squared),
        Way(strategy: .direct, objective: .quantiles, features: features, scaling: .level),
    ]

    private static let training = TrainingSet(Waves.counts(), counts: [460, 460, 460, 460], seasons: [60])

    @Test(arguments: ways)
    func streamsArchivesAndThreadsAgree(way: Way) throws {
        let model = try way.forecaster().fit(on: Self.training, options: FitOptions(compute: Compute(threads: 1)))
        let histories = Self.training.histories
        let expected = try model.forecast(from: histories, horizon: 6)
        for forecast in expected {
            #expect(forecast.note == nil && forecast.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() && $0 < 1000 })
            for step in 0..<6 { #expect(forecast[step, 0] <= forecast[step, 1] && forecast[step, 1] <= forecast[step, 2]) }
        }
        // Shorter horizons are the beginning of longer ones.
        for (short, long) in zip(try model.forecast(from: histories, horizon: 2), expected) {
            #expect(short.values == long.prefix(2).values)
        }

        let restored = try FittedGBT(archive: model.archive(), compute: Compute(threads: 2))
        #expect(bits(try restored.forecast(from: histories, horizon: 6)) == bits(expected))
        #expect(try restored.archive() == model.archive())
        let again = try way.forecaster().fit(on: Self.training, options: FitOptions(compute: Compute(threads: 3)))
        #expect(try again.archive() == model.archive())

        for (history, forecast) in zip(histories, expected) {
            var stream = try model.stream(from: History(history.series, count: 300))
            for count in 300..<history.count {
                if count == 400 { _ = try stream.forecast(horizon: 6) }
                stream.observe(history.series.values[count])
            }
            for _ in 0..<2 { #expect(try stream.forecast(horizon: 6).values == forecast.values) }
        }
        #expect(try model.forecast(from: History(histories[0].series, count: 3), horizon: 6).note?.contains("gbt needs") == true)
    }

    /// Forecasts do not depend on what lies behind the origin, covariates of the past included.
    @Test func recursionDoesNotSeeTheFuture() throws {
        var series = Waves.gauges(2).series
        for index in series.indices { series[index].pastCovariates = [series[index].values.map { 3 * $0 }] }
        let set = try SeriesSet(series, quantity: .gauge(), pastCovariates: ["load"])
        let way = Way(strategy: .recursive, objective: .squared, features: [.lag(1), .lag(24), .hour], scaling: .standard)
        let model = try way.forecaster().fit(on: TrainingSet(set, counts: [440, 440], seasons: [24]), options: FitOptions())
        var other = series[0]
        for position in 440..<500 { (other.values[position], other.pastCovariates[0][position]) = (1e4, -1e4) }
        let before = try model.forecast(from: History(series[0], count: 440), horizon: 6)
        #expect(before == (try model.forecast(from: History(other, count: 440), horizon: 6)))
    }

    /// Waves: a model that feeds its means back beats repeating the last day.
    @Test(arguments: [nil, [1, 2, 24].map(Feature.lag) + [.mean(.init(24)), .hour]])
    func recursionBeatsSeasonalNaive(features: [Feature]?) throws {
        let set = Waves.gauges(20, count: 400)
        let training = TrainingSet(set, counts: Array(repeating: 376, count: 20), seasons: [24])
        let configuration = GBTConfiguration(
            strategy: .recursive, features: features, scaling: .standard, rows: features == nil ? 5_000 : nil, rounds: 60,
            earlyStopping: false, learningRate: 0.1, leaves: 15, featureFraction: 1, rowFraction: 1)
        let model = try GBTForecaster(horizon: 24, levels: Waves.levels, configuration: configuration).fit(
            on: training, options: FitOptions())
        #expect(model.trees.count == 1 && model.trees[0].trees.count == 60)
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 24, levels: Waves.levels).fit(on: training, options: FitOptions())
        func wape(_ model: some FittedForecaster) throws -> Double {
            var (errors, sizes) = (0.0, 0.0)
            for (history, forecast) in zip(training.histories, try model.forecast(from: training.histories, horizon: 24)) {
                for step in 0..<24 {
                    errors += Double(abs(history.series.values[376 + step] - forecast[step, 1]))
                    sizes += Double(abs(history.series.values[376 + step]))
                }
            }
            return errors / sizes
        }
        let (ours, its) = (try wape(model), try wape(naive))
        #expect(ours < 0.95 * its, "\(ours) against \(its)")
    }

    /// Series of Poisson counts, half of them nearly always 0.
    private static func counts(_ number: Int, count: Int) throws -> SeriesSet {
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 3600)
        let all = (0..<number).map { index -> Series in
            var random = RandomStream(seed: 5, purpose: "poisson", index: UInt64(index))
            let level = index % 2 == 0 ? 0.08 : 3 + Double(index)
            let values = (0..<count).map { step -> Float in
                let mean = level * (step % 24 < 12 ? 1.5 : 0.5)
                // Uniforms are multiplied until they fall below exp(−mean) (Knuth).
                var (events, product) = (-1, 1.0)
                repeat { (events, product) = (events + 1, product * random.uniformDouble()) } while product > exp(-mean)
                return Float(events)
            }
            return Series(id: "p\(index)", axis: axis, values: values)
        }
        return try SeriesSet(all, quantity: .count())
    }

    @Test(arguments: [ForecastStrategy.direct, .recursive], [GBTObjective.poisson, .tweedie(power: 1.5)])
    func countsAreCovered(strategy: ForecastStrategy, objective: GBTObjective) throws {
        let set = try Self.counts(12, count: 900)
        let cutoff = 800
        let training = TrainingSet(set, counts: Array(repeating: cutoff, count: 12), seasons: [24])
        let levels = try QuantileLevels([0.05, 0.1, 0.5, 0.8, 0.9, 0.95])
        let configuration = GBTConfiguration(
            strategy: strategy, objective: objective, rows: 8_000, rounds: 80, learningRate: 0.1, leaves: 7)
        let model = try GBTForecaster(horizon: 12, levels: levels, configuration: configuration).fit(on: training, options: FitOptions())
        #expect([.level, .none].contains(model.scaling))
        var (inside, below, targets, rareZeros, rare) = (0, 0, 0, 0, 0)
        for (index, series) in set.series.enumerated() {
            for origin in stride(from: cutoff, through: 888, by: 8) {
                let forecast = try model.forecast(from: History(series, count: origin), horizon: 12)
                for step in 0..<12 {
                    let value = series.values[origin + step]
                    if index % 2 == 0 {
                        rare += 1
                        rareZeros += forecast[step, 3] == 0 ? 1 : 0
                    } else {
                        targets += 1
                        inside += value >= forecast[step, 1] && value <= forecast[step, 4] ? 1 : 0
                        below += value <= forecast[step, 2] ? 1 : 0
                    }
                }
            }
        }
        // Whole numbers cover at least the nominal 0.8; bounds as wide as series that hang together in time need.
        let (coverage, median) = (Double(inside) / Double(targets), Double(below) / Double(targets))
        #expect(coverage > 0.76 && coverage < 0.93, "coverage \(coverage)")
        #expect(median > 0.45 && median < 0.68, "median \(median)")
        // Nine values of ten are 0 and more: the level 0.8 is.
        #expect(Double(rareZeros) / Double(rare) > 0.9, "\(rareZeros) of \(rare)")
    }

    @Test func whatCannotBeIsRefusedByASentence() throws {
        func refusal(_ configuration: GBTConfiguration, _ set: SeriesSet = Waves.counts()) -> String {
            do {
                _ = try GBTForecaster(horizon: 6, configuration: configuration).fit(
                    on: TrainingSet(set, seasons: []), options: FitOptions())
                return ""
            } catch { return "\(error)" }
        }
        #expect(
            refusal(GBTConfiguration(strategy: .recursive, objective: .quantiles)).contains("use the objective squared, poisson or tweedie")
        )
        #expect(refusal(GBTConfiguration(objective: .poisson), Waves.gauges()).contains("poisson needs values that are never below 0"))
        #expect(refusal(GBTConfiguration(objective: .tweedie(power: 1.5), scaling: .log1p)).contains("log1p is not; use level or none"))
        #expect(refusal(GBTConfiguration(objective: .poisson, scaling: .standard)).contains("standard is not; use level or none"))
        #expect(refusal(GBTConfiguration(objective: .tweedie(power: 2))).contains("lies between 1 and 2, found 2.0"))
        #expect(refusal(GBTConfiguration(rows: 7)).contains("or on all, found 7"))
        let way = Self.ways[1]
        let model = try way.forecaster(rows: 500, rounds: 3).fit(on: Self.training, options: FitOptions())
        #expect(throws: ExplanationError.noQuantiles(objective: "poisson")) {
            try model.explanations(of: Self.training.histories, horizon: 1)
        }
        #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) {
            try model.forecast(from: Self.training.histories, horizon: 7)
        }
    }

    @Test(arguments: ["step_ends", "bounds", "shares", "values"])
    func hostileResidualsAreRefused(name: String) throws {
        let model = try Self.ways[3].forecaster(rows: 500, rounds: 3).fit(on: Self.training, options: FitOptions())
        let archive = try model.archive()
        let key = "residual_quantiles.\(name)"
        let tensor = try #require(archive.tensors[key])
        func refuses(_ change: (inout ModelArchive) -> Void) -> Bool {
            var changed = archive
            change(&changed)
            do {
                _ = try FittedGBT(archive: changed, compute: .best)
                return false
            } catch { return "\(error)".contains("not a usable model") }
        }
        #expect(!refuses { _ in })
        #expect(refuses { $0.tensors[key] = nil })
        #expect(refuses { $0.tensors[key] = ModelArchive.Tensor([Float](), shape: [0]) })
        #expect(refuses { $0.tensors[key]?.shape = [] })
        if !tensor.bytes.isEmpty {
            // Numbers that are none, negative or too large.
            #expect(refuses { $0.tensors[key]?.bytes = tensor.bytes.map { _ in 0xff } })
        }
    }

    @Test func contradictionsAreRefused() throws {
        let archive = try Self.ways[3].forecaster(rows: 500, rounds: 3).fit(on: Self.training, options: FitOptions()).archive()
        for (key, old, new) in [
            ("configuration", "\"strategy\":\"recursive\"", "\"strategy\":\"direct\""),
            ("configuration", "\"objective\":\"tweedie:1.3\"", "\"objective\":\"tweedie:3\""),
            ("configuration", "\"objective\":\"tweedie:1.3\"", "\"objective\":\"quantiles\""),
            ("schema", "\"lag_2\"", "\"lag_1\""), ("schema", "\"lag_2\"", "\"lag_0\""), ("schema", "\"lag_2\"", "\"leg_2\""),
            ("schema", "\"strategy\":\"recursive\"", "\"strategy\":\"direct\""),
        ] {
            var changed = archive
            let text = try #require(archive.metadata[key])
            changed.metadata[key] = text.replacing(old, with: new)
            #expect(changed.metadata[key] != text, "\(old)")
            #expect(throws: ForecastError.self, "\(new)") { try FittedGBT(archive: changed, compute: .best) }
        }
    }

    /// What was written before there was a choice means what it meant.
    @Test func olderConfigurationsAreRead() throws {
        let old = """
            {"featureFraction":0.5,"learningRate":0.06,"leaves":31,"minimumRows":40,"rounds":400,"rowFraction":0.8,"rows":60000}
            """
        let archive = ModelArchive(metadata: ["configuration": old])
        let configuration: GBTConfiguration = try archive.value(under: "configuration")
        #expect(configuration == GBTConfiguration())
        #expect(GBTObjective("tweedie:1.2") == .tweedie(power: 1.2) && GBTObjective("tweedie") == .tweedie(power: 1.5))
        for text in ["", "tweedie:", "tweedie:x", "tweedie:1.2:3", "median"] { #expect(GBTObjective(text) == nil) }
    }
}
