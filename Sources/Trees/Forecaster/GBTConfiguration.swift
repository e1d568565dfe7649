import Forecasting
import Traces

/// How the trees of a forecaster are trained.
public struct GBTConfiguration: Sendable, Codable, Hashable {
    /// How later steps are reached.
    public var strategy: ForecastStrategy
    /// What the trees learn.
    public var objective: GBTObjective
    /// Columns of the rows, covariates aside; `nil` chooses those that suit horizon and seasons.
    public var features: [Feature]?
    /// Unit of the targets; `nil` tries those that suit the data on a validation period and takes the best.
    public var scaling: TargetScaling?
    /// Rows to train on: origins and steps drawn from all series; `nil` for every origin.
    public var rows: Int?
    /// Most rounds of boosting; the validation period decides how many are made, with ``earlyStopping``.
    public var rounds: Int
    /// Whether the validation period decides the number of rounds; otherwise all are made.
    public var earlyStopping: Bool
    /// Factor on the values of every tree.
    public var learningRate: Double
    /// Most leaves of a tree.
    public var leaves: Int
    /// Fewest rows of a leaf.
    public var minimumRows: Int
    /// Fraction of the features that a tree may split on.
    public var featureFraction: Double
    /// Fraction of the rows that a tree is grown on.
    public var rowFraction: Double

    /// Makes a configuration; each property says what it is. An objective of `nil` means quantiles where steps are reached directly, and
    /// the mean, by squared error, where it is fed back.
    public init(
        strategy: ForecastStrategy = .direct, objective: GBTObjective? = nil, features: [Feature]? = nil, scaling: TargetScaling? = nil,
        rows: Int? = 60_000, rounds: Int = 400, earlyStopping: Bool = true, learningRate: Double = 0.06, leaves: Int = 31,
        minimumRows: Int = 40, featureFraction: Double = 0.5, rowFraction: Double = 0.8
    ) {
        (self.strategy, self.objective) = (strategy, objective ?? (strategy == .recursive ? .squared : .quantiles))
        (self.features, self.scaling, self.rows, self.rounds) = (features, scaling, rows, rounds)
        (self.earlyStopping, self.learningRate) = (earlyStopping, learningRate)
        (self.leaves, self.minimumRows) = (leaves, minimumRows)
        (self.featureFraction, self.rowFraction) = (featureFraction, rowFraction)
    }

    /// Reads a configuration; what is younger than a file has the value that it had before there was a choice.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            strategy: try container.decodeIfPresent(ForecastStrategy.self, forKey: .strategy) ?? .direct,
            objective: try container.decodeIfPresent(GBTObjective.self, forKey: .objective),
            features: try container.decodeIfPresent([Feature].self, forKey: .features),
            scaling: try container.decodeIfPresent(TargetScaling.self, forKey: .scaling),
            rows: try container.decodeIfPresent(Int.self, forKey: .rows),
            rounds: try container.decode(Int.self, forKey: .rounds),
            earlyStopping: try container.decodeIfPresent(Bool.self, forKey: .earlyStopping) ?? true,
            learningRate: try container.decode(Double.self, forKey: .learningRate),
            leaves: try container.decode(Int.self, forKey: .leaves),
            minimumRows: try container.decode(Int.self, forKey: .minimumRows),
            featureFraction: try container.decode(Double.self, forKey: .featureFraction),
            rowFraction: try container.decode(Double.self, forKey: .rowFraction))
    }

    /// Units that suit a quantity.
    /// - Throws: `ForecastError.invalidConfiguration(_:)` when the given one does not.
    func units(for quantity: Quantity) throws(ForecastError) -> [TargetScaling] {
        if objective.needsCounts {
            guard let bound = quantity.lowerBound, bound >= 0 else {
                throw ForecastError.invalidConfiguration(
                    "the objective \(objective) needs values that are never below 0, but these have no such bound; "
                        + "say --kind count or rate if they cannot be, or use squared or quantiles")
            }
            let factors: [TargetScaling] = [.level, .none]
            guard let scaling else { return factors }
            guard factors.contains(scaling) else {
                throw ForecastError.invalidConfiguration(
                    "the objective \(objective) needs targets that are a factor of the values, which \(scaling.rawValue) is not; "
                        + "use level or none")
            }
            return [scaling]
        }
        if let scaling {
            guard scaling != .log1p || quantity.lowerBound != nil else {
                throw ForecastError.invalidConfiguration(
                    "log1p needs a quantity with a lower bound, but these values have none; use level or standard")
            }
            return [scaling]
        }
        return quantity.lowerBound == nil ? [.level, .standard] : [.level, .standard, .log1p]
    }

    /// - Throws: `ForecastError.invalidConfiguration(_:)` naming the first value outside its range.
    func validate() throws(ForecastError) {
        func require(_ condition: Bool, _ text: String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text) }
        }
        try require(
            rows.map { (100...50_000_000).contains($0) } ?? true,
            "trees are trained on 100 to 50,000,000 rows, or on all, found \(rows ?? 0)")
        try require((1...100_000).contains(rounds), "boosting takes 1 to 100,000 rounds, found \(rounds)")
        try require(learningRate > 0 && learningRate <= 1, "the learning rate of boosting lies in (0, 1], found \(learningRate)")
        try require((2...65_536).contains(leaves), "a tree has 2 to 65,536 leaves, found \(leaves)")
        try require(minimumRows >= 1, "a leaf has at least 1 row, found \(minimumRows)")
        try require(featureFraction > 0 && featureFraction <= 1, "the fraction of features lies in (0, 1], found \(featureFraction)")
        try require(rowFraction > 0 && rowFraction <= 1, "the fraction of rows lies in (0, 1], found \(rowFraction)")
        try require(
            strategy == .direct || objective.isMean,
            "recursive forecasts feed a mean back, which trees of quantiles do not have; use the objective squared, poisson or tweedie")
        if case .tweedie(let power) = objective {
            try require(power > 1 && power < 2, "the variance power of Tweedie's deviance lies between 1 and 2, found \(power)")
        }
    }
}
