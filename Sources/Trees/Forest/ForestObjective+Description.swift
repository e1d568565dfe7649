extension ForestObjective: CustomStringConvertible {
    /// A few words for people: `multiclass with 3 classes`, `quantile 0.9`.
    public var description: String {
        switch self {
        case .regression(let isSquareRoot): isSquareRoot ? "squared error of square roots" : "squared error"
        case .absolute: "absolute error"
        case .huber(let delta): "huber with delta \(delta)"
        case .quantile(let level): "quantile \(level)"
        case .quantiles(let levels): "quantiles \(levels.map { "\($0)" }.joined(separator: " "))"
        case .poisson: "poisson"
        case .gamma: "gamma"
        case .tweedie(let power): "tweedie with power \(power)"
        case .binary: "binary"
        case .multiclass(let classes): "multiclass with \(classes) classes"
        case .oneVersusAll(let classes, _): "one versus all with \(classes) classes"
        case .crossEntropy: "cross entropy"
        case .crossEntropyIntensity: "cross entropy of an intensity"
        case .signedSquareRoot(let objective): "\(objective) of square roots"
        case .identity(let name): name
        }
    }
}
