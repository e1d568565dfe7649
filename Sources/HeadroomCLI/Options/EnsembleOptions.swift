import ArgumentParser
import Headroom

/// Several models, or several passes of one, instead of a single forecast.
struct EnsembleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Train so many models of the family (2 to 64) and pool their forecasts: takes that many times as long, errs less, and shows by how \
            much models disagree. Intervals are calibrated for the pooled forecast.
            """, valueName: "n"))
    var ensemble: Int?

    @Option(help: "With --ensemble: how members differ: seeds (chance), or bagging (a bootstrap of the training time for each, too).")
    var ensembleBy = EnsembleConfiguration.Diversity.seeds

    @Option(
        help: """
            With --ensemble: how forecasts become one: quantiles (their means: sharper, for members that differ by chance), median (their \
            medians: a member that is far off counts no more than any other) or mixture (quantiles of the mean distribution: wider where \
            members disagree). Default: quantiles by seeds, mixture by bagging.
            """)
    var pool: EnsemblePool?

    @Option(
        help: ArgumentHelp(
            """
            Forecast so many times (2 to 256) with the dropout that the lstm, transformer or mlp was trained with, and answer with the mixture: costs \
            forecasting time instead of training time.
            """, valueName: "passes"))
    var mcDropout: Int?

    var configuration: EnsembleConfiguration? {
        ensemble.map { EnsembleConfiguration(count: $0, by: ensembleBy, pool: pool) }
    }

    mutating func validate() throws {
        if let ensemble, !FittedEnsemble.sizes.contains(ensemble) {
            let sizes = FittedEnsemble.sizes
            throw ValidationError("--ensemble takes \(sizes.lowerBound) to \(sizes.upperBound) models, found \(ensemble)")
        }
        if let mcDropout, !FittedDropoutEnsemble.passCounts.contains(mcDropout) {
            let counts = FittedDropoutEnsemble.passCounts
            throw ValidationError("--mc-dropout takes \(counts.lowerBound) to \(counts.upperBound) passes, found \(mcDropout)")
        }
        guard ensemble == nil || mcDropout == nil else {
            throw ValidationError("a model is an ensemble or makes passes with dropout: give --ensemble or --mc-dropout, not both")
        }
        guard ensemble != nil || ensembleBy == .seeds && pool == nil else {
            throw ValidationError("--ensemble-by and --pool say what an ensemble is like: give its size with --ensemble N")
        }
    }
}

extension EnsembleConfiguration.Diversity: ExpressibleByArgument {}
extension EnsemblePool: ExpressibleByArgument {}
