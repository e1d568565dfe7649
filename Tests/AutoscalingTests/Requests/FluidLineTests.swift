import Autoscaling
import Testing
import Traces

/// Requests in fluid time against the events that it stands for.
@Suite struct FluidLineTests {
    private func comparison(
        _ values: [Float], time: TimeDistribution, policy: some ScalingPolicy, initial: Int? = nil,
        service change: (inout RequestService) -> Void = { _ in }
    ) throws -> ModeComparison {
        let series = Series(id: "f", axis: .clock(startSeconds: 1_700_000_000, stepSeconds: 60), values: values)
        var service = RequestService(time: time)
        change(&service)
        let events = try RequestSimulation(
            try DemandTrace(series, quantity: .count()), service: service,
            on: Deployment(
                capacityPerReplica: 1, targetUtilization: 0.7, startUpDelay: .seconds(60), maximumReplicas: 1000,
                initialReplicas: initial),
            seed: 4)
        return try ModeComparison(of: events, policy: policy) { 0 }
    }

    /// Policies measure the same counts in both modes, so that they ask for the same replicas.
    @Test(arguments: 0..<6)
    func replicasAndViolationsAgreeUnderTheHPA(seed: UInt64) throws {
        var random = TestRandom(seed)
        let values = random.demand(600, level: 8000).map { $0.rounded() }
        let time: TimeDistribution = seed % 2 == 0 ? .exponential(mean: 0.1) : .logNormal(mean: 0.1, variation: 1)
        let both = try comparison(values, time: time, policy: HPAPolicy())
        #expect(both.meanConcurrency > 5)
        #expect(abs(both.replicaError) <= 0.02)
        #expect(abs(both.violationError) <= 0.005, "\(both)")
    }

    /// With a fixed number of pods that is nearly full, chance decides who is late.
    @Test(arguments: [(1, 0.5), (1, 0.8), (3, 0.8), (10, 0.9), (300, 0.97)])
    func fixedReplicasAreLateAsErlangSays(pods: Int, use: Double) throws {
        let perMinute = Float(use * Double(pods) * 600)
        let both = try comparison(
            [Float](repeating: perMinute.rounded(), count: pods > 100 ? 60 : 2000), time: .exponential(mean: 0.1),
            policy: StaticPolicy(replicas: pods), initial: pods)
        #expect(abs(both.violationError) <= 0.01 && both.eventViolationShare > 0.005, "\(both)")
    }

    /// A minute of overload fills the line, which takes minutes to empty.
    @Test func overloadIsServedInOrder() throws {
        var values = [Float](repeating: 3000, count: 60)
        for minute in 20..<25 { values[minute] = 6500 }
        let both = try comparison(values, time: .constant(0.1), policy: StaticPolicy(replicas: 7), initial: 7)
        #expect(abs(both.violationError) <= 0.005 && both.eventViolationShare > 0.1, "\(both)")
    }

    @Test func limitsOfTheLineHold() throws {
        var values = [Float](repeating: 3000, count: 30)
        for minute in 10..<15 { values[minute] = 9000 }
        for change: (inout RequestService) -> Void in [{ $0.timeout = .seconds(5) }, { $0.lineLimit = 200 }] {
            let both = try comparison(values, time: .exponential(mean: 0.1), policy: StaticPolicy(replicas: 7), initial: 7, service: change)
            #expect(abs(both.violationError) <= 0.01 && both.eventViolationShare > 0.1, "\(both)")
        }
    }
}
