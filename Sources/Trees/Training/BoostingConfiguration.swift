import Tensors

/// Settings of gradient boosting. The defaults are those of LightGBM where it has the same setting.
public struct BoostingConfiguration: Hashable, Sendable, Codable {
    /// Which rows a tree is grown on.
    public enum RowSampling: Hashable, Sendable, Codable {
        /// All of them.
        case all
        /// A random fraction, drawn anew every so many rounds (Friedman, "Stochastic gradient boosting", 2002).
        case bagging(fraction: Double, every: Int)
        /// The fraction `top` of largest gradients and a random fraction `other` of all rows among the rest, whose gradients are made
        /// larger by what was left out (GOSS: Ke et al., "LightGBM", NeurIPS 2017). Begins after 1 / learning rate rounds.
        case goss(top: Double, other: Double)
    }

    /// What is minimised.
    public var objective: BoostingObjective
    /// Most rounds: trees, or trees of every class.
    public var rounds = 100
    /// Factor on the values of every tree.
    public var learningRate = 0.1
    /// How the factor changes with the rounds.
    public var schedule = LearningRateSchedule.constant
    /// Most leaves of a tree.
    public var leaves = 31
    /// Most nodes between root and leaf; `nil` for any number.
    public var maximumDepth: Int?
    /// Fewest rows of a leaf.
    public var minimumRows = 20
    /// Least sum of second derivatives of a leaf.
    public var minimumHessian = 1e-3
    /// Least gain of a split.
    public var minimumGain = 0.0
    /// L1 and L2 penalties on the values of leaves.
    public var l1 = 0.0
    /// See ``l1``.
    public var l2 = 0.0
    /// Most bins of a feature, missing values not counted; 2...255.
    public var bins = 255
    /// Rows whose values decide the bounds of the bins.
    public var binningRows = 200_000
    /// Rows that a tree is grown on.
    public var rowSampling = RowSampling.all
    /// Fraction of the features that a tree may split on.
    public var featureFraction = 1.0
    /// 1, −1 or 0 for every feature: whether predictions must not fall, must not rise, or may do as they like when it grows. Empty for no
    /// constraints.
    public var monotone: [Int] = []
    /// Bins of quantised gradients, an even number from 4 to 64, or `nil` for float gradients (Shi et al., "Quantized training of gradient
    /// boosting decision trees", NeurIPS 2022). Values of leaves are then refitted to the gradients themselves.
    public var gradientBins: Int?
    /// Smallest number of rows of a category for a split of its own.
    public var categoryRows = 100
    /// Smoothing of a category's mean gradient when categories are ordered by it.
    public var categorySmoothing = 10.0
    /// L2 penalty added for splits of categories.
    public var categoryL2 = 10.0
    /// Most categories on the smaller side of a split.
    public var maximumCategories = 32
    /// Rounds without a better validation loss after which training stops; `nil` for never.
    public var earlyStopping: Int?
    /// Seed of all random choices.
    public var seed: UInt64 = 1
    /// Most memory for histograms of nodes, in bytes. When a tree needs more, histograms of unpromising leaves are made again.
    public var histogramBytes = 512 << 20

    /// Settings with all defaults.
    public init(objective: BoostingObjective) { self.objective = objective }

    /// Checks every setting.
    func check(_ features: FeatureTable) throws(BoostingError) {
        let count = features.columns
        try objective.check()
        func require(_ isFine: Bool, _ text: @autoclosure () -> String) throws(BoostingError) {
            if !isFine { throw .invalidSetting(text()) }
        }
        try require(rounds >= 1, "boosting takes at least 1 round, found \(rounds)")
        try require(learningRate > 0 && learningRate <= 1, "the learning rate lies in (0, 1], found \(learningRate)")
        try require(leaves >= 2 && leaves <= 1 << 20, "a tree has 2 to 1,048,576 leaves, found \(leaves)")
        try require(maximumDepth.map { $0 >= 1 } ?? true, "a tree is at least 1 deep, found \(maximumDepth ?? 0)")
        try require(minimumRows >= 1, "a leaf has at least 1 row, found \(minimumRows)")
        try require(minimumHessian >= 0 && minimumHessian.isFinite, "the least hessian is not negative, found \(minimumHessian)")
        try require(minimumGain >= 0 && minimumGain.isFinite, "the least gain is not negative, found \(minimumGain)")
        try require(l1 >= 0 && l2 >= 0 && (l1 + l2).isFinite, "penalties are not negative, found l1 \(l1) and l2 \(l2)")
        try require(bins >= 2 && bins <= 255, "a feature has 2 to 255 bins, found \(bins)")
        try require(binningRows >= 1_000, "bins are chosen from at least 1,000 rows, found \(binningRows)")
        try require(featureFraction > 0 && featureFraction <= 1, "the fraction of features lies in (0, 1], found \(featureFraction)")
        try require(
            monotone.isEmpty || monotone.count == count && monotone.allSatisfy { (-1...1).contains($0) },
            "monotone constraints are −1, 0 or 1 for each of \(count) features, found \(monotone.count): \(monotone.prefix(20))")
        if let column = features.categorical.sorted().first(where: { !monotone.isEmpty && monotone[$0] != 0 }) {
            throw .invalidSetting(
                "categories have no order to be monotone in; leave out the constraint on column \(features.names[column])")
        }
        try require(
            categoryRows >= 1 && maximumCategories >= 1 && categorySmoothing >= 0 && categoryL2 >= 0
                && (categorySmoothing + categoryL2).isFinite,
            "splits of categories have at least 1 row, at least 1 category, smoothing and L2 from 0 on, found \(categoryRows), "
                + "\(maximumCategories), \(categorySmoothing) and \(categoryL2)")
        if case .multiclass = objective {
            try require(
                monotone.allSatisfy { $0 == 0 },
                "monotone constraints on classes would hold for their scores, not for their probabilities; leave them out")
        }
        if let gradientBins {
            try require(
                gradientBins >= 4 && gradientBins <= 64 && gradientBins % 2 == 0,
                "quantised gradients have an even number of bins from 4 to 64, found \(gradientBins)")
            if case .quantiles = objective {
                throw .invalidSetting("gradients of several quantile levels are counted exactly; leave their quantisation out")
            }
        }
        try require(earlyStopping.map { $0 >= 1 } ?? true, "early stopping waits at least 1 round, found \(earlyStopping ?? 0)")
        switch rowSampling {
        case .all: break
        case .bagging(let fraction, let every):
            try require(
                fraction > 0 && fraction <= 1 && every >= 1,
                "bagging draws a fraction in (0, 1] every 1 or more rounds, found \(rowSampling)")
        case .goss(let top, let other):
            try require(
                top > 0 && other > 0 && top + other <= 1, "GOSS keeps positive fractions that add up to at most 1, found \(rowSampling)")
            if !objective.leafLevels.isEmpty {
                throw .invalidSetting(
                    "gradients of absolute and quantile losses tell a row's side, not its distance; use bagging instead of GOSS")
            }
        }
    }
}
