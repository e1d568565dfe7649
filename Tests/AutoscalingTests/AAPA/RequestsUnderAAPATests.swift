import Autoscaling
import Testing
import Traces
import Workloads

/// AAPA's corrected policies on single requests: they measure random counts there, of pods that start one by one.
@Suite struct RequestsUnderAAPATests {
    /// Ten exponential services of 0.1 s a second and pod.
    private let service = RequestService(time: .exponential(mean: 0.1))

    private func simulation(_ demand: DemandTrace, replicas: Int) throws -> RequestSimulation {
        let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(30), initialReplicas: replicas)
        return try RequestSimulation(demand, service: service, on: deployment, seed: 3)
    }

    @Test func stationaryDemandKeepsItsSize() throws {
        // 60/s: ⌈6 / 0.55⌉ = 11, and 10 % of dead band against noise of 1.3 % in a mean over five minutes.
        let demand = try trace([Float](repeating: 60, count: 120), stepSeconds: 60)
        let result = try simulation(demand, replicas: 11).run(AAPAPolicy(.given(.stationary)))
        let timeline = try #require(result.timeline)
        #expect(Set(timeline.wanted) == [11])
        // Eleven pods at 55 %: hardly anybody waits.
        let requests = try #require(result.requests)
        #expect(abs(requests.arrived - 432_000) < 4_000)
        #expect(requests.violationShare < 0.02, "e^-5 = 0.7 % take that long to be served")
    }

    @Test func cyclesFoundInThePastAreServed() throws {
        let values = (0..<400).map { Float($0 % 20 >= 17 ? 60 : 5) }
        let demand = try trace(values, stepSeconds: 60, from: 200)
        let past = values.prefix(200).map { Double($0) }
        func late(_ policy: some ScalingPolicy) throws -> Double {
            try #require(simulation(demand, replicas: 2).run(policy).requests).violationShare
        }
        let (knowing, blind) = (try late(AAPAPolicy(.given(.periodic), history: past)), try late(HPAPolicy()))
        #expect(knowing < 0.05 && blind > 3 * knowing, "\(knowing), \(blind)")
        #expect(try late(GenericPredictivePolicy(period: 20, history: past)) < 0.05)
    }
}
