/// How trees reach the later steps of a horizon.
public enum ForecastStrategy: String, Sendable, Codable, CaseIterable {
    /// One model answers every step from the origin: the step is a feature.
    case direct
    /// One model answers the next step, and its mean is the newest value of the step after that.
    case recursive
}
