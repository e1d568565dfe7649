import Autoscaling
import Testing
import Traces

@Suite struct GenericPredictivePolicyTests {
    private let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(30), metricDelay: .zero, initialReplicas: 2)

    @Test func withoutTwoSeasonsTheMeasuredDemandDecides() throws {
        let simulation = try Simulation(trace([Float](repeating: 20, count: 70), stepSeconds: 60), on: deployment)
        let timeline = try #require(try simulation.run(GenericPredictivePolicy(period: 10)).timeline)
        // ⌈2 / 0.7⌉ = 3, until 20 + 60 minutes are known, which is never.
        #expect(timeline.reasons.dropFirst().allSatisfy { $0 == .forecastMissing })
        #expect(timeline.wanted.dropFirst().allSatisfy { $0 == 3 })
        let known = [Double](repeating: 20, count: 80)
        let told = try #require(try simulation.run(GenericPredictivePolicy(period: 10, history: known)).timeline)
        #expect(told.reasons.allSatisfy { $0 == .forecast } && told.wanted.allSatisfy { $0 == 3 })
    }

    @Test func knownSeasonIsPreparedFor() throws {
        let values = (0..<600).map { Float($0 % 30 >= 25 ? 70 : 10) }
        let simulation = try Simulation(trace(values, stepSeconds: 60, from: 300), on: deployment)
        let past = values.prefix(300).map { Double($0) }
        let seasonal = try simulation.run(GenericPredictivePolicy(period: 30, history: past)).totals
        let line = try simulation.run(GenericPredictivePolicy(history: past)).totals
        #expect(seasonal.violatedSeconds == 0)
        #expect(line.violatedSeconds > 600)
    }

    @Test func settingsOutOfRangeAreRefused() throws {
        let simulation = try Simulation(trace([1, 2, 3], stepSeconds: 60), on: deployment)
        for policy in [
            GenericPredictivePolicy(period: 1), GenericPredictivePolicy(horizon: .seconds(-1)), GenericPredictivePolicy(target: 0),
            GenericPredictivePolicy(stabilization: .seconds(100_000)),
        ] {
            #expect(throws: SimulationError.self) { try simulation.run(policy) }
        }
    }
}
