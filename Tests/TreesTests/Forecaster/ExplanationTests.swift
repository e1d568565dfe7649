import Forecasting
import Testing
import Traces
import Trees

/// Contributions of kinds of features to the middle level.
@Suite struct ExplanationTests {
    private static func model(_ scaling: TargetScaling, levels: QuantileLevels, _ training: TrainingSet) throws -> FittedGBT {
        try Waves.forecaster(levels: levels, scaling: scaling, rows: 1_500, rounds: 20).fit(on: training, options: FitOptions())
    }

    /// Base and contributions are the raw sum of the middle level, scaled back: with one forest, and with the level in the second of two.
    @Test(arguments: [TargetScaling.standard, .level, .log1p], [[0.1, 0.5, 0.9], (1...19).map { Double($0) / 20 }])
    func contributionsAddUpToTheRawScore(scaling: TargetScaling, levels: [Double]) throws {
        let training = TrainingSet(Waves.counts(), seasons: [24])
        let model = try Self.model(scaling, levels: QuantileLevels(levels), training)
        let schema: FeatureSchema = try model.archive().value(under: "schema")
        let assembler = FeatureAssembler(schema)
        let explanations = try model.explanations(of: training.histories, horizon: 6)
        for (history, explanation) in zip(training.histories, explanations) {
            let explanation = try #require(explanation)
            #expect(explanation.level == 0.5 && explanation.horizon == 6 && explanation.seriesID == history.id)
            #expect(explanation.unit == (scaling == .log1p ? .log1p : .series))
            var walk = FeatureWalk(history, assembler: assembler)
            let scale = walk.scale
            var row = [Float](repeating: 0, count: assembler.columns)
            for step in 0..<6 {
                walk.write(&row, step: step)
                var sums: [Double] = []
                for forest in model.trees {
                    var part = [Double](repeating: 0, count: forest.outputs)
                    forest.addRawScores(of: row.map { Double($0) }, to: &part)
                    sums += part
                }
                let expected = Double(scale.location) + Double(scale.scale) * sums[model.levels.middle]
                let found = explanation[step].reduce(explanation.base, +)
                #expect(abs(found - expected) <= 1e-9 * max(1, abs(expected), Double(scale.scale)), "\(history.id), step \(step)")
            }
        }
    }

    /// With the median alone, and a gauge whose values are not whole, nothing stands between the sum and the forecast.
    @Test func contributionsAddUpToTheForecast() throws {
        let training = TrainingSet(Waves.gauges(), seasons: [24])
        let model = try Self.model(.standard, levels: QuantileLevels([0.5]), training)
        let forecasts = try model.forecast(from: training.histories, horizon: 6)
        for (forecast, explanation) in zip(forecasts, try model.explanations(of: training.histories, horizon: 6)) {
            let explanation = try #require(explanation)
            #expect(explanation.axis == forecast.axis && explanation.origin == forecast.origin)
            // The wave is what there is to know.
            #expect(explanation.kinds.contains(.cycles) && explanation.contributions.contains { abs($0) > 0.1 })
            for step in 0..<6 {
                let sum = explanation[step].reduce(explanation.base, +)
                #expect(abs(sum - Double(forecast[step, 0])) <= 1e-5 * max(1, abs(sum)))
            }
        }
        let short = History(training.histories[0].series, count: 1)
        #expect(try model.explanations(of: [short, training.histories[0]], horizon: 1).map { $0 == nil } == [true, false])
        #expect(throws: ForecastError.self) { try model.explanations(of: training.histories, horizon: 7) }
    }

    @Test func everyFeatureHasItsKind() throws {
        var series = Waves.counts(2, count: 300).series
        for index in series.indices {
            series[index].pastCovariates = [series[index].values]
            series[index].futureCovariates = [series[index].values]
            series[index].staticCovariates = [Float(index)]
        }
        let set = try SeriesSet(
            series, quantity: .count(), pastCovariates: ["load"], futureCovariates: ["lag_1"], staticCovariates: ["size"])
        let schema = FeatureSchema(training: TrainingSet(set, seasons: [24, 60]), horizon: 6, scaling: .level)
        #expect(schema.kinds.count == schema.names.count)
        #expect(Set(schema.kinds) == Set(FeatureKind.allCases))
        let prefixes: [(String, FeatureKind)] = [
            ("lag_", .lags), ("mean_", .windows), ("max_", .windows), ("quantile_", .windows), ("smoothed_", .smoothed),
            ("last_minus_smoothed_", .smoothed), ("cycle_", .cycles), ("phase_", .cycles), ("level_before_", .cycles),
            ("second_of_day", .calendar), ("weekday", .calendar), ("holiday", .calendar), ("step", .step), ("log_scale", .level),
            ("size", .covariates), ("last_load", .covariates), ("series", .series), ("since_nonzero", .lags), ("difference_1", .lags),
        ]
        for (index, name) in schema.names.dropLast().enumerated() {
            for (prefix, kind) in prefixes where name == prefix || prefix.hasSuffix("_") && name.hasPrefix(prefix) {
                #expect(schema.kinds[index] == kind, "\(name)")
            }
        }
        // A covariate with the name of another feature stays a covariate.
        #expect(schema.names.last == "lag_1" && schema.kinds.last == .covariates)
    }
}
