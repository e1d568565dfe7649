/// Ranges from which the parameters of synthetic functions are drawn, one set a class.
///
/// A value, so that a test can draw from ranges which a classifier has not seen in training. Levels, factors, durations and periods are
/// drawn with uniform logarithm, everything else uniformly. Rates are events per minute.
public struct ArchetypeRanges: Codable, Hashable, Sendable {
    /// A low base with sudden bursts; between bursts the function rests at its base.
    public struct Spike: Codable, Hashable, Sendable {
        /// Rate between bursts.
        public var level: ClosedRange<Double> = 1...10
        /// Bursts per day, on average; they come at random.
        public var burstsPerDay: ClosedRange<Double> = 12...36
        /// Length of a burst in minutes.
        public var burstMinutes: ClosedRange<Double> = 3...20
        /// Rate at the onset of a burst, in multiples of the base.
        public var burstFactor: ClosedRange<Double> = 15...80
        /// Share of the extra rate that is gone at the end of a burst; 0 is a plateau.
        public var decay: ClosedRange<Double> = 0...0.8

        /// The default ranges.
        public init() {}
    }

    /// A cycle that repeats.
    public struct Periodic: Codable, Hashable, Sendable {
        /// Mean rate.
        public var level: ClosedRange<Double> = 5...300
        /// Length of the cycle in minutes, unless it is a day.
        public var periodMinutes: ClosedRange<Double> = 10...240
        /// Share of the functions whose cycle is a day.
        public var dailyShare = 0.25
        /// Half the distance between trough and peak, in multiples of the mean rate.
        public var amplitude: ClosedRange<Double> = 0.4...0.95
        /// Size of the second harmonic, in multiples of the first.
        public var secondHarmonic: ClosedRange<Double> = 0...0.4
        /// Share of the functions that work in pulses, as timers do, instead of waves.
        public var pulseShare = 0.25
        /// Share of the cycle that a pulse takes.
        public var duty: ClosedRange<Double> = 0.08...0.4

        /// The default ranges.
        public init() {}
    }

    /// Gradual rise and fall: low, rise, high, fall, and again.
    public struct Ramp: Codable, Hashable, Sendable {
        /// Rate at the foot.
        public var level: ClosedRange<Double> = 3...30
        /// Rate at the top, in multiples of the foot's.
        public var factor: ClosedRange<Double> = 7...14
        /// Length of a rise or fall in minutes.
        public var rampMinutes: ClosedRange<Double> = 90...180
        /// Minutes of rest at foot and top.
        public var restMinutes: ClosedRange<Double> = 1...20
        /// Share of the functions that grow by a constant factor a minute instead of a constant amount.
        public var exponentialShare = 0.3

        /// The default ranges.
        public init() {}
    }

    /// A stable level with noise.
    public struct Stationary: Codable, Hashable, Sendable {
        /// Mean rate.
        public var level: ClosedRange<Double> = 3...300

        /// The default ranges.
        public init() {}
    }

    /// Next to nothing.
    public struct Idle: Codable, Hashable, Sendable {
        /// Mean rate: the default is one to fifteen events a day.
        public var level: ClosedRange<Double> = 0.0007...0.01

        /// The default ranges.
        public init() {}
    }

    /// Ranges of the class ``DemandBehaviour/spike``.
    public var spike = Spike()
    /// Ranges of the class ``DemandBehaviour/periodic``.
    public var periodic = Periodic()
    /// Ranges of the class ``DemandBehaviour/ramp``.
    public var ramp = Ramp()
    /// Ranges of the class ``DemandBehaviour/stationary``.
    public var stationary = Stationary()
    /// Ranges of the class ``DemandBehaviour/idle``.
    public var idle = Idle()
    /// Share of the functions whose noise is wider than Poisson's.
    public var overdispersedShare = 0.4
    /// Dispersion φ of those: the variance of a minute is `λ + φ·λ²`.
    public var dispersion: ClosedRange<Double> = 0.005...0.08

    /// The default ranges.
    public init() {}

    /// What is wrong with the ranges, if anything.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func validate() throws(SynthesisError) {
        let positive: [(String, ClosedRange<Double>)] = [
            ("spike.level", spike.level), ("spike.burstsPerDay", spike.burstsPerDay), ("spike.burstMinutes", spike.burstMinutes),
            ("spike.burstFactor", spike.burstFactor), ("periodic.level", periodic.level),
            ("periodic.periodMinutes", periodic.periodMinutes), ("ramp.level", ramp.level), ("ramp.factor", ramp.factor),
            ("ramp.rampMinutes", ramp.rampMinutes), ("ramp.restMinutes", ramp.restMinutes), ("stationary.level", stationary.level),
            ("idle.level", idle.level), ("dispersion", dispersion),
        ]
        for (name, range) in positive where !(range.lowerBound > 0 && range.upperBound <= 1e9) {
            throw .outOfRange(parameter: name, expected: "positive and at most 1e9", found: "\(range)")
        }
        let shares: [(String, ClosedRange<Double>)] = [
            ("spike.decay", spike.decay), ("periodic.amplitude", periodic.amplitude),
            ("periodic.secondHarmonic", periodic.secondHarmonic), ("periodic.duty", periodic.duty),
            ("periodic.dailyShare", periodic.dailyShare...periodic.dailyShare),
            ("periodic.pulseShare", periodic.pulseShare...periodic.pulseShare),
            ("ramp.exponentialShare", ramp.exponentialShare...ramp.exponentialShare),
            ("overdispersedShare", overdispersedShare...overdispersedShare),
        ]
        for (name, range) in shares where !(range.lowerBound >= 0 && range.upperBound <= 1) {
            throw .outOfRange(parameter: name, expected: "a share between 0 and 1", found: "\(range)")
        }
        guard periodic.duty.lowerBound > 0 else {
            throw .outOfRange(parameter: "periodic.duty", expected: "above 0", found: "\(periodic.duty)")
        }
        guard periodic.periodMinutes.lowerBound >= 2 else {
            throw .outOfRange(parameter: "periodic.periodMinutes", expected: "at least 2", found: "\(periodic.periodMinutes)")
        }
    }
}
