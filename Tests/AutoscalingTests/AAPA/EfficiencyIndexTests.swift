import Autoscaling
import Testing

@Suite struct EfficiencyIndexTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    @Test func partsAreRelativeToWhatWasNeeded() {
        var totals = ProvisioningTotals()
        (totals.seconds, totals.demand, totals.unservedDemand) = (7_200, 1_000, 50)
        (totals.neededReplicaSeconds, totals.replicaSeconds) = (3_600 * 4, 3_600 * 5)
        (totals.flips, totals.replicaTravel) = (3, 20)
        // 0.95; 4 / 5; one and a half reversals an hour, five replicas of travel an hour needed: 1 / (1 + 1.5 + 0.5).
        let index = EfficiencyIndex(totals)
        #expect(close(index.objective, 0.95) && close(index.efficiency, 0.8) && close(index.stability, 1.0 / 3))
        #expect(close(index.value, 0.5 * 0.95 + 0.3 * 0.8 + 0.2 / 3))
        #expect(close(EfficiencyIndex(totals, violationRate: 0.2).objective, 0.8))
        // Twice everything is the same: it is relative.
        #expect(close(EfficiencyIndex(totals + totals).value, index.value))
        #expect(EfficiencyIndex(ProvisioningTotals()).value == 1)
        totals.replicaSeconds = 1_800
        #expect(EfficiencyIndex(totals).efficiency == 1)
    }
}
