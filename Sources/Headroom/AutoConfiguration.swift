/// What `--model auto` may choose from, for how long, and what it expects of each.
public struct AutoConfiguration: Sendable, Hashable, Codable {
    /// Families that are fitted, in this order: those that cost little first.
    public var families: [ModelRecipe.Family]
    /// Seconds after which no further family is begun; `nil` for no limit.
    public var budget: Double?

    /// Families that are tried unless others are named.
    public static let defaultFamilies: [ModelRecipe.Family] = [
        .naive, .seasonalNaive, .seasonalQuantile, .recentQuantiles, .gbt, .mlp, .transformer,
    ]

    /// Makes a configuration.
    /// - Parameters:
    ///   - families: what is fitted, in this order.
    ///   - budget: seconds after which no further family is begun.
    public init(families: [ModelRecipe.Family] = Self.defaultFamilies, budget: Double? = nil) {
        (self.families, self.budget) = (families, budget)
    }

    /// One model that is fitted: a family, and for trees the unit of their targets.
    struct Candidate: Hashable {
        var family: ModelRecipe.Family
        /// Unit of the targets of boosted trees; `nil` for other families, and where the recipe says it.
        var unit: TargetScaling?
    }

    /// The models that are fitted: trees in two units, for which one suits cannot be told well from a few validation windows, and the median of
    /// both is better than either.
    /// - Parameter unit: of trees if it was asked for.
    func candidates(for quantity: Quantity, unit: TargetScaling?) -> [Candidate] {
        families.flatMap { family -> [Candidate] in
            guard family == .gbt, unit == nil else { return [Candidate(family: family, unit: nil)] }
            let units: [TargetScaling] = quantity.lowerBound == nil ? [.level, .standard] : [.level, .log1p]
            return units.map { Candidate(family: family, unit: $0) }
        }
    }

    /// How long a family is expected to train, beside boosted trees; 0 for what is not trained.
    static func cost(of family: ModelRecipe.Family) -> Double {
        switch family {
        case .gbt, .mlp: 1
        case .transformer, .lstm: 4
        default: 0
        }
    }

    /// What every candidate counts before it is validated, of sum 1. Trees are right most often, and networks where they are not; what only
    /// repeats the past counts little until a series shows that it does.
    static func prior(of candidates: [Candidate]) -> [Float] {
        func share(_ family: ModelRecipe.Family) -> Float {
            switch family {
            case .gbt: 0.5
            case .mlp: 0.22
            case .transformer: 0.23
            case .lstm: 0.1
            default: 0.05
            }
        }
        // The statistical families share what one has.
        let raw = candidates.map { one in
            share(one.family) / Float(candidates.count { one.family.isLearnt ? $0.family == one.family : !$0.family.isLearnt })
        }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }
}

/// Why `--model auto` chose as it did: one row for every model that was tried, or might have been.
public struct ModelSelection: Sendable, Hashable, Codable {
    /// What became of one model.
    public struct Row: Sendable, Hashable, Codable {
        /// The family.
        public var family: ModelRecipe.Family
        /// Unit of the targets of boosted trees; `nil` for other families.
        public var unit: TargetScaling?
        /// Seconds of its fit; `nil` without a clock, and where it was not begun.
        public var seconds: Double?
        /// Mean scaled quantile loss on the validation forecasts, beside the best one's; `nil` where it was not tried.
        public var loss: Double?
        /// Mean weight over the series.
        public var weight: Float
        /// Why it was not tried.
        public var note: String?

        /// Such as `lstm`, or `gbt, level`.
        public var name: String { family.rawValue + (unit.map { ", \($0.rawValue)" } ?? "") }
    }

    /// In the order of the configuration.
    public var rows: [Row]
    /// Validation forecasts that the weights were learnt from.
    public var forecasts: Int
    /// Loss of the weighted median, beside that of the best model.
    public var loss: Double?
}
