import Autoscaling
import Testing
import Workloads

@Suite struct CompatibleMetricsTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    @Test func responses() {
        // Sorted 0.1 0.1 0.2 0.5 2.0; rank 3.8 is 0.5 + 0.8 · 1.5 = 1.7, rank 3.96 is 1.94; five times the median is 1.
        let metrics = CompatibleResponseMetrics([2.0, 0.1, 0.5, 0.1, 0.2])
        #expect(close(metrics.satisfaction, 0.8))
        #expect(close(metrics.mean, 0.58))
        #expect(close(metrics.response95, 1.7))
        #expect(close(metrics.response99, 1.94))
        #expect(close(metrics.coldStartRate, 0.2))
        #expect(CompatibleResponseMetrics([0.3]).response99 == 0.3)
    }

    @Test func utilisation() {
        // |u − 0.7|: 0.3, 0, 0.25 → 1 − 0.55 / 3.
        let metrics = CompatibleUtilizationMetrics([0.4, 0.7, 0.95])
        #expect(close(metrics.resourceEfficiency, 1 - 0.55 / 3))
        #expect(close(metrics.average, 2.05 / 3))
        #expect(close(metrics.overProvisioned, 1.0 / 3) && close(metrics.underProvisioned, 1.0 / 3))
    }

    @Test func stability() {
        // Differences 1, −1, 0, 2, 0: one change of sign in five, three actions in six minutes (30 an hour), intervals 1 and 2.
        let metrics = CompatibleStabilityMetrics([1, 2, 1, 1, 3, 3])
        #expect(metrics.replicaMinutes == 11 && metrics.actions == 3 && metrics.oscillations == 1)
        #expect(close(metrics.oscillationRate, 0.2))
        #expect(close(metrics.actionsPerHour, 30))
        #expect(close(metrics.meanInterval, 1.5))
        #expect(close(metrics.stability, 1 / 4.2))
        let still = CompatibleStabilityMetrics([2, 2])
        #expect(still.stability == 1 && still.meanInterval == 2)
        #expect(CompatibleStabilityMetrics([2]).oscillationRate == 0)
    }

    @Test func indexOfEverySource() {
        var totals = CompatibleTotals()
        (totals.requests, totals.completed, totals.late, totals.failed) = (1_000, 990, 60, 10)
        (totals.podMinutes, totals.actions, totals.coldStarts) = (60, 5, 1)
        // Violations 0.07. Simulator: 0.4 · 0.93 + 0.4 · 0.4 + 0.2 · 0.9 = 0.712.
        #expect(close(CompatibleEfficiencyIndex.simulatorModule(totals).value, 0.712))
        // Visualisation: 0.5 · 0.93 + 0.3 / 1.6 + 0.2 / 1.5.
        #expect(close(CompatibleEfficiencyIndex.visualisationExample(totals).value, 0.465 + 0.1875 + 0.2 / 1.5))
        // Figures: 0.4 · 0.93 + 0.4 · 0.98 + 0.2 · 0.9 = 0.944.
        #expect(close(CompatibleEfficiencyIndex.figureModule(totals).value, 0.944))
        // Metrics: 0.4 · 0.93 + 0.3 · (1 − 0.55 / 3) + 0.3 / 4.2; of a spike 0.6, 0.2, 0.2.
        let (use, replicas) = ([0.4, 0.7, 0.95], [1, 2, 1, 1, 3, 3])
        let parts = (0.93, 1 - 0.55 / 3, 1 / 4.2)
        let all = CompatibleEfficiencyIndex.metricsModule(violationRate: 0.07, utilizations: use, replicas: replicas)
        #expect(close(all.value, 0.4 * parts.0 + 0.3 * parts.1 + 0.3 * parts.2))
        let spike = CompatibleEfficiencyIndex.metricsModule(
            violationRate: 0.07, utilizations: use, replicas: replicas, archetype: .spike)
        #expect(close(spike.value, 0.6 * parts.0 + 0.2 * parts.1 + 0.2 * parts.2))
        // Beyond their bounds the simulator's parts end at 0, those of the figures go on.
        (totals.podMinutes, totals.actions, totals.coldStarts) = (6_000, 500, 30)
        #expect(CompatibleEfficiencyIndex.simulatorModule(totals).efficiency == 0)
        #expect(CompatibleEfficiencyIndex.figureModule(totals).stability == -2)
        for archetype in Archetype.allCases {
            let weights = EfficiencyWeights.metricsModule(for: archetype)
            #expect(close(weights.objective + weights.efficiency + weights.stability, 1))
        }
    }
}
