import Autoscaling
import Forecasting
import Testing
import Traces

/// What must hold for every policy, whatever the demand.
@Suite struct PolicyPropertyTests {
    private static let behaviors: [HPABehavior] = [
        .standard,
        HPABehavior(
            scaleUp: .init(
                stabilizationWindow: .seconds(30), rates: [.pods(2, per: .seconds(45)), .percent(50, per: .seconds(30))], select: .min),
            scaleDown: .init(stabilizationWindow: .zero, rates: [.percent(20, per: .seconds(60))])),
    ]

    /// Every policy but the oracle, with what it needs for a series.
    private func contenders(_ series: Series) throws -> [Contender] {
        let horizon = 30
        var out = [
            Contender(StaticPolicy(replicas: 7)),
            Contender(
                QuantilePolicy(), name: "model", forecasts: try ModelForecastSource(LastValueModel(), series: series, horizon: horizon)),
            Contender(
                QuantilePolicy(level: 0.5, hold: .zero, scaleInHold: .seconds(300)), name: "model-median",
                forecasts: try ModelForecastSource(LastValueModel(minimum: 40), series: series, horizon: horizon, batch: 3)),
            Contender(QuantilePolicy(), name: "nothing", forecasts: StubSource(maximumWindow: nil) { _, _ in nil }),
        ]
        for (index, behavior) in Self.behaviors.enumerated() {
            for metric in HPAPolicy.Metric.allCases {
                out.append(Contender(HPAPolicy(metric: metric, behavior: behavior), name: "hpa-\(metric)-\(index)"))
            }
        }
        return out
    }

    private func deployment(_ random: inout TestRandom) -> Deployment {
        let minimum = random.below(3)
        return Deployment(
            capacityPerReplica: 2 + Double(random.below(6)), startUpDelay: .seconds(Int64(random.below(120))),
            metricDelay: .seconds(Int64(random.below(40))), minimumReplicas: minimum, maximumReplicas: minimum + 1 + random.below(60))
    }

    private func demand(_ random: inout TestRandom, count: Int) -> [Float] {
        var values = random.demand(count)
        for _ in 0..<random.below(4) { values[1 + random.below(count - 1)] = .nan }
        return values
    }

    @Test(arguments: 0..<12)
    func limitsAreRespectedAndBooksBalance(seed: Int) throws {
        var random = TestRandom(UInt64(seed))
        let values = demand(&random, count: 160)
        let step: Int64 = [15, 60, 20][seed % 3]
        let deployment = deployment(&random)
        let simulation = try Simulation(trace(values, stepSeconds: step), on: deployment)
        let report = try SimulationReport(simulation, contenders: contenders(rates(values, stepSeconds: step)))
        for result in report.results {
            let timeline = try #require(result.timeline)
            #expect(timeline.wanted.allSatisfy { $0 == deployment.clamped(Int($0)) }, "\(result.policy)")
            #expect(zip(timeline.ready, timeline.pending).map(+) == timeline.wanted, "\(result.policy)")
            let totals = result.totals
            let balance = totals.neededReplicaSeconds + totals.overReplicaSeconds - totals.underReplicaSeconds
            #expect(balance == totals.readyReplicaSeconds, "\(result.policy)")
            let violated = timeline.demand.indices.filter { timeline.isViolated($0) }.count
            #expect(totals.violatedSeconds == Double(violated) * 15, "\(result.policy)")
            #expect(totals.violatedSeconds >= (report.results.last?.totals.violatedSeconds ?? 0), "\(result.policy)")
            #expect(totals.flips <= totals.scalingEvents && totals.utilization <= 1)
        }
    }

    @Test(arguments: 0..<6)
    func sameInputSameResult(seed: Int) throws {
        var random = TestRandom(UInt64(seed) &+ 1000)
        let values = demand(&random, count: 120)
        let simulation = try Simulation(trace(values, stepSeconds: 60), on: deployment(&random))
        let first = try SimulationReport(simulation, contenders: contenders(rates(values, stepSeconds: 60)))
        let second = try SimulationReport(simulation, contenders: contenders(rates(values, stepSeconds: 60)))
        #expect(try first.json(timelines: true) == second.json(timelines: true))
    }

    @Test(arguments: 0..<12)
    func theFutureChangesNothing(seed: Int) throws {
        var random = TestRandom(UInt64(seed) &+ 2000)
        let step: Int64 = [15, 60, 20][seed % 3]
        let values = demand(&random, count: 160)
        let deployment = deployment(&random)
        let change = 20 + random.below(120)
        var changed = values
        for i in change..<changed.count { changed[i] = Float(random.below(200)) }
        let before = try Simulation(trace(values, stepSeconds: step), on: deployment)
        let after = try Simulation(trace(changed, stepSeconds: step), on: deployment)
        // Sub-steps that begin while the changed part has not begun: their decisions cannot differ.
        let same = Int((Int64(change) * step + 14) / 15)
        for (one, other) in zip(try contenders(rates(values, stepSeconds: step)), try contenders(rates(changed, stepSeconds: step))) {
            let first = try #require(try before.run(one.policy, forecasts: one.forecasts).timeline)
            let second = try #require(try after.run(other.policy, forecasts: other.forecasts).timeline)
            #expect(first.wanted.prefix(same) == second.wanted.prefix(same), "\(one.name)")
            #expect(first.reasons.prefix(same) == second.reasons.prefix(same), "\(one.name)")
        }
    }
}
