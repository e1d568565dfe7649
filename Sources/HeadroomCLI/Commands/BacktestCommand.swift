import ArgumentParser
import Headroom

/// `headroom backtest`.
struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Evaluate models by rolling origin, seasonal naive always beside them.",
        discussion: """
            Models are fitted once on what is known before the first cutoff, then forecast at every cutoff from the history up to it. With
            --streaming, models that can be streamed are scored twice: first from streams that were started some time before the first
            cutoff and have observed every value since, as in a server, then from the window before each cutoff.

            Coverage stands with its 95 % binomial interval, beside the width of the interval. The report adds pictures: promised against
            observed coverage, histograms of probability integral transforms, coverage by lead, width at equal coverage.

            Examples:
              headroom backtest --data requests.csv --horizon 60 --windows 4 --model lstm seasonal-quantile
              headroom backtest --data requests.csv --horizon 60 --model requests.safetensors --forecasts out.csv
              headroom backtest --task tasks/serving --model lstm --forecasts serving.csv --ceilings serving.ceilings.csv
              headroom backtest --data requests.csv --horizon 60 --model lstm --streaming
              headroom backtest --data requests.csv --horizon 60 --model requests.safetensors --adaptive
              headroom backtest --data requests.csv --horizon 60 --model lstm --ceiling-levels 0.5,0.95 --spikes --activation-delay 2m
              headroom backtest --data requests.csv --horizon 60 --model lstm gbt --prices 1:19 --report report.html
            """)

    @OptionGroup(title: "Backtest") var backtest: BacktestOptions

    @Option(name: .long, parsing: .upToNextOption, help: "Families to fit, or model files.")
    var model: [ModelArgument]

    @Option(help: ArgumentHelp("Write every forecast of the first row of scores to this CSV file.", valueName: "file"))
    var forecasts: String?

    @Option(
        help: ArgumentHelp(
            "Write ceilings of the first row (quantiles of the maximum over the horizon) to this CSV file.", valueName: "file"))
    var ceilings: String?

    @Option(help: ArgumentHelp("Write a page with tables and pictures.", valueName: "file.html"))
    var report: String?

    @Flag(
        help: """
            Score every model with adaptive calibration first: a stream of each series, started some time before the first cutoff, forecasts \
            at every step and corrects its quantiles by how they turned out.
            """)
    var adaptive = false

    @OptionGroup(title: "Provisioning") var provisioning: ProvisioningOptions
    @OptionGroup(title: "Model") var recipe: RecipeOptions
    @OptionGroup(title: "Computation") var compute: ComputeOptions
    @OptionGroup(title: "Computation") var precision: PrecisionOptions

    @Option(help: "Form of the printed scores.")
    var format: OutputFormat = .text

    mutating func validate() throws {
        guard !model.isEmpty else { throw ValidationError("name at least one model with --model") }
    }

    func run() async throws {
        let progress = ProgressLine()
        defer { progress.finish() }
        var (comparison, levels) = try backtest.comparison(threads: compute.threads, levels: recipe.levels.levels)
        let plan = try provisioning.plan(on: comparison.set, levels: recipe.levels.levels)
        try comparison.add(model, recipe: recipe, compute: compute, progress: progress, streams: recipe.streaming, adaptive: adaptive)
        if precision.weights != .float32 { try addRounded(to: &comparison) }
        try comparison.addSeasonalNaive(recipe, compute: compute)
        progress.finish()
        try write(comparison.entries[0], levels: levels)
        let calibrations = try comparison.calibrations(seed: compute.seed)
        let more = try plan.scores(of: comparison)
        if let report {
            let page = BacktestReport(comparison, calibrations, more, source: backtest.source, seed: compute.seed)
            try OutputFile.write(try await page.html(), to: report)
        }
        switch format {
        case .text: Standard.output(ScoreRows.text(comparison, calibrations, more))
        case .json: Standard.output(try JSONOutput.text(ScoreRows.document(comparison, calibrations, more)))
        }
        if let report, format == .text { Standard.output("wrote \(report)") }
    }

    /// Scores the first model again with rounded weights and says how far its forecasts moved.
    private func addRounded(to comparison: inout ModelComparison) throws {
        let exact = comparison.entries[0]
        var compute = compute.compute
        compute.precision = precision.weights
        let rounded = try ModelStore.restore(exact.model.archive(), name: exact.name, compute: compute)
        let difference = try comparison.scoreAgain(exact, with: rounded, name: "\(exact.name) \(precision.weights.rawValue)")
        Standard.error(PrecisionEffect.text(difference, precision.weights))
    }

    private func write(_ entry: ModelComparison.Entry, levels: QuantileLevels) throws {
        if let forecasts {
            let table = try ForecastTable.csv(entry.forecasts.map(\.forecast), actual: entry.forecasts.map(\.actual), levels: levels)
            try OutputFile.write(table, to: forecasts)
        }
        if let ceilings {
            let known = entry.forecasts.compactMap { one in one.ceiling.map { (forecast: one.forecast, ceiling: $0) } }
            guard known.count == entry.forecasts.count else { throw ForecastError.noResidualPaths(model: entry.name) }
            try OutputFile.write(ForecastTable.ceilings(known), to: ceilings)
        }
    }
}
