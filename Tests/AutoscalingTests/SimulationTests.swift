import Autoscaling
import Testing
import Traces

@Suite struct SimulationTests {
    @Test func constantDemandGivesClosedForms() throws {
        // 25 per second at 10 per replica: need 3. Ten minutes with 4 replicas.
        let simulation = try Simulation(
            trace([Float](repeating: 25, count: 40)), on: Deployment(capacityPerReplica: 10, initialReplicas: 4))
        let totals = try simulation.run(StaticPolicy(replicas: 4)).totals
        #expect(totals.seconds == 600)
        #expect(totals.violatedSeconds == 0)
        #expect(totals.demand == 15_000)
        #expect(totals.unservedDemand == 0)
        #expect(totals.overReplicaSeconds == 600)
        #expect(totals.neededReplicaSeconds == 1800)
        #expect(totals.replicaSeconds == 2400)
        #expect(totals.utilization == 25.0 / 40.0)
        #expect(totals.scalingEvents == 0)
    }

    @Test func tooFewReplicasViolateAllTheTime() throws {
        let simulation = try Simulation(
            trace([Float](repeating: 25, count: 40)), on: Deployment(capacityPerReplica: 10, initialReplicas: 2))
        let totals = try simulation.run(StaticPolicy(replicas: 2)).totals
        #expect(totals.violationTimeShare == 1)
        #expect(totals.longestViolationSeconds == 600)
        #expect(totals.unservedDemandShare == 0.2)
        #expect(totals.underReplicaSeconds == 600)
        #expect(totals.utilization == 1)
    }

    @Test func demandOfExactlyTheCapacityIsServed() throws {
        // 0.1 · 3 / 0.1 is a little more than 3 in binary.
        let series = Series(id: "s", axis: .clock(startSeconds: 0, stepSeconds: 15), values: [3, 3])
        let deployment = Deployment(capacityPerReplica: 0.1)
        let simulation = try Simulation(DemandTrace(series, quantity: .count()), on: deployment)
        #expect(deployment.replicasNeeded(for: 0.1 + 0.1 + 0.1) == 3)
        #expect(try simulation.run(StaticPolicy(replicas: 2)).totals.violatedSeconds == 0)
    }

    @Test(arguments: [0, 15, 20, 60] as [Int64], [0, 15, 40] as [Int64])
    func stepIsViolatedForDelaySyncAndStartUp(startUp: Int64, delay: Int64) throws {
        // Demand steps from 1 to 3 replicas after ten minutes. The sub-step of the step has to end (sync), its measurement to arrive
        // (delay, in whole sub-steps) and the replicas to start (start-up, in whole sub-steps).
        let values = [Float](repeating: 10, count: 40) + [Float](repeating: 30, count: 80)
        let deployment = Deployment(
            capacityPerReplica: 10, startUpDelay: .seconds(startUp), metricDelay: .seconds(delay), initialReplicas: 1)
        let totals = try Simulation(trace(values), on: deployment).run(HPAPolicy(metric: .external, targetUtilization: 1)).totals
        let whole = { (seconds: Int64) in Double((seconds + 14) / 15 * 15) }
        #expect(totals.violatedSeconds == 15 + whole(delay) + whole(startUp))
        #expect(totals.longestViolationSeconds == totals.violatedSeconds)
        #expect(totals.unservedDemand == 20 * totals.violatedSeconds)
        #expect(totals.underReplicaSeconds == 2 * totals.violatedSeconds)
    }

    @Test func rampAgainstAStaticSizeHasTheSumsOfAStaircase() throws {
        // Demand 1, 2, …, 100 at capacity 10 and 5 replicas: violated for 51…100, missing 1·10 + 2·10 + … + 5·10 replica sub-steps.
        let simulation = try Simulation(trace((1...100).map(Float.init)), on: Deployment(capacityPerReplica: 10, initialReplicas: 5))
        let totals = try simulation.run(StaticPolicy(replicas: 5)).totals
        #expect(totals.violatedSeconds == 50 * 15)
        #expect(totals.underReplicaSeconds == 150 * 15)
        #expect(totals.overReplicaSeconds == (4 + 3 + 2 + 1) * 10 * 15)
        #expect(totals.unservedDemand == Double((1...50).reduce(0, +) * 15))
    }

    @Test func missingDemandIsLeftOutAndReported() throws {
        let simulation = try Simulation(trace([20, .nan, .nan, 20]), on: Deployment(capacityPerReplica: 10, initialReplicas: 1))
        let totals = try simulation.run(StaticPolicy(replicas: 1)).totals
        #expect(totals.unknownSeconds == 30)
        #expect(totals.seconds == 30)
        #expect(totals.violatedSeconds == 30)
        #expect(totals.longestViolationSeconds == 15)
        #expect(totals.replicaSeconds == 30)
    }

    @Test func replicasArePaidFromTheDecisionAndServeAfterTheDelay() throws {
        struct UpThenDown: ScalingPolicy {
            var name: String { "up-then-down" }
            var summary: String { "" }
            func start(_ run: PolicyRun) {}
            func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision {
                ScalingDecision([1, 4, 4, 4, 2, 5, 1][observation.subStep], .constant)
            }
        }
        let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(30), minimumReplicas: 0, initialReplicas: 1)
        let simulation = try Simulation(trace([Float](repeating: 1, count: 7)), on: deployment)
        let result = try simulation.run(UpThenDown())
        let timeline = try #require(result.timeline)
        #expect(timeline.wanted == [1, 4, 4, 4, 2, 5, 1])
        #expect(timeline.ready == [1, 1, 1, 4, 2, 2, 1])
        #expect(timeline.pending == [0, 3, 3, 0, 0, 3, 0])
        #expect(result.totals.replicaSeconds == 21 * 15)
        #expect((result.totals.scaleOuts, result.totals.scaleIns, result.totals.flips) == (2, 2, 3))
        #expect(result.totals.replicaTravel == 3 + 2 + 3 + 4)
    }

    @Test func reversalAfterMoreThanTenMinutesIsNoFlip() throws {
        struct Toggle: ScalingPolicy {
            var name: String { "toggle" }
            var summary: String { "" }
            func start(_ run: PolicyRun) {}
            func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision {
                // Out at 0 s, in at 600 s (a flip), out at 1215 s (615 s later: none).
                ScalingDecision(observation.subStep < 40 ? 2 : observation.subStep < 81 ? 1 : 2, .constant)
            }
        }
        let simulation = try Simulation(
            trace([Float](repeating: 1, count: 100)), on: Deployment(capacityPerReplica: 10, initialReplicas: 1))
        let totals = try simulation.run(Toggle()).totals
        #expect((totals.scaleOuts, totals.scaleIns, totals.flips) == (2, 1, 1))
    }

    @Test func staticSizeForThePastPeak() throws {
        let noPast = try trace([1, 2])
        let trace = try trace([10, 31, .nan, 20, 999], from: 4)
        let deployment = Deployment(capacityPerReplica: 10)
        #expect(try StaticPolicy(sizedFor: trace, on: deployment).replicas == 4)
        #expect(try StaticPolicy(sizedFor: trace, on: deployment, level: 0.5).replicas == 2)
        #expect(throws: SimulationError.noTrainingDemand(series: "s")) {
            try StaticPolicy(sizedFor: noPast, on: deployment)
        }
    }

    @Test func wrongSettingsAreRefused() throws {
        let demand = try trace([1, 2, 3])
        let wrong = [
            Deployment(capacityPerReplica: 0), Deployment(capacityPerReplica: .infinity),
            Deployment(capacityPerReplica: 1, startUpDelay: .seconds(-1)), Deployment(capacityPerReplica: 1, metricDelay: .seconds(1e12)),
            Deployment(capacityPerReplica: 1, sync: .zero), Deployment(capacityPerReplica: 1, minimumReplicas: 3, maximumReplicas: 2),
            Deployment(capacityPerReplica: 1, minimumReplicas: -1),
            Deployment(capacityPerReplica: 1, minimumReplicas: 2, initialReplicas: 1),
        ]
        for deployment in wrong {
            #expect(throws: SimulationError.self) { try Simulation(demand, on: deployment) }
        }
    }
}
