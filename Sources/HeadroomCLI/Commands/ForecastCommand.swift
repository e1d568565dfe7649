import ArgumentParser
import Headroom

/// `headroom forecast`.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Model and history to quantiles, as CSV or NDJSON.",
        discussion: """
            Every series of the data is forecast from its last value on. Any history of enough length will do: a global model also
            forecasts series it never saw.

            Examples:
              headroom forecast --model requests.safetensors --data requests.csv --horizon 60 --quantiles 0.1,0.5,0.9
              tail -n 300 requests.csv | headroom forecast --model requests.safetensors --data - --input-format long --ndjson
              headroom forecast --model requests.safetensors --data requests.csv --horizon 60 --ceiling
              headroom forecast --model requests.safetensors --data requests.csv --horizon 240 --paths 100
              headroom forecast --model requests.safetensors --data requests.csv --sum --quantiles 0.5,0.95
              headroom forecast --model requests.safetensors --data requests.csv --threshold 500
              headroom forecast --model requests.safetensors --data requests.csv --weights bfloat16
              headroom forecast --model trees.safetensors --data requests.csv --explain
            """)

    @Option(help: ArgumentHelp("Model file, or a naive family that needs no training.", valueName: "file.safetensors"))
    var model: ModelArgument

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(help: "Steps to forecast; default: what the model was trained for.", transform: HorizonArgument.parse)
    var horizon: Int?

    @Option(help: "Quantile levels to write, inside the range the model was trained for.")
    var quantiles = LevelsArgument(Evaluation.standardLevels)

    @Flag(help: "Beyond the trained horizon, feed sample paths back into the model.")
    var recursive = false

    @Flag(help: "Write quantiles of the maximum over the horizon instead of every step.")
    var ceiling = false

    @Option(
        help: ArgumentHelp(
            "Write so many sample paths instead of quantiles, of any horizon; with --ceiling or --sum, quantiles of their maxima or sums.",
            valueName: "n"))
    var paths: Int?

    @Flag(help: "Write quantiles of the sum over the horizon instead of every step, from sample paths.")
    var sum = false

    @Option(
        help: ArgumentHelp(
            "Write, for every step, the probability that demand has exceeded this value by then, from sample paths.", valueName: "value"))
    var threshold: Float?

    @Flag(
        help: """
            Write why instead of the forecast. Boosted trees: what their features contribute to the median, one row per step and kind of \
            features, which with the row base add up to the median before rounding. Neural networks: what parts of the past add to the \
            ceiling and the mean of the path at 0.9, by hiding one after the other.
            """)
    var explain = false

    @Flag(help: "One JSON object per line instead of CSV.")
    var ndjson = false

    @Flag(help: "One row per quantile: unique_id,cutoff,ds,quantile,value.")
    var long = false

    @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?

    @OptionGroup(title: "Computation") var compute: ComputeOptions
    @OptionGroup(title: "Computation") var precision: PrecisionOptions

    /// Sample paths that sums and thresholds are read from unless --paths says otherwise.
    private static let defaultPaths = 1000

    mutating func validate() throws {
        if [ceiling, sum, threshold != nil, ndjson, long].filter({ $0 }).count > 1 {
            throw ValidationError("choose one of --ceiling, --sum, --threshold, --ndjson and --long")
        }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold is a number, found \(threshold)") }
        if sum || threshold != nil, explain || recursive {
            throw ValidationError("sums and thresholds are read from sample paths of any horizon; leave --explain and --recursive out")
        }
        if explain, ceiling || long || recursive {
            throw ValidationError("--explain explains single steps of a direct forecast; leave --ceiling, --long and --recursive out")
        }
        guard let paths else { return }
        guard (1...1_000_000).contains(paths) else { throw ValidationError("--paths lies between 1 and 1000000, found \(paths)") }
        if explain || long || recursive {
            throw ValidationError(
                "sample paths go on beyond any horizon and have one value a step; leave --explain, --long and --recursive out")
        }
    }

    func run() throws {
        let set = try data.read(threads: compute.threads).set
        let fitted = try load(set, precision: precision.weights)
        guard let steps = horizon ?? fitted.maximumHorizon else { throw ValidationError("give the steps to forecast with --horizon N") }
        let histories = set.series.map { History($0) }
        if let paths = paths ?? (sum || threshold != nil ? Self.defaultPaths : nil) {
            return try write(sampled(paths, of: histories, horizon: steps, by: fitted))
        }
        if explain { return try write(explanations(of: histories, horizon: steps, by: fitted)) }
        let forecasts: [QuantileForecast]
        func forecast(with model: any FittedForecaster) throws -> [QuantileForecast] {
            if recursive { return try histories.map { try model.closedLoop(from: $0, horizon: steps, seed: compute.seed) } }
            return try model.forecast(from: histories, horizon: steps)
        }
        forecasts = try forecast(with: fitted)
        if precision.weights != .float32 {
            let exact = try forecast(with: load(set, precision: .float32))
            Standard.error(PrecisionEffect.text(ForecastDifference(exact, forecasts), precision.weights))
        }
        for forecast in forecasts { if let note = forecast.note { Standard.error("note: \(note)") } }
        try write(render(forecasts, of: histories, model: fitted))
    }

    private func write(_ table: [UInt8]) throws {
        if let output { try OutputFile.write(table, to: output) } else { Standard.output(table) }
    }

    private func load(_ set: SeriesSet, precision: WeightPrecision) throws -> any FittedForecaster {
        switch model {
        case .file(let path):
            var compute = compute.compute
            compute.precision = precision
            return try ModelStore.loadForecaster(path, compute: compute)
        case .family(let family) where family.isTrained:
            throw ValidationError(
                "\(family.rawValue) has to be trained first: headroom train --model \(family.rawValue) … --output FILE.safetensors")
        case .family(let family):
            guard let horizon else { throw ValidationError("give the steps to forecast with --horizon N") }
            let recipe = ModelRecipe(family, lstm: LSTMForecaster(horizon: horizon))
            return try recipe.fit(on: TrainingSet(set, seasons: data.seasons(of: set)), options: FitOptions(compute: compute.compute)).model
        }
    }

    private func sampled(_ count: Int, of histories: [History], horizon: Int, by model: any FittedForecaster) throws -> [UInt8] {
        let paths = try histories.map { try model.samplePaths(from: $0, horizon: horizon, count: count, seed: compute.seed) }
        for one in paths { if let note = one.note { Standard.error("note: \(note)") } }
        if ceiling { return ForecastTable.ceilings(paths, levels: quantiles.levels.values) }
        if sum { return ForecastTable.sumsCSV(paths, levels: quantiles.levels.values) }
        if let threshold { return ForecastTable.crossingsCSV(paths, threshold: threshold) }
        return ndjson ? ForecastTable.pathsNDJSON(paths) : ForecastTable.pathsCSV(paths)
    }

    private func explanations(of histories: [History], horizon: Int, by model: any FittedForecaster) throws -> [UInt8] {
        if let model = model.uncalibrated as? any OccludableForecaster {
            let occlusions = try histories.map { try model.occlusions(of: $0, horizon: horizon) }
            for (history, parts) in zip(histories, occlusions) where parts.isEmpty {
                Standard.error("note: \(history.id) is too short for the network; a naive forecast answers, which has no parts")
            }
            return ndjson
                ? ForecastTable.occlusionsNDJSON(Array(zip(histories, occlusions)))
                : ForecastTable.occlusionsCSV(Array(zip(histories, occlusions)))
        }
        guard let model = model.uncalibrated as? FittedGBT else { throw ModelChoiceError.notExplained(family: model.name) }
        let explanations = try model.explanations(of: histories, horizon: horizon)
        for (history, explanation) in zip(histories, explanations) where explanation == nil {
            Standard.error("note: \(history.id) is too short for the trees; a naive forecast answers, which has no contributions")
        }
        let known = explanations.compactMap { $0 }
        if known.contains(where: { $0.unit == .log1p }) {
            Standard.error("note: contributions add up in log(1 + y - lower bound), the unit that the model was trained in")
        }
        return ndjson ? ForecastTable.contributionsNDJSON(known) : ForecastTable.contributionsCSV(known)
    }

    private func render(
        _ forecasts: [QuantileForecast], of histories: [History], model: any FittedForecaster
    ) throws -> [UInt8] {
        if ceiling {
            let ceilings = zip(histories, forecasts).compactMap { history, forecast in
                model.ceiling(of: forecast, history: history, over: forecast.horizon).map { (forecast, $0) }
            }
            guard ceilings.count == forecasts.count else { throw ForecastError.noResidualPaths(model: model.name) }
            return ForecastTable.ceilings(ceilings, levels: quantiles.levels.values)
        }
        if ndjson { return try ForecastTable.ndjson(forecasts, levels: quantiles.levels) }
        if long { return try ForecastTable.longCSV(forecasts, levels: quantiles.levels) }
        return try ForecastTable.csv(forecasts, levels: quantiles.levels)
    }
}
