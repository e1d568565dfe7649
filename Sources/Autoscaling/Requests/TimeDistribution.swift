import Tensors

/// How long something takes: the service of a request, the start of a pod. All parameters in seconds.
public enum TimeDistribution: Hashable, Sendable, Codable {
    /// Always the same.
    case constant(Double)
    /// Exponential: memoryless, coefficient of variation 1.
    case exponential(mean: Double)
    /// Log-normal with the given mean and coefficient of variation (standard deviation over mean).
    case logNormal(mean: Double, variation: Double)
    /// Gamma with the given mean and coefficient of variation; variation `1/√k` is Erlang's distribution with k phases.
    case gamma(mean: Double, variation: Double)
    /// One of the given times, all equally likely.
    case sample([Double])

    /// Expected time, seconds.
    public var mean: Double {
        switch self {
        case .constant(let time): time
        case .exponential(let mean), .logNormal(let mean, _), .gamma(let mean, _): mean
        case .sample(let times): times.reduce(0, +) / Double(max(1, times.count))
        }
    }

    /// Standard deviation over mean; 0 where the mean is 0.
    public var variation: Double {
        switch self {
        case .constant: return 0
        case .exponential: return 1
        case .logNormal(_, let variation), .gamma(_, let variation): return variation
        case .sample(let times):
            let mean = mean
            guard mean > 0 else { return 0 }
            let squares = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(times.count)).squareRoot() / mean
        }
    }

    /// Longest time that a distribution may have on average: a year.
    static let longest = 366 * 86_400.0

    /// Checks the parameters.
    /// - Parameter name: what takes that long, for the message.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)``.
    public func validate(_ name: String) throws(SimulationError) {
        let times = if case .sample(let times) = self { times } else { [mean] }
        guard !times.isEmpty else { throw .invalidSetting(name: name, found: "a sample without values", expected: "a sample of times") }
        for time in times where !(0...Self.longest).contains(time) {
            throw .invalidSetting(name: name, found: "\(time) s", expected: "0 s to 366 days")
        }
        switch self {
        case .logNormal(_, let variation), .gamma(_, let variation):
            guard (0.01...10).contains(variation) else {
                throw .invalidSetting(name: "coefficient of variation of the \(name)", found: "\(variation)", expected: "0.01 to 10")
            }
        case .constant, .exponential, .sample: break
        }
    }

    /// The distribution as the command line writes it: `exponential:0.1s`, `lognormal:0.1s:1`.
    public var text: String {
        switch self {
        case .constant(let time): "\(time.readable)s"
        case .exponential(let mean): "exponential:\(mean.readable)s"
        case .logNormal(let mean, let variation): "lognormal:\(mean.readable)s:\(variation.readable)"
        case .gamma(let mean, let variation): "gamma:\(mean.readable)s:\(variation.readable)"
        case .sample(let times): "sample of \(times.count), mean \(mean.readable)s"
        }
    }
}
