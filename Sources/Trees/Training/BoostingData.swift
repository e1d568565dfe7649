/// Rows to learn from or to watch.
public struct BoostingData: Sendable {
    /// Values of the features.
    public var features: FeatureTable
    /// What to predict, one for each row.
    public var targets: [Float]
    /// How much each row counts; `nil` when all count the same.
    public var weights: [Float]?

    /// Puts features and targets together.
    public init(_ features: FeatureTable, targets: [Float], weights: [Float]? = nil) {
        (self.features, self.targets, self.weights) = (features, targets, weights)
    }
}

/// A report of a running training.
public struct BoostingProgress: Sendable, Equatable {
    /// Rounds that are done; 0 when the bins are made.
    public var round: Int
    /// Rounds to come at most, with those that are done.
    public var rounds: Int
    /// Loss of the validation rows after the round, if there are any.
    public var validationLoss: Double?
}

/// A trained forest, and how it came about.
public struct BoostingResult: Sendable {
    /// The forest up to the best round.
    public var forest: Forest
    /// Loss of the validation rows after every round; empty without such rows.
    public var validationLosses: [Double]
    /// Rounds of the forest: with early stopping those up to the least validation loss, else all that were made.
    public var bestRound: Int
}
