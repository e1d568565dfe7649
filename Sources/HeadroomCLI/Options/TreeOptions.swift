import ArgumentParser
import Headroom

/// How boosted trees are trained.
struct TreeOptions: ParsableArguments {
    @Option(
        help: """
            What boosted trees learn: quantiles, or a mean with the errors of the past around it: squared, poisson (counts), tweedie (amounts \
            that are often 0) or tweedie:POWER with a variance power between 1 and 2. Default: quantiles; squared when recursive.
            """)
    var loss: GBTObjective?

    @Option(help: "How boosted trees reach later steps: direct, or recursive by feeding the mean back.")
    var strategy = ForecastStrategy.direct

    @Option(
        help: ArgumentHelp(
            "Features of boosted trees, separated by commas, such as \(Feature.examples). Default: by season and horizon.",
            valueName: "a,b"), transform: FeaturesArgument.init)
    var features: FeaturesArgument?

    @Option(help: "Unit of the targets of boosted trees: none, level, standard, log1p. Default: the best on validation data.")
    var scaling: TargetScaling?

    @Option(help: ArgumentHelp("Rows that boosted trees are trained on, drawn from all series, or all.", valueName: "n|all"))
    var rows = RowsArgument(count: GBTConfiguration().rows)

    @Option(help: "Most rounds of boosting.")
    var rounds = GBTConfiguration().rounds

    @Flag(inversion: .prefixedNo, help: "Let validation data decide how many rounds of boosting are made.")
    var earlyStopping = true

    @Option(help: "Most leaves of a boosted tree.")
    var leaves = GBTConfiguration().leaves

    @Option(help: "Factor on the values of every boosted tree.")
    var shrinkage = GBTConfiguration().learningRate

    var configuration: GBTConfiguration {
        GBTConfiguration(
            strategy: strategy, objective: loss, features: features?.features, scaling: scaling, rows: rows.count, rounds: rounds,
            earlyStopping: earlyStopping, learningRate: shrinkage, leaves: leaves)
    }
}

/// A number of rows, or `all`.
struct RowsArgument: ExpressibleByArgument, Sendable {
    /// `nil` for all.
    let count: Int?

    init(count: Int?) { self.count = count }

    init?(argument: String) {
        guard argument == "all" || Int(argument) != nil else { return nil }
        count = Int(argument)
    }

    var defaultValueDescription: String { count.map { "\($0)" } ?? "all" }
}

/// Features by the names of their columns.
struct FeaturesArgument: Sendable {
    let features: [Feature]

    init(_ text: String) throws {
        features = try ListArgument.parse(text).map { name in
            guard let feature = Feature(name) else {
                throw ValidationError("there is no feature \(name); features are written like \(Feature.examples)")
            }
            return feature
        }
    }
}

extension GBTObjective: ExpressibleByArgument {
    /// By its text.
    public init?(argument: String) { self.init(argument) }
    /// As it is read.
    public var defaultValueDescription: String { description }
}
