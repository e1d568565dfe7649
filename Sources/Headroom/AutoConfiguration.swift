/// What `--model auto` may choose from, for how long, and how it weighs.
public struct AutoConfiguration: Sendable, Hashable, Codable {
    /// Families that are fitted, in this order: those that cost little first.
    public var candidates: [ModelRecipe.Family]
    /// Seconds after which no further family is begun; `nil` for no limit.
    public var budget: Double?
    /// How weights are learnt.
    public var learning: MemberWeights.Learning

    /// Families that are tried unless others are named.
    public static let defaultCandidates: [ModelRecipe.Family] = [
        .seasonalNaive, .seasonalQuantile, .recentQuantiles, .intermittent, .gbt, .transformer, .lstm,
    ]

    /// Makes a configuration.
    /// - Parameters:
    ///   - candidates: families that are fitted, in this order.
    ///   - budget: seconds after which no further family is begun.
    ///   - learning: how weights are learnt.
    public init(
        candidates: [ModelRecipe.Family] = Self.defaultCandidates, budget: Double? = nil, learning: MemberWeights.Learning = .init()
    ) {
        (self.candidates, self.budget, self.learning) = (candidates, budget, learning)
    }
}

/// Why `--model auto` chose as it did: one row for every family.
public struct ModelSelection: Sendable, Hashable, Codable {
    /// What became of one family.
    public struct Row: Sendable, Hashable, Codable {
        /// The family.
        public var family: ModelRecipe.Family
        /// Seconds of its fit; `nil` without a clock, and where it was not begun.
        public var seconds: Double?
        /// Mean scaled quantile loss on the validation forecasts, beside the best family's; `nil` where it was not tried.
        public var loss: Double?
        /// Mean weight over the leads.
        public var weight: Float
        /// Why it was not tried.
        public var note: String?
    }

    /// In the order of the configuration.
    public var rows: [Row]
    /// Validation forecasts that the weights were learnt from.
    public var forecasts: Int
    /// Loss of the weighted mean, beside that of the best family.
    public var loss: Double?
}
