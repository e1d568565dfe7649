import Autoscaling
import Testing
import Traces
import Workloads

/// The finder is seen through ``AAPAPolicy``, which prepares for the cycle it found.
@Suite struct CycleTests {
    /// Pulses of 60 a second for the last three minutes of every cycle, else 5 a second.
    private func pulses(_ minutes: Int, period: Int) -> [Float] { (0..<minutes).map { $0 % period >= period - 3 ? 60 : 5 } }

    @Test(arguments: [20, 47, 90])
    func replicasAreThereWhenThePulseComes(period: Int) throws {
        let known = 8 * period
        let values = pulses(known + 3 * period, period: period)
        let demand = try trace(values, stepSeconds: 60, from: known)
        let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(60))
        let simulation = try Simulation(demand, on: deployment)
        func run(_ archetype: Archetype, history: [Double]) throws -> ProvisioningTotals {
            try simulation.run(AAPAPolicy(.given(archetype), history: history)).totals
        }
        let past = values.prefix(known).map { Double($0) }
        #expect(try run(.periodic, history: past).violatedSeconds == 0)
        // Without the past it has to see the cycle first, and a class without cycles never does.
        #expect(try run(.periodic, history: []).violatedSeconds > 0)
        #expect(try run(.stationary, history: past).violatedSeconds >= 3 * 60)
    }

    @Test func noiseHasNoCycle() throws {
        var random = TestRandom(11)
        let values = (0..<900).map { _ in 20 + 10 * random.uniform() }
        let demand = try trace(values, stepSeconds: 60, from: 600)
        let simulation = try Simulation(demand, on: Deployment(capacityPerReplica: 2))
        let past = values.prefix(600).map { Double($0) }
        let timeline = try #require(try simulation.run(AAPAPolicy(.given(.periodic), history: past)).timeline)
        #expect(!timeline.reasons.contains(.forecast))
    }
}
