/// Always the same number of instances: the reference at both ends.
public struct FixedPolicy: StreamPolicy {
    /// Instances, `≥ 1`.
    public let instances: Int

    /// Makes the policy.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)`` below one instance.
    public init(instances: Int) throws(StreamingError) {
        guard instances >= 1 else { throw .invalidSetting(name: "fixed number", found: "\(instances)", expected: "at least 1") }
        self.instances = instances
    }

    /// `fixed:2`.
    public var name: String { "fixed:\(instances)" }
    /// The number.
    public var initialInstances: Int? { instances }
    /// Nothing to remember.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) {}
    /// The number.
    public func decide(_ observation: StreamObservation, state: inout Void) -> StreamDecision { StreamDecision(instances, .fixed) }
}
