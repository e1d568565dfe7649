import ArgumentParser
import Headroom

/// `headroom train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Fit a model on a trace, score it beside seasonal naive, write the model file.",
        discussion: """
            The last windows of every series are held out and scored before the file is written; the end of what remains stops the
            training. With --refit the written model is then fitted again on everything.

            Examples:
              headroom train --data requests.csv --model lstm --horizon 60 --output requests.safetensors
              headroom train --data requests.csv --model gbt --horizon 60 --output requests.safetensors
              headroom train --data requests.csv --model auto --budget 5m --horizon 60 --output requests.safetensors
              headroom train --data requests.csv --model transformer --horizon 60 --output requests.safetensors
              headroom train --data requests.csv --model mlp --horizon 60 --output requests.safetensors
              headroom train --data new.csv --model transformer --horizon 60 --from requests.safetensors --tune head --output new.safetensors
              headroom train --data calls.csv --model gbt --horizon 60 --loss poisson --output calls.safetensors
              headroom train --data f.csv --model gbt --horizon 24 --output f.safetensors --strategy recursive --features lag_1,lag_24,hour
              headroom train --data requests.csv --model lstm --horizon 60 --output m.safetensors --checkpoint m.checkpoint.safetensors
              headroom train --data requests.csv --model lstm --horizon 60 --output m.safetensors --checkpoint m.checkpoint.safetensors --resume
              headroom train --data requests.csv --model transformer --horizon 60 --context 4096 --output m.safetensors --memory-limit 2GiB
              headroom train --data requests.csv --model lstm --horizon 60 --ensemble 5 --ensemble-by bagging --output m.safetensors
            """)

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(help: "Family: \(ModelRecipe.Family.allCases.map(\.rawValue).joined(separator: ", ")).")
    var model: ModelRecipe.Family = .lstm

    @Option(help: "Steps to forecast.", transform: HorizonArgument.parse)
    var horizon: Int

    @Option(help: ArgumentHelp("Model file to write.", valueName: "file.safetensors"))
    var output: String

    @Option(help: "Windows per series that are held out and scored before the file is written.")
    var windows = 2

    @Flag(help: "Fit the written model again on all values, held-out windows included.")
    var refit = false

    @Option(help: ArgumentHelp("Keep the state of the training in this file after every round.", valueName: "file.safetensors"))
    var checkpoint: String?

    @Flag(help: "Go on from the checkpoint.")
    var resume = false

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Start from this model, an lstm, a transformer or an mlp: its windows, shape and levels stay, --horizon must be its own.",
            valueName: "file.safetensors"))
    var pretrained: String?

    @Option(help: "With --from: what is trained further: all, or the head only.")
    var tune = Pretrained.Tuning.all

    @Option(
        help: ArgumentHelp(
            "Do not begin a training that is estimated to take more memory than this beside the data, e.g. 800MB, 2GiB. The estimate is "
                + "printed at the start and is part of the JSON scores.", valueName: "size"))
    var memoryLimit: SizeArgument?

    @Flag(help: "Nothing on standard error but what is wrong.")
    var quiet = false

    @Option(help: "Series whose seasonal error is below this share of their mean size (clockwork) are left out of MASE and counted.")
    var scaleFloor = 0.05

    @OptionGroup(title: "Model") var recipe: RecipeOptions
    @OptionGroup(title: "Computation") var compute: ComputeOptions

    @Option(help: "Form of the printed scores.")
    var format: OutputFormat = .text

    mutating func validate() throws {
        guard scaleFloor >= 0, scaleFloor < 1 else { throw ValidationError("--scale-floor must lie in [0, 1), found \(scaleFloor)") }
        for path in [output, checkpoint].compactMap({ $0 }) where !path.hasSuffix(ModelStore.fileExtension) {
            throw ValidationError("model files end in \(ModelStore.fileExtension), found \(path)")
        }
        if resume && checkpoint == nil { throw ValidationError("--resume goes on from a checkpoint: name it with --checkpoint FILE") }
    }

    func run() throws {
        let reading = try data.read(threads: compute.threads)
        let set = reading.set
        let progress = ProgressLine(quiet ? .silent : .announcing)
        defer { progress.finish() }
        let recipe = recipe.recipe(model, horizon: horizon)
        var comparison = try data.comparison(on: set, horizon: horizon, windows: windows, scaleFloor: scaleFloor)
        let (plan, seasons) = (comparison.backtest.plan, comparison.seasons)

        var options = FitOptions(
            seed: compute.seed, compute: compute.compute, progress: progress.handler, memoryLimit: memoryLimit?.bytes,
            seconds: ProgressLine.seconds)
        if let checkpoint {
            options.checkpoint = { archive in try ModelStore.save(archive, to: checkpoint) }
            if resume { options.resume = try ModelStore.load(checkpoint) }
        }
        if let pretrained {
            guard model.isNetwork else {
                throw ValidationError(
                    "--from starts the training of a neural network: --model lstm, transformer or mlp, found \(model.rawValue)")
            }
            options.pretrained = Pretrained(try ModelStore.load(pretrained), tuning: tune)
        }
        try comparison.fit(recipe, options: options)
        try comparison.addSeasonalNaive(recipe, options: FitOptions(seed: compute.seed, compute: compute.compute))
        let scored = comparison.entries[0]
        var fitted = scored.model
        if refit {
            let everything = TrainingSet(set, seasons: seasons)
            fitted = try recipe.fit(
                on: everything,
                options: FitOptions(
                    seed: compute.seed, compute: compute.compute, progress: progress.handler, pretrained: options.pretrained,
                    memoryLimit: options.memoryLimit, seconds: options.seconds)
            ).model
        }
        progress.finish()
        // The scores come before the file: whoever does not like them still has the model that was there before.
        let calibrations = try comparison.calibrations(seed: compute.seed)
        switch format {
        case .text: Standard.output(ScoreRows.text(comparison, calibrations))
        case .json: Standard.output(try JSONOutput.text(ScoreRows.document(comparison, calibrations)))
        }
        try save(fitted, scored: scored, reading: reading, counts: refit ? set.series.map(\.count) : plan.firstCutoffs(of: set))
        if format == .text { Standard.output("wrote \(output)") }
    }

    private func save(_ model: any FittedForecaster, scored: ModelComparison.Entry, reading: TraceReading, counts: [Int]) throws {
        let set = reading.set
        let first = set.series.map(\.axis.start).min() ?? 0
        let last = zip(set.series, counts).map { $0.axis.time(at: $1 - 1) }.max() ?? 0
        var axis = set.series[0].axis
        axis.start = first
        let summary = scored.evaluation.summary
        let metrics = ["mase": summary.mase, "wql": summary.wql, "coverage80": summary.coverage80, "ceiling90": summary.ceiling90]
        let provenance = Provenance(
            dataDigest: set.digest, dataName: reading.sources.map(\.name).joined(separator: " "), seriesCount: set.series.count, axis: axis,
            lastTime: last, seed: compute.seed, metrics: metrics.compactMapValues { $0 })
        try ModelStore.save(model, provenance: provenance, to: output)
    }
}
