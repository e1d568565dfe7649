import ArgumentParser
import Headroom

/// `headroom backtest`.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Evaluate models by rolling origin, seasonal naive always beside them.",
        discussion: """
            Models are fitted once on what is known before the first cutoff, then forecast at every cutoff from the history up to it. With
            --streaming, models that can be streamed are scored twice: first from streams that were started some time before the first
            cutoff and have observed every value since, as in a server, then from the window before each cutoff.

            Examples:
              headroom backtest --data requests.csv --horizon 60 --windows 4 --model lstm seasonal-quantile
              headroom backtest --data requests.csv --horizon 60 --model requests.safetensors --forecasts out.csv
              headroom backtest --task tasks/serving --model lstm --forecasts serving.csv --ceilings serving.ceilings.csv
              headroom backtest --data requests.csv --horizon 60 --model lstm --streaming
              headroom backtest --data requests.csv --horizon 60 --model lstm --ceiling-levels 0.5,0.95 --spikes --activation-delay 2m
            """)

    @Option(help: ArgumentHelp("Folder of a fixed task (data.csv.gz and task.json) instead of --data.", valueName: "folder"))
    var task: String?

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(name: .long, parsing: .upToNextOption, help: "Families to fit, or model files.")
    var model: [ModelArgument]

    @Option(help: "Steps of every forecast; with --task the task says it.", transform: HorizonArgument.parse)
    var horizon: Int?

    @Option(help: "Number of windows per series; the last one ends with the series.")
    var windows = 4

    @Option(help: "Steps between two windows; default: the horizon.")
    var step: Int?

    @Option(help: ArgumentHelp("Write every forecast of the first row of scores to this CSV file.", valueName: "file"))
    var forecasts: String?

    @Option(
        help: ArgumentHelp(
            "Write ceilings of the first row (quantiles of the maximum over the horizon) to this CSV file.", valueName: "file"))
    var ceilings: String?

    @Option(help: "Series whose seasonal error is below this share of their mean size (clockwork) are left out of MASE and counted.")
    var scaleFloor = 0.05

    @OptionGroup(title: "Provisioning") var provisioning: ProvisioningOptions
    @OptionGroup(title: "Model") var recipe: RecipeOptions
    @OptionGroup(title: "Computation") var compute: ComputeOptions
    @OptionGroup(title: "Computation") var precision: PrecisionOptions

    @Option(help: "Form of the printed scores.")
    var format: OutputFormat = .text

    mutating func validate() throws {
        guard scaleFloor >= 0, scaleFloor < 1 else { throw ValidationError("--scale-floor must lie in [0, 1), found \(scaleFloor)") }
        guard !model.isEmpty else { throw ValidationError("name at least one model with --model") }
        if task == nil && horizon == nil {
            throw ValidationError("give the steps to forecast with --horizon N (or a task with --task DIR)")
        }
        if task != nil && !data.data.isEmpty { throw ValidationError("--task brings its own data; give either --task or --data") }
    }

    func run() throws {
        let progress = ProgressLine()
        defer { progress.finish() }
        var (comparison, levels) = try prepare()
        let plan = try provisioning.plan(on: comparison.set, levels: recipe.levels.levels)
        let options = FitOptions(seed: compute.seed, compute: compute.compute, progress: progress.handler)
        let horizon = comparison.backtest.plan.horizon
        for argument in model {
            switch argument {
            case .family(let family):
                try comparison.fit(recipe.recipe(family, horizon: horizon), streams: recipe.streaming, options: options)
            case .file(let path):
                let model = try ModelStore.loadForecaster(path, compute: compute.compute)
                if recipe.streaming {
                    guard model.streamsCarryState else { throw ModelChoiceError.notStreamed(file: path) }
                    try comparison.scoreStreams(of: model, name: path)
                }
                try comparison.score(model, name: path)
            }
        }
        if precision.weights != .float32 { try addRounded(to: &comparison) }
        try comparison.addSeasonalNaive(recipe.recipe(.seasonalNaive, horizon: horizon), options: options)
        progress.finish()
        try write(comparison.entries[0], levels: levels)
        let more = try plan.scores(of: comparison)
        switch format {
        case .text: Standard.output(ScoreRows.text(comparison, more))
        case .json: Standard.output(try JSONOutput.text(ScoreRows.document(comparison, more)))
        }
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

    private func prepare() throws -> (ModelComparison, QuantileLevels) {
        if let task {
            let task = try ForecastTask(folder: task)
            if let horizon, horizon != task.backtest.plan.horizon {
                throw ValidationError("task \(task.name) has a horizon of \(task.backtest.plan.horizon); leave --horizon out")
            }
            let comparison = ModelComparison(
                set: task.set, seasons: task.seasons, backtest: task.backtest, grouping: task.grouping, seconds: ProgressLine.seconds)
            return (comparison, task.levels)
        }
        let set = try data.read(threads: compute.threads).set
        let plan = try BacktestPlan.rolling(
            counts: set.series.map(\.count), horizon: horizon!, windows: windows, step: step, minimumHistory: 2)
        let seasons = data.seasons(of: set, counts: plan.firstCutoffs(of: set))
        let comparison = ModelComparison(
            set: set, seasons: seasons,
            backtest: Backtest(
                plan: plan, season: seasons.first ?? 1, scaleFloor: scaleFloor, groups: Backtest.groupsByLevel(of: set, plan: plan)),
            seconds: ProgressLine.seconds)
        return (comparison, recipe.levels.levels)
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
