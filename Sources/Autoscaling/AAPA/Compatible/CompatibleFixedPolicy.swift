/// Always the same number of pods: what shows that pods of AAPA's published simulator do not serve.
public struct CompatibleFixedPolicy: CompatiblePolicy, Hashable {
    /// Pods.
    public var count: Int

    /// Makes a policy of a fixed size.
    /// - Precondition: 0 or more.
    public init(_ count: Int) {
        precondition(count >= 0, "a fleet of \(count) pods")
        self.count = count
    }

    /// `fixed`.
    public var name: String { "fixed" }
    /// Nothing to remember.
    public func start() {}
    /// The constant.
    public func pods(_ observation: CompatibleObservation, state: inout Void) -> Int { count }
}
