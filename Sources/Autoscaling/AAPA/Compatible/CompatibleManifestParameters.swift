public import Workloads

/// Numbers of the generator of Kubernetes manifests in AAPA's dataset (KSWD), one set a class.
public struct CompatibleManifestParameters: Hashable, Sendable, Codable {
    /// CPU utilisation that is wanted, per cent.
    public var cpuPercent: Int
    /// Seconds of the stabilisation window for scaling in.
    public var scaleDownWindow: Int
    /// Seconds of the stabilisation window for scaling out.
    public var scaleUpWindow: Int
    /// Most replicas.
    public var maximumReplicas: Int

    /// Makes parameters.
    public init(cpuPercent: Int, scaleDownWindow: Int, scaleUpWindow: Int, maximumReplicas: Int) {
        (self.cpuPercent, self.scaleDownWindow, self.scaleUpWindow) = (cpuPercent, scaleDownWindow, scaleUpWindow)
        self.maximumReplicas = maximumReplicas
    }

    /// As published.
    public static func published(for archetype: Archetype) -> CompatibleManifestParameters {
        switch archetype {
        case .spike: .init(cpuPercent: 30, scaleDownWindow: 300, scaleUpWindow: 0, maximumReplicas: 100)
        case .periodic: .init(cpuPercent: 75, scaleDownWindow: 120, scaleUpWindow: 30, maximumReplicas: 50)
        case .ramp: .init(cpuPercent: 60, scaleDownWindow: 180, scaleUpWindow: 60, maximumReplicas: 75)
        case .stationary: .init(cpuPercent: 50, scaleDownWindow: 600, scaleUpWindow: 120, maximumReplicas: 30)
        }
    }

    /// The windows with the generator's rates, for ``HPAPolicy``: in by the smaller of 10 % and 2 pods a minute, out by the larger of 100 % and
    /// 4 pods in 15 s.
    public var behavior: HPABehavior {
        HPABehavior(
            scaleUp: .init(
                stabilizationWindow: .seconds(scaleUpWindow), rates: [.percent(100, per: .seconds(15)), .pods(4, per: .seconds(15))]),
            scaleDown: .init(
                stabilizationWindow: .seconds(scaleDownWindow), rates: [.percent(10, per: .seconds(60)), .pods(2, per: .seconds(60))],
                select: .min))
    }
}
