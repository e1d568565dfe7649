import Autoscaling
import Testing
import Workloads

@Suite struct CompatibleStrategyTests {
    private func answers(_ archetype: Archetype, _ steps: [(replicas: Int, use: Double)], confidence: Double = 1) -> [Int] {
        let strategy = CompatibleStrategy(archetype)
        var state = strategy.start()
        return steps.map {
            strategy.replicas(current: $0.replicas, utilization: $0.use, confidence: confidence, state: &state)
        }
    }

    @Test func spikesGrowByHalfAboveTheirTarget() {
        // ⌈4 · 0.25 / 0.3⌉ = 4; ⌈4 · 0.6 / 0.3⌉ = 8, and half more is 12; never below the warm pool of 2; never above 100.
        #expect(answers(.spike, [(4, 0.25), (4, 0.6), (4, 0), (1, 0.1), (90, 0.9)]) == [4, 12, 2, 2, 100])
        // c = 0.6: ⌈12 · 1.2⌉ = 15.
        #expect(answers(.spike, [(4, 0.6)], confidence: 0.6) == [15])
        #expect(answers(.spike, [(4, 0.6)], confidence: 0.7) == [12])
    }

    @Test func cyclesAreStraightLines() {
        // Use grows by 0.05 a sample: after nine ⌈10 · 0.45 / 0.75⌉ = 6; with the tenth û = 0.5 + 0.25 = 0.75: 10.
        let rising = (1...10).map { (replicas: 10, use: 0.05 * Double($0)) }
        #expect(answers(.periodic, rising)[8...] == [6, 10])
        // û ends at 1: 0.9 + 5 · 0.09 is above it; ⌈10 / 0.75⌉ = 14.
        let steep = (1...10).map { (replicas: 10, use: 0.09 * Double($0)) }
        #expect(answers(.periodic, steep)[9] == 14)
        // A fall is not followed ahead of time: ⌈10 · 0.3 / 0.75⌉ = 4.
        let falling = (1...10).map { (replicas: 10, use: 0.3 + 0.05 * Double(10 - $0)) }
        #expect(answers(.periodic, falling)[9] == 4)
        #expect(answers(.periodic, [(10, 0)]) == [1])
    }

    @Test func rampsFollowThemselves() {
        // W19: sizes 2, 4, 6 with idle pods ask for 6 + 2 · 2 = 10.
        #expect(answers(.ramp, [(2, 0.06), (4, 0.06), (6, 0.06)]) == [1, 1, 10])
        // A slope of −2 asks for 2 − 4 < t = ⌈2 · 0.9 / 0.6⌉ = 3.
        #expect(answers(.ramp, [(6, 0.6), (4, 0.6), (2, 0.9)]) == [6, 4, 3])
    }

    @Test func stationaryHasADeadBand() {
        // ⌈10 · 0.6 / 0.55⌉ = 11 is no change; ⌈10 · 0.7 / 0.55⌉ = 13 is; with the median 0.6 of the three samples it is 11, none again.
        #expect(answers(.stationary, [(10, 0.6), (10, 0.7), (10, 0.5)]) == [10, 13, 10])
        #expect(answers(.stationary, [(10, 0)]) == [1])
    }

    @Test func doubtIsARatchet() {
        // W18: at its target of use, c = 0.4 multiplies by 1.3 at every step, after the dead band.
        let strategy = CompatibleStrategy(.stationary)
        var state = strategy.start()
        var replicas = 10
        var sizes: [Int] = []
        for _ in 0..<4 {
            // A load of 5.5 replicas' worth.
            replicas = strategy.replicas(current: replicas, utilization: 5.5 / Double(replicas), confidence: 0.4, state: &state)
            sizes.append(replicas)
        }
        #expect(sizes[0] == 13)
        #expect(sizes.allSatisfy { $0 >= 13 })
    }

    @Test func uncertaintyModuleHasThreeLevels() {
        let spike = CompatibleUncertaintyRule(.spike)
        // 10 · 0.4 / 0.4 · 1.3 = 13; /0.36 · 1.45 = 16.1; /0.32 · 1.6 = 20.
        #expect([1, 0.7, 0.5].map { spike.replicas(current: 10, utilization: 0.4, confidence: $0) } == [13, 17, 20])
        // Without load the buffers 1.2, 1.5, 2 count, and minima of 2.
        #expect([0.8, 0.6, 0.59].map { spike.replicas(current: 10, utilization: 0, confidence: $0) } == [12, 15, 20])
        #expect(spike.replicas(current: 0, utilization: 0, confidence: 0.5) == 2)
        #expect(CompatibleUncertaintyRule(.spike, minimumReplicas: 4).replicas(current: 0, utilization: 0, confidence: 0.5) == 6)
        // The predicted load counts where there is one: 10 · 0.9 / 0.7 · 1.1 = 14.1.
        #expect(CompatibleUncertaintyRule(.periodic).replicas(current: 10, utilization: 0.1, predicted: 0.9, confidence: 1) == 15)
        #expect(CompatibleUncertaintyRule(.stationary).replicas(current: 100, utilization: 1, confidence: 1) == 30)
        #expect(CompatibleUncertaintyRule.Level.allCases.map(CompatibleUncertaintyRule(.periodic).cooldownMinutes) == [5, 6, 7])
    }

    @Test func everySourceHasItsNumbers() {
        #expect(Archetype.allCases.map { CompatibleStrategyParameters.published(for: $0).target } == [0.3, 0.75, 0.6, 0.55])
        #expect(Archetype.allCases.map { CompatibleSimulatorParameters.published[$0].target } == [0.3, 0.75, 0.6, 0.65])
        #expect(Archetype.allCases.map { CompatibleUncertaintyParameters.published(for: $0).target } == [0.4, 0.7, 0.6, 0.6])
        #expect(Archetype.allCases.map { CompatibleManifestParameters.published(for: $0).cpuPercent } == [30, 75, 60, 50])
        #expect(Archetype.allCases.map { CompatibleStrategyParameters.published(for: $0).cooldown / 60 } == [20, 3, 7, 12])
        #expect(Archetype.allCases.map { CompatibleSimulatorParameters.published[$0].cooldown / 60 } == [10, 5, 10, 15])
        for archetype in Archetype.allCases {
            #expect(throws: Never.self) { try CompatibleManifestParameters.published(for: archetype).behavior.validate() }
        }
    }
}
