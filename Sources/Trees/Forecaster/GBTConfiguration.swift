import Forecasting

/// How the trees of a forecaster are trained.
public struct GBTConfiguration: Sendable, Codable, Hashable {
    /// Unit of the targets; `nil` tries those that suit the data on a validation period and takes the best.
    public var scaling: TargetScaling?
    /// Rows to train on: origins and steps drawn from all series.
    public var rows: Int
    /// Most rounds of boosting; the validation period decides how many are made.
    public var rounds: Int
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

    /// Makes a configuration.
    public init(
        scaling: TargetScaling? = nil, rows: Int = 60_000, rounds: Int = 400, learningRate: Double = 0.06, leaves: Int = 31,
        minimumRows: Int = 40, featureFraction: Double = 0.5, rowFraction: Double = 0.8
    ) {
        (self.scaling, self.rows, self.rounds, self.learningRate) = (scaling, rows, rounds, learningRate)
        (self.leaves, self.minimumRows) = (leaves, minimumRows)
        (self.featureFraction, self.rowFraction) = (featureFraction, rowFraction)
    }

    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` naming the first value outside its range.
    func validate() throws(ForecastError) {
        func require(_ condition: Bool, _ text: String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text) }
        }
        try require((100...50_000_000).contains(rows), "trees are trained on 100 to 50,000,000 rows, found \(rows)")
        try require((1...100_000).contains(rounds), "boosting takes 1 to 100,000 rounds, found \(rounds)")
        try require(learningRate > 0 && learningRate <= 1, "the learning rate of boosting lies in (0, 1], found \(learningRate)")
        try require((2...65_536).contains(leaves), "a tree has 2 to 65,536 leaves, found \(leaves)")
        try require(minimumRows >= 1, "a leaf has at least 1 row, found \(minimumRows)")
        try require(featureFraction > 0 && featureFraction <= 1, "the fraction of features lies in (0, 1], found \(featureFraction)")
        try require(rowFraction > 0 && rowFraction <= 1, "the fraction of rows lies in (0, 1], found \(rowFraction)")
    }
}
