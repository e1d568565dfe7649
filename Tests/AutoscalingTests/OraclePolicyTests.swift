import Autoscaling
import Testing
import Traces

@Suite struct OraclePolicyTests {
    @Test func looksAheadByTheStartUpDelay() throws {
        let deployment = Deployment(capacityPerReplica: 1, startUpDelay: .seconds(30), initialReplicas: 1)
        let result = try Simulation(trace([1, 1, 1, 1, 4, 1, 1]), on: deployment).runOracle()
        let timeline = try #require(result.timeline)
        #expect(timeline.wanted == [1, 1, 4, 4, 4, 1, 1])
        #expect(timeline.ready == [1, 1, 1, 1, 4, 1, 1])
        #expect(result.totals.violatedSeconds == 0)
        #expect(result.totals.overReplicaSeconds == 0)
    }

    @Test(arguments: 0..<20)
    func neverViolatesWhenItCanHelpIt(seed: Int) throws {
        var random = TestRandom(UInt64(seed))
        let demand = random.demand(400)
        let deployment = Deployment(
            capacityPerReplica: 3, startUpDelay: .seconds(Int64(random.below(150))), minimumReplicas: 0, maximumReplicas: 1_000_000,
            initialReplicas: 1000)
        let simulation = try Simulation(trace(demand), on: deployment)
        #expect(try simulation.runOracle().totals.violatedSeconds == 0)
    }

    /// Every sequence of sizes is tried: none without avoidable violations asks for fewer replicas at any moment.
    @Test(arguments: 0..<30)
    func isPointwiseMinimal(seed: Int) throws {
        struct Scripted: ScalingPolicy {
            var sizes: [Int]
            var name: String { "scripted" }
            var summary: String { "" }
            func start(_ run: PolicyRun) {}
            func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision {
                ScalingDecision(sizes[observation.subStep], .constant)
            }
        }
        var random = TestRandom(UInt64(seed) &+ 99)
        let (count, most) = (5, 3)
        let demand = (0..<count).map { _ in Float(random.below(most + 2)) }
        let deployment = Deployment(
            capacityPerReplica: 1, startUpDelay: .seconds(Int64(15 * random.below(3))), minimumReplicas: 0, maximumReplicas: most,
            initialReplicas: random.below(most + 1))
        let simulation = try Simulation(trace(demand), on: deployment)
        let oracle = try simulation.runOracle()
        let timeline = try #require(oracle.timeline)
        var least = [Int32](repeating: .max, count: count)
        var fewestMissing = Double.infinity
        for code in 0..<1024 {  // (most + 1) ^ count
            var (rest, sizes) = (code, [Int]())
            for _ in 0..<count {
                sizes.append(rest % (most + 1))
                rest /= most + 1
            }
            let result = try simulation.run(Scripted(sizes: sizes))
            let missing = result.totals.underReplicaSeconds
            if missing < fewestMissing {
                fewestMissing = missing
                least = [Int32](repeating: .max, count: count)
            }
            if missing == fewestMissing { least = zip(least, sizes).map { min($0, Int32($1)) } }
        }
        #expect(oracle.totals.underReplicaSeconds == fewestMissing)
        #expect(timeline.wanted == least)
    }
}
