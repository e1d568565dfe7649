/// What boosting minimises.
public enum BoostingObjective: Hashable, Sendable, Codable {
    /// Half the squared error: the mean.
    case squared
    /// Absolute error: the median.
    case absolute
    /// Huber's loss, quadratic up to `delta` and linear beyond (Huber, "Robust estimation of a location parameter", 1964).
    case huber(delta: Double)
    /// Pinball loss of one level in (0, 1) (Koenker & Bassett, "Regression quantiles", 1978).
    case quantile(level: Double)
    /// Sum of the pinball losses of several ascending levels, learned by trees that all levels share.
    case quantiles(levels: [Double])
    /// Poisson deviance of counts; the mean.
    case poisson
    /// Tweedie deviance with variance power in (1, 2), of amounts that are often 0; the mean.
    case tweedie(power: Double)
    /// Log loss of a target that is 0 or 1; the probability of 1.
    case binary
    /// Log loss of classes 0 ..< classes; their probabilities.
    case multiclass(classes: Int)

    /// Raw scores of a row.
    public var outputs: Int {
        switch self {
        case .quantiles(let levels): levels.count
        case .multiclass(let classes): classes
        default: 1
        }
    }

    /// What a forest trained with it says of itself.
    public var forestObjective: ForestObjective {
        switch self {
        case .squared: .regression(isSquareRoot: false)
        case .absolute: .absolute
        case .huber(let delta): .huber(delta: delta)
        case .quantile(let level): .quantile(level: level)
        case .quantiles(let levels): .quantiles(levels: levels)
        case .poisson: .poisson
        case .tweedie(let power): .tweedie(power: power)
        case .binary: .binary(scale: 1)
        case .multiclass(let classes): .multiclass(classes: classes)
        }
    }

    /// Checks the parameters.
    func check() throws(BoostingError) {
        switch self {
        case .quantile(let level) where !(level > 0 && level < 1):
            throw .invalidSetting("a quantile level lies between 0 and 1, found \(level)")
        case .quantiles(let levels):
            guard !levels.isEmpty, levels.count <= Self.maximumLevels, levels.allSatisfy({ $0 > 0 && $0 < 1 }),
                zip(levels, levels.dropFirst()).allSatisfy(<)
            else {
                throw .invalidSetting(
                    "quantile levels are 1 to \(Self.maximumLevels) ascending numbers between 0 and 1, found \(levels)")
            }
        case .huber(let delta) where !(delta > 0 && delta.isFinite):
            throw .invalidSetting("the delta of Huber's loss is positive, found \(delta)")
        case .tweedie(let power) where !(power > 1 && power < 2):
            throw .invalidSetting("the variance power of Tweedie's deviance lies between 1 and 2, found \(power)")
        case .multiclass(let classes) where classes < 2 || classes > 1_000:
            throw .invalidSetting("a classification has 2 to 1,000 classes, found \(classes)")
        default: break
        }
    }

    /// Most levels of one model: their counters and the number of rows share a vector.
    public static let maximumLevels = 15
}
