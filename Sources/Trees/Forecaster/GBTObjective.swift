import Forecasting

/// What the trees of a forecaster learn.
public enum GBTObjective: Hashable, Sendable {
    /// All quantile levels at once.
    case quantiles
    /// The mean, by squared error; quantiles are those of past errors around it.
    case squared
    /// The mean of counts, by the deviance of Poisson; errors grow with its root.
    case poisson
    /// The mean of amounts that are often 0, by the deviance of Tweedie; errors grow with its power `power / 2`, `1 < power < 2`.
    case tweedie(power: Double)

    /// Variance power without a given one.
    public static let usualPower = 1.5

    /// Whether the trees learn a mean.
    public var isMean: Bool { self != .quantiles }

    /// Power of the mean that the variance grows with.
    var variancePower: Double {
        switch self {
        case .quantiles, .squared: 0
        case .poisson: 1
        case .tweedie(let power): power
        }
    }

    /// Whether targets must be factors of a size, none of them negative.
    var needsCounts: Bool { variancePower > 0 }

    /// What boosting minimises for some levels.
    func boosting(levels: [Double]) -> BoostingObjective {
        switch self {
        case .quantiles: .quantiles(levels: levels)
        case .squared: .squared
        case .poisson: .poisson
        case .tweedie(let power): .tweedie(power: power)
        }
    }
}

extension GBTObjective: LosslessStringConvertible, Codable {
    /// Reads `quantiles`, `squared`, `poisson`, `tweedie` or `tweedie:1.3`.
    public init?(_ text: String) {
        switch text {
        case "quantiles": self = .quantiles
        case "squared": self = .squared
        case "poisson": self = .poisson
        case "tweedie": self = .tweedie(power: Self.usualPower)
        default:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "tweedie", let power = Double(parts[1]), power.isFinite else { return nil }
            self = .tweedie(power: power)
        }
    }

    /// As it is read.
    public var description: String {
        switch self {
        case .quantiles: "quantiles"
        case .squared: "squared"
        case .poisson: "poisson"
        case .tweedie(let power): power == Self.usualPower ? "tweedie" : "tweedie:\(power)"
        }
    }

    /// Reads its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let objective = GBTObjective(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no objective \(text)")
        }
        self = objective
    }

    /// Writes its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
