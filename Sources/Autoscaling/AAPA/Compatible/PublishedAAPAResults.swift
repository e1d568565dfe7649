public import Workloads

/// What AAPA published of one class; see `docs/aapa.md` for what of it reproduces.
public struct PublishedAAPAResults: Hashable, Sendable, Codable {
    /// The class.
    public var archetype: Archetype
    /// Violation rate of the HPA, where it is given.
    public var hpaViolationRate: Double?
    /// Violation rate of AAPA, where it is given.
    public var aapaViolationRate: Double?
    /// Pod-minutes of the HPA.
    public var hpaPodMinutes: Double
    /// Pod-minutes of AAPA.
    public var aapaPodMinutes: Double
    /// Changes of AAPA against the HPA, positive is better: violations, response time, resource use (Fig. 2d).
    public var violationChange: Double
    /// See ``violationChange``.
    public var responseChange: Double
    /// See ``violationChange``.
    public var resourceChange: Double

    /// The published tables. Of cycles "1.5 to 1.7 %" is given for all policies, of ramps nothing.
    public static let all = [
        PublishedAAPAResults(
            archetype: .spike, hpaViolationRate: 0.163, aapaViolationRate: 0.175, hpaPodMinutes: 60, aapaPodMinutes: 462,
            violationChange: -0.08, responseChange: -0.47, resourceChange: -6.70),
        PublishedAAPAResults(
            archetype: .periodic, hpaViolationRate: 0.016, aapaViolationRate: 0.016, hpaPodMinutes: 60, aapaPodMinutes: 119,
            violationChange: -0.13, responseChange: -0.05, resourceChange: -0.99),
        PublishedAAPAResults(
            archetype: .ramp, hpaViolationRate: nil, aapaViolationRate: nil, hpaPodMinutes: 60, aapaPodMinutes: 123,
            violationChange: -0.13, responseChange: -0.03, resourceChange: -1.05),
        PublishedAAPAResults(
            archetype: .stationary, hpaViolationRate: 0.036, aapaViolationRate: 0.018, hpaPodMinutes: 60, aapaPodMinutes: 118,
            violationChange: 0.49, responseChange: 0.21, resourceChange: -0.98),
    ]
}
