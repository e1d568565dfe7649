/// How demand behaves, as far as scaling is concerned: the classes of a synthetic set with known truth.
public enum DemandBehaviour: String, CaseIterable, Codable, Sendable, Hashable {
    /// A low base with sudden bursts.
    case spike
    /// A cycle that repeats.
    case periodic
    /// Gradual rise and fall, about tenfold within hours.
    case ramp
    /// A stable level with noise.
    case stationary
    /// Next to nothing: a few events a day.
    case idle
}
