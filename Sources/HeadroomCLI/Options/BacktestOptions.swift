import ArgumentParser
import Headroom

/// On what models are evaluated: a fixed task, or windows at the end of a trace.
struct BacktestOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of a fixed task (data.csv.gz and task.json) instead of --data.", valueName: "folder"))
    var task: String?

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(help: "Steps of every forecast; with --task the task says it.", transform: HorizonArgument.parse)
    var horizon: Int?

    @Option(help: "Number of windows per series; the last one ends with the series.")
    var windows = 4

    @Option(help: "Steps between two windows; default: the horizon.")
    var step: Int?

    @Option(help: "Series whose seasonal error is below this share of their mean size (clockwork) are left out of MASE and counted.")
    var scaleFloor = 0.05

    mutating func validate() throws {
        guard scaleFloor >= 0, scaleFloor < 1 else { throw ValidationError("--scale-floor must lie in [0, 1), found \(scaleFloor)") }
        if task == nil && horizon == nil {
            throw ValidationError("give the steps to forecast with --horizon N (or a task with --task DIR)")
        }
        if task != nil && !data.data.isEmpty { throw ValidationError("--task brings its own data; give either --task or --data") }
    }

    /// The comparison before any model is fitted, and the levels at which its forecasts are written.
    /// - Parameter levels: of the models, for a trace.
    func comparison(threads: Int, levels: QuantileLevels) throws -> (comparison: ModelComparison, levels: QuantileLevels) {
        if let task {
            let task = try ForecastTask(folder: task)
            if let horizon, horizon != task.backtest.plan.horizon {
                throw ValidationError("task \(task.name) has a horizon of \(task.backtest.plan.horizon); leave --horizon out")
            }
            let comparison = ModelComparison(
                set: task.set, seasons: task.seasons, backtest: task.backtest, grouping: task.grouping, seconds: ProgressLine.seconds)
            return (comparison, task.levels)
        }
        let set = try data.read(threads: threads).set
        let comparison = try data.comparison(on: set, horizon: horizon!, windows: windows, step: step, scaleFloor: scaleFloor)
        return (comparison, levels)
    }

    /// What was evaluated, for people.
    var source: String {
        func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
        return task.map { "task \(fileName($0))" } ?? data.data.map(fileName).joined(separator: ", ")
    }
}

extension DataOptions {
    /// A comparison on windows at the end of a trace, before any model is fitted.
    func comparison(on set: SeriesSet, horizon: Int, windows: Int, step: Int? = nil, scaleFloor: Double) throws -> ModelComparison {
        let plan = try BacktestPlan.rolling(
            counts: set.series.map(\.count), horizon: horizon, windows: windows, step: step, minimumHistory: 2)
        let seasons = seasons(of: set, counts: plan.firstCutoffs(of: set))
        return ModelComparison(
            set: set, seasons: seasons,
            backtest: Backtest(
                plan: plan, season: seasons.first ?? 1, scaleFloor: scaleFloor, groups: Backtest.groupsByLevel(of: set, plan: plan)),
            seconds: ProgressLine.seconds)
    }
}

extension ModelComparison {
    /// Fits or loads models as users named them, and scores them in this order.
    mutating func add(
        _ models: [ModelArgument], recipe: RecipeOptions, compute: ComputeOptions, progress: ProgressLine, streams: Bool = false,
        adaptive: Bool = false
    ) throws {
        let options = FitOptions(
            seed: compute.seed, compute: compute.compute, progress: progress.handler, seconds: ProgressLine.seconds)
        let horizon = backtest.plan.horizon
        for argument in models {
            switch argument {
            case .family(let family):
                try fit(recipe.recipe(family, horizon: horizon), streams: streams, adaptive: adaptive, options: options)
            case .file(let path):
                let model = try ModelStore.loadForecaster(path, compute: compute.compute)
                if streams {
                    guard model.streamsCarryState else { throw ModelChoiceError.notStreamed(file: path) }
                    try scoreStreams(of: model, name: path)
                }
                if adaptive { try scoreAdaptive(model, name: path) }
                try score(model, name: path)
            }
        }
    }

    /// Adds seasonal naive, unless it is there already.
    mutating func addSeasonalNaive(_ recipe: RecipeOptions, compute: ComputeOptions) throws {
        let options = FitOptions(seed: compute.seed, compute: compute.compute)
        try addSeasonalNaive(recipe.recipe(.seasonalNaive, horizon: backtest.plan.horizon), options: options)
    }
}
