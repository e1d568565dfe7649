import ArgumentParser
import Headroom

/// `headroom study`.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Studies over many series and models.",
        discussion: """
            Example:
              headroom study relation --data requests.csv --horizon 60 --model gbt seasonal-quantile naive
              headroom study modes --data requests.csv
            """, subcommands: [Relation.self, Modes.self])

    /// `headroom study relation`.
    struct Relation: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "relation", abstract: "Do the usual errors choose the model that serves demand best?",
            discussion: """
                Models are backtested, and every series scored by: the errors of the median (mse, mae: relative to mean demand; \
                smape), wql, how far coverage lies from 80 %; the service of the quantile that prices ask for (under_rate, \
                under_volume, depth95, over_volume, waste, churn, shift_tolerant_coverage) and its cost per unit of demand; the loss \
                of ceilings; and the spikes that a quantile announced (recall, precision, f1, useful_recall, soft_score).

                For each of these metrics the table shows Spearman's rank correlation with the errors: within series, over the models \
                (mean over the series where both order the models), and across series, over the series (mean over the models); 1 is \
                agreement, signs are turned where more is better. Then the number of series whose best model by the metric is not the \
                best by cost, and what choosing by the metric costs beyond the cheapest choice. Equally good models share their mean \
                cost.

                Examples:
                  headroom study relation --data requests.csv --horizon 60 --model lstm gbt seasonal-quantile naive
                  headroom study relation --task tasks/serving --model a.safetensors b.safetensors --prices 1:9 --scores scores.csv
                """)

        @OptionGroup(title: "Backtest") var backtest: BacktestOptions

        @Option(name: .long, parsing: .upToNextOption, help: "Families to fit, or model files; two or more beside seasonal naive.")
        var model: [ModelArgument]

        @Option(
            help: ArgumentHelp(
                """
                Prices of a unit unused for a step, a unit missing for a step and, if given, a resize. The quantile that costs least, under / \
                (over + under), is held as capacity.
                """, valueName: "over:under[:resize]"))
        var prices = PricesArgument(argument: "1:19")!

        @Option(help: ArgumentHelp("Steps for which an allocation is held, at the largest quantile of these steps.", valueName: "steps"))
        var hold = 1

        @Option(help: "Quantile level of the forecast that announces spikes.")
        var spikeLevel = 0.9

        @Option(help: ArgumentHelp("Time from a decision to its effect, e.g. 2m, or a number of steps.", valueName: "delay"))
        var activationDelay = DelayArgument.steps(1)

        @Option(help: ArgumentHelp("Write every score to this CSV file, a row per series and model.", valueName: "file.csv"))
        var scores: String?

        @OptionGroup(title: "Model") var recipe: RecipeOptions
        @OptionGroup(title: "Computation") var compute: ComputeOptions

        @Option(help: "Form of the printed study.")
        var format: OutputFormat = .text

        mutating func validate() throws {
            guard (1...1_000_000).contains(hold) else { throw ValidationError("--hold is a number of steps, at least 1, found \(hold)") }
            guard spikeLevel > 0, spikeLevel < 1 else {
                throw ValidationError("--spike-level must lie inside (0, 1), found \(spikeLevel)")
            }
            let naive = model.contains { if case .family(.seasonalNaive) = $0 { true } else { false } }
            guard model.count + (naive ? 0 : 1) >= 3 else {
                throw ValidationError("an order of fewer than 3 models says little: name at least two beside seasonal-naive with --model")
            }
        }

        func run() throws {
            let progress = ProgressLine()
            defer { progress.finish() }
            let levels = recipe.levels.levels
            var (comparison, _) = try backtest.comparison(threads: compute.threads, levels: levels)
            for level in [prices.prices.optimalLevel, spikeLevel] { _ = try levels.position(of: level) }
            let delay = try activationDelay.slots(on: comparison.set)
            try comparison.add(model, recipe: recipe, compute: compute, progress: progress)
            try comparison.addSeasonalNaive(recipe, compute: compute)
            progress.finish()
            let (study, table) = try comparison.relationStudy(
                prices: prices.prices, window: hold, spikeLevel: spikeLevel, activationDelay: delay)
            if let scores { try OutputFile.write(table.csv, to: scores) }
            let level = prices.prices.optimalLevel
            switch format {
            case .text: Standard.output(StudyRows.text(study, level: level))
            case .json:
                let document = StudyRows.Document(
                    horizon: comparison.backtest.plan.horizon, seasons: comparison.seasons, prices: prices.prices, level: level,
                    study: study)
                Standard.output(try JSONOutput.text(document))
            }
        }
    }
}
