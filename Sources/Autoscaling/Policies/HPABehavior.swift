/// How fast the HPA may follow its recommendations: stabilisation windows and rate limits for each direction
/// (`behavior` of an autoscaling/v2 object).
public struct HPABehavior: Hashable, Sendable, Codable {
    /// One rate limit.
    public struct Rate: Hashable, Sendable, Codable {
        /// What the value counts.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// A number of replicas.
            case pods
            /// A percentage of the replicas at the start of the period.
            case percent
        }

        /// What the value counts.
        public var kind: Kind
        /// Largest change within the period.
        public var value: Int
        /// Length of the period.
        @CodedInSeconds public var period: Duration

        /// At most `value` replicas per period.
        public static func pods(_ value: Int, per period: Duration) -> Rate { Rate(kind: .pods, value: value, period: period) }
        /// At most `value` percent per period.
        public static func percent(_ value: Int, per period: Duration) -> Rate { Rate(kind: .percent, value: value, period: period) }
    }

    /// Which of several rate limits counts.
    public enum Selection: String, Hashable, Sendable, Codable {
        /// The one that allows the largest change.
        case max
        /// The one that allows the smallest change.
        case min
        /// No change at all in this direction.
        case disabled
    }

    /// The rules of one direction.
    public struct Direction: Hashable, Sendable, Codable {
        /// The least change recommended in this window counts.
        @CodedInSeconds public var stabilizationWindow: Duration
        /// Rate limits; none means no limit.
        public var rates: [Rate]
        /// Which of the rate limits counts.
        public var select: Selection

        /// Makes the rules of one direction.
        public init(stabilizationWindow: Duration, rates: [Rate], select: Selection = .max) {
            self.stabilizationWindow = stabilizationWindow
            self.rates = rates
            self.select = select
        }
    }

    /// Scaling out.
    public var scaleUp: Direction
    /// Scaling in.
    public var scaleDown: Direction

    /// Makes a behaviour.
    public init(scaleUp: Direction = HPABehavior.standard.scaleUp, scaleDown: Direction = HPABehavior.standard.scaleDown) {
        self.scaleUp = scaleUp
        self.scaleDown = scaleDown
    }

    /// What Kubernetes does when nothing is said: out at once by the larger of +100 % and +4 replicas per 15 s; in by up to 100 % per
    /// 15 s, but never below the highest recommendation of the last 300 s.
    public static let standard = HPABehavior(
        scaleUp: Direction(stabilizationWindow: .zero, rates: [.percent(100, per: .seconds(15)), .pods(4, per: .seconds(15))]),
        scaleDown: Direction(stabilizationWindow: .seconds(300), rates: [.percent(100, per: .seconds(15))]))

    /// Checks every setting.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)``.
    public func validate() throws(SimulationError) {
        for (name, direction) in [("scale-up", scaleUp), ("scale-down", scaleDown)] {
            guard direction.stabilizationWindow >= .zero, direction.stabilizationWindow <= .seconds(3600) else {
                throw .invalidSetting(
                    name: "stabilisation window for \(name)", found: direction.stabilizationWindow.text, expected: "0 s to 1 h")
            }
            for rate in direction.rates {
                guard rate.value > 0, rate.value <= 1_000_000 else {
                    throw .invalidSetting(name: "rate limit for \(name)", found: "\(rate.value)", expected: "1 to 1000000")
                }
                guard rate.period > .zero, rate.period <= .seconds(1800) else {
                    throw .invalidSetting(
                        name: "period of a rate limit for \(name)", found: rate.period.text, expected: "more than 0 s and at most 30 min")
                }
            }
        }
    }
}
