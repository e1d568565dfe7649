/// Prices that turn a run into one number: `replica hours + shortage + restlessness`, each at its price.
///
/// The unit is free; with the defaults it is the price of one replica for one hour. A replica missing for an hour costs 19 times as much as
/// one too many, which makes 0.95 the level at which a quantile policy should plan (newsvendor: 19 / (19 + 1)), and a scaling event as
/// much as one replica for one minute.
public struct SimulationPrices: Hashable, Sendable, Codable {
    /// Price of a replica asked for, per hour.
    public var replicaHour: Double
    /// Price of a needed replica that was not ready, per hour.
    public var missingReplicaHour: Double
    /// Price of one scaling event.
    public var scalingEvent: Double

    /// Makes prices.
    public init(replicaHour: Double = 1, missingReplicaHour: Double = 19, scalingEvent: Double = 1.0 / 60) {
        self.replicaHour = replicaHour
        self.missingReplicaHour = missingReplicaHour
        self.scalingEvent = scalingEvent
    }

    /// Checks every price.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)`` unless all are finite and at least 0.
    public func validate() throws(SimulationError) {
        for (name, price) in [("replica hour", replicaHour), ("missing replica hour", missingReplicaHour), ("scaling event", scalingEvent)]
        {
            guard price >= 0, price.isFinite else {
                throw .invalidSetting(name: "price of a \(name)", found: "\(price)", expected: "0 or more")
            }
        }
    }

    /// Cost of a run.
    public func cost(of totals: ProvisioningTotals) -> Double {
        replicaHour * totals.replicaSeconds / 3600 + missingReplicaHour * totals.underReplicaSeconds / 3600
            + scalingEvent * Double(totals.scalingEvents)
    }
}
