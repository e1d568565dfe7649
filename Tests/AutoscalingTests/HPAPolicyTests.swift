import Autoscaling
import Testing
import Traces

/// Drives an HPA by hand: total demand and pods at each sync, the answer applied at once.
private struct HPADriver {
    var policy: HPAPolicy
    var deployment: Deployment
    var state: HPAPolicy.State
    var replicas: Int
    var time: Int64 = 0
    let sync: Int64

    init(_ policy: HPAPolicy, replicas: Int, capacity: Double = 10, limits: ClosedRange<Int> = 1...1000, syncSeconds: Int64 = 15) throws {
        deployment = Deployment(
            capacityPerReplica: capacity, sync: .seconds(syncSeconds), minimumReplicas: limits.lowerBound,
            maximumReplicas: limits.upperBound)
        self.policy = policy
        self.replicas = replicas
        sync = syncSeconds * 1_000_000_000
        state = try policy.start(PolicyRun(deployment: deployment, step: sync))
    }

    /// One sync with all replicas ready for a long time.
    mutating func next(demand: Double?) -> ScalingDecision {
        let cohorts = [ReplicaCohort(created: -1 << 60, ready: -1 << 60, count: replicas)]
        let latest = demand.map { DemandMeasurement(start: time - sync, demand: $0, ready: Double(replicas)) }
        let observation = PolicyObservation(
            time: time, subStep: Int(time / sync), demand: [], latest: latest, ready: replicas, pending: 0, cohorts: cohorts,
            deployment: deployment, forecasts: nil)
        let decision = policy.decide(observation, state: &state)
        replicas = decision.replicas
        time += sync
        return decision
    }
}

@Suite struct HPARecommendationTests {
    @Test func deadBandIncludesItsEnds() {
        // Ten pods, target 7 each: 63 and 77 are exactly the tolerance of 0.1 away.
        let answers = [62.9, 63, 70, 77, 77.1].map { total in
            HPAPodMetrics(measured: 10, total: total).recommendation(current: 10, target: 7, tolerance: 0.1)
        }
        #expect(answers.map(\.replicas) == [9, 10, 10, 10, 12])
        #expect(answers.map(\.reason) == [.measuredDemand, .tolerance, .tolerance, .tolerance, .measuredDemand])
    }

    @Test func ratioIsRoundedUp() {
        // ⌈4 · 50 / (4 · 10 · …)⌉: 4 pods with 11.3 each on a target of 10 → ratio 1.13 → ⌈4.52⌉ = 5.
        #expect(HPAPodMetrics(measured: 4, total: 45.2).recommendation(current: 4, target: 10, tolerance: 0.1).replicas == 5)
        // Three pods with exactly twice the target → 6, not 7.
        #expect(HPAPodMetrics(measured: 3, total: 4.2).recommendation(current: 3, target: 0.7, tolerance: 0.1).replicas == 6)
    }

    @Test func unreadyPodsCountAsZeroOnTheWayUp() {
        // 4 pods with 20 each on a target of 10: alone ⌈8⌉; with 2 unready pods 80 / 6 = 13.3 → ratio 1.33 → ⌈8⌉ of 6 pods = 8.
        let pods = HPAPodMetrics(measured: 4, total: 80, unready: 2)
        #expect(pods.recommendation(current: 6, target: 10, tolerance: 0.1) == ScalingDecision(8, .measuredDemand))
        // With 4 unready ones 80 / 8 = 10: on target.
        let more = HPAPodMetrics(measured: 4, total: 80, unready: 4)
        #expect(more.recommendation(current: 8, target: 10, tolerance: 0.1) == ScalingDecision(8, .tolerance))
    }

    @Test func directionThatTurnsRoundIsDropped() {
        // 80 / 10 pods = 8 on a target of 10 would scale in although the ready pods are overloaded.
        let pods = HPAPodMetrics(measured: 4, total: 80, unready: 6)
        #expect(pods.recommendation(current: 10, target: 10, tolerance: 0.1) == ScalingDecision(10, .directionChange))
        // The ratio stays above 1, but more replicas have been asked for already than it wants.
        let asked = HPAPodMetrics(measured: 4, total: 80)
        #expect(asked.recommendation(current: 20, target: 10, tolerance: 0.1) == ScalingDecision(20, .directionChange))
    }

    @Test func unreadyPodsAreIgnoredOnTheWayDown() {
        // 4 pods with 5 each: ratio 0.5 → ⌈2⌉, whatever is unready.
        let pods = HPAPodMetrics(measured: 4, total: 20, unready: 3)
        #expect(pods.recommendation(current: 7, target: 10, tolerance: 0.1) == ScalingDecision(2, .measuredDemand))
    }

    @Test func missingMetricsCountAsTargetOnTheWayDownAndAsZeroOnTheWayUp() {
        // Down: (4·2 + 4·10) / 8 = 6 → ratio 0.6 → ⌈4.8⌉ = 5 instead of ⌈0.8⌉ = 1.
        let down = HPAPodMetrics(measured: 4, total: 8, missing: 4)
        #expect(down.recommendation(current: 8, target: 10, tolerance: 0.1) == ScalingDecision(5, .measuredDemand))
        // Up: 4·30 / 8 = 15 → ratio 1.5 → 12, instead of 12 from the four alone… and 8 asked for.
        let up = HPAPodMetrics(measured: 4, total: 120, missing: 4)
        #expect(up.recommendation(current: 8, target: 10, tolerance: 0.1) == ScalingDecision(12, .measuredDemand))
    }

    @Test func withoutAnyMetricNothingChanges() {
        #expect(
            HPAPodMetrics(measured: 0, total: 0, unready: 3).recommendation(current: 3, target: 1, tolerance: 0.1)
                == ScalingDecision(3, .noMeasurement))
    }

    @Test func externalMetricDividesTheTotal() {
        #expect(HPAPodMetrics.external(total: 95, current: 4, target: 10, tolerance: 0.1) == ScalingDecision(10, .measuredDemand))
        #expect(HPAPodMetrics.external(total: 44, current: 4, target: 10, tolerance: 0.1) == ScalingDecision(4, .tolerance))
        #expect(HPAPodMetrics.external(total: 0, current: 4, target: 10, tolerance: 0.1) == ScalingDecision(0, .measuredDemand))
    }
}

@Suite struct HPAPolicyTests {
    @Test func growsByDoublingAndAtLeastFourPods() throws {
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 1)
        // Wanted 100: 1 → max(2, 5) → max(10, 9) → 20 → 40 → 80 → 100.
        let decisions = (0..<7).map { _ in driver.next(demand: 1000) }
        #expect(decisions.map(\.replicas) == [5, 10, 20, 40, 80, 100, 100])
        #expect(
            decisions.map(\.reason) == [
                .scaleOutRate, .scaleOutRate, .scaleOutRate, .scaleOutRate, .scaleOutRate, .measuredDemand, .tolerance,
            ])
    }

    @Test func scaleDownTakesTheHighestOfFiveMinutes() throws {
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 10)
        _ = driver.next(demand: 100)  // recommends 10 at 0 s
        _ = driver.next(demand: 70)  // recommends 7 at 15 s
        var sizes: [Int] = []
        for _ in 2..<24 { sizes.append(driver.next(demand: 30).replicas) }  // recommends 3 from 30 s on
        // The recommendation of 0 s counts until 285 s, that of 15 s until 300 s.
        #expect(sizes == [Int](repeating: 10, count: 18) + [7] + [3, 3, 3])
    }

    @Test func stabilizationOfScaleUpTakesTheLowest() throws {
        var behavior = HPABehavior.standard
        behavior.scaleUp.stabilizationWindow = .seconds(45)
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1, behavior: behavior), replicas: 4)
        // Recommendations 4, 6, 8, 8, 8, …: each step only as far as the lowest of the last three.
        let sizes = [40, 60, 80, 80, 80].map { driver.next(demand: $0) }
        #expect(sizes.map(\.replicas) == [4, 4, 4, 6, 8])
        #expect(sizes[1].reason == .stabilization)
    }

    @Test func ratesLimitTheChangeWithinTheirPeriod() throws {
        var behavior = HPABehavior.standard
        behavior.scaleUp = .init(stabilizationWindow: .zero, rates: [.pods(4, per: .seconds(60))])
        behavior.scaleDown = .init(stabilizationWindow: .zero, rates: [.percent(10, per: .seconds(60))])
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1, behavior: behavior), replicas: 10)
        // +4 per minute: at 0 s, and again at 60 s when the first change has left the period.
        #expect((0..<6).map { _ in driver.next(demand: 1000).replicas } == [14, 14, 14, 14, 18, 18])
        // −10 % per minute of the size at its start. At 90 s that was 18 less the 4 added at 60 s: ⌊14 · 0.9⌋ = 12. The 6 removed then
        // count until 150 s: the size at the start was 14, then 18, and nothing more may go; at 150 s ⌊12 · 0.9⌋ = 10.
        #expect((0..<7).map { _ in driver.next(demand: 10).replicas } == [12, 12, 12, 12, 10, 10, 10])
    }

    @Test func selectPolicyMinAndDisabled() throws {
        var behavior = HPABehavior.standard
        behavior.scaleUp.select = .min
        behavior.scaleDown.select = .disabled
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1, behavior: behavior), replicas: 10)
        // min(+100 %, +4) = 14.
        #expect(driver.next(demand: 1000).replicas == 14)
        let down = (0..<30).map { _ in driver.next(demand: 10) }
        #expect(down.allSatisfy { $0.replicas == 14 })
        #expect(down.last?.reason == .scaleInRate)
    }

    @Test func limitsBind() throws {
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 6, limits: 5...8)
        #expect(driver.next(demand: 1000) == ScalingDecision(8, .maximumReplicas))
        var low = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 2, limits: 5...8)
        #expect(low.next(demand: 1000) == ScalingDecision(5, .minimumReplicas))
        var zero = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 3, limits: 0...8)
        for _ in 0..<20 { _ = zero.next(demand: 0) }
        #expect(zero.next(demand: 0) == ScalingDecision(1, .minimumReplicas))
    }

    @Test func withoutAMeasurementNothingChangesAndNothingIsRemembered() throws {
        var driver = try HPADriver(HPAPolicy(metric: .external, targetUtilization: 1), replicas: 4)
        #expect(driver.next(demand: nil) == ScalingDecision(4, .noMeasurement))
        #expect(driver.next(demand: 80).replicas == 8)
    }

    @Test func utilizationSaturatesAtTheCapacity() throws {
        // Offered 40 per pod at capacity 10 and target 7: use shows 10 of 7 → ratio 1.43; the offered demand shows 40 of 7 → 5.7.
        var use = try HPADriver(HPAPolicy(metric: .utilization, targetUtilization: 0.7), replicas: 10)
        #expect(use.next(demand: 400).replicas == 15)
        var offered = try HPADriver(HPAPolicy(metric: .averageValue, targetUtilization: 0.7), replicas: 10)
        #expect(offered.next(demand: 400) == ScalingDecision(20, .scaleOutRate))
    }

    @Test func readinessAndAgeDecideWhichPodsCount() throws {
        // Now = 1000 s; the measured sub-step began at 970 s with 4 pods ready at 20 each (demand 80, target 10).
        let second: Int64 = 1_000_000_000
        let old = ReplicaCohort(created: 0, ready: 0, count: 4)
        let starting = ReplicaCohort(created: 960 * second, ready: 1020 * second, count: 2)
        let fresh = ReplicaCohort(created: 920 * second, ready: 980 * second, count: 2)
        let slow = ReplicaCohort(created: 600 * second, ready: 980 * second, count: 2)
        func recommend(_ metric: HPAPolicy.Metric, _ cohorts: [ReplicaCohort], demand: Double) throws -> ScalingDecision {
            let policy = HPAPolicy(metric: metric, targetUtilization: 0.5)
            let deployment = Deployment(capacityPerReplica: 20)
            var state = try policy.start(PolicyRun(deployment: deployment, step: 15 * second))
            let total = cohorts.reduce(0) { $0 + $1.count }
            let observation = PolicyObservation(
                time: 1000 * second, subStep: 60, demand: [], latest: DemandMeasurement(start: 970 * second, demand: demand, ready: 4),
                ready: total, pending: 0, cohorts: cohorts, deployment: deployment, forecasts: nil)
            return policy.decide(observation, state: &state)
        }
        // Starting pods count as 0: 80 / 6 → ⌈8⌉.
        #expect(try recommend(.averageValue, [old, starting], demand: 80).replicas == 8)
        // Down, 4 pods with 2 each: starting pods are ignored (⌈0.8⌉ = 1, held by the window at … the first answer is its own highest).
        #expect(try recommend(.averageValue, [old, starting], demand: 8).replicas == 1)
        // Ready without a whole measurement: a missing metric, on target on the way down: (8 + 20) / 6 = 4.67 → ⌈2.8⌉ = 3.
        #expect(try recommend(.averageValue, [old, fresh], demand: 8).replicas == 3)
        // The same pods by use and younger than five minutes are not ready: ignored.
        #expect(try recommend(.utilization, [old, fresh], demand: 8).replicas == 1)
        // Older than five minutes they count, with the use of 0 that was measured: 8 / 6 = 1.33 → ⌈0.8⌉ = 1; up: 80 / 6 → ⌈8⌉.
        #expect(try recommend(.utilization, [old, slow], demand: 80).replicas == 8)
        #expect(try recommend(.utilization, [old, slow], demand: 56) == ScalingDecision(6, .tolerance))
    }

    @Test func reachesTheTargetUnderConstantDemand() throws {
        for metric in HPAPolicy.Metric.allCases {
            let simulation = try Simulation(
                trace([Float](repeating: 100, count: 240)), on: Deployment(capacityPerReplica: 10, initialReplicas: 2))
            let timeline = try #require(try simulation.run(HPAPolicy(metric: metric)).timeline)
            // ⌈100 / 7⌉ = 15; the dead band ends the growth from 14 on.
            #expect((14...15).contains(timeline.ready.last ?? 0), "\(metric)")
            #expect(timeline.wanted.last == timeline.ready.last)
        }
    }

    @Test func wrongSettingsAreRefused() throws {
        let run = PolicyRun(deployment: Deployment(capacityPerReplica: 1), step: 1)
        var behavior = HPABehavior.standard
        behavior.scaleUp.rates = [.pods(0, per: .seconds(15))]
        let wrong = [
            HPAPolicy(targetUtilization: 0), HPAPolicy(targetUtilization: .nan), HPAPolicy(tolerance: -1), HPAPolicy(behavior: behavior),
            HPAPolicy(behavior: HPABehavior(scaleDown: .init(stabilizationWindow: .seconds(3601), rates: []))),
            HPAPolicy(behavior: HPABehavior(scaleDown: .init(stabilizationWindow: .zero, rates: [.percent(10, per: .zero)]))),
        ]
        for policy in wrong { #expect(throws: SimulationError.self) { _ = try policy.start(run) } }
    }
}
