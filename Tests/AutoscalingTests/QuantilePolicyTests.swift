import Autoscaling
import Forecasting
import Synchronization
import Testing
import Traces

@Suite struct QuantilePolicyTests {
    private let eager = QuantilePolicy(level: 0.9, hold: .zero, scaleInHold: .zero)

    @Test(arguments: [0, 15, 30, 45] as [Int64])
    func perfectForecastWithoutDelayIsTheOracle(startUp: Int64) throws {
        var random = TestRandom(UInt64(startUp) &+ 5)
        let values = random.demand(300)
        let deployment = Deployment(capacityPerReplica: 4, startUpDelay: .seconds(startUp), metricDelay: .zero, initialReplicas: 400)
        let simulation = try Simulation(trace(values), on: deployment)
        let ours = try #require(try simulation.run(eager, forecasts: PerfectSource(values: values)).timeline)
        let oracle = try #require(try simulation.runOracle().timeline)
        // Demand measured in the sub-step before is a floor, which the oracle does not have.
        let floors = [0] + ours.need.dropLast()
        #expect(ours.wanted == zip(oracle.wanted, floors).map(max))
    }

    @Test(arguments: [15, 60, 57] as [Int64], [0, 15, 50] as [Int64])
    func perfectForecastNeverViolates(step: Int64, delay: Int64) throws {
        // Also when steps are longer than the sync, no multiple of it, and values arrive late: the partial step counts as unknown.
        var random = TestRandom(UInt64(step * 100 + delay))
        let values = random.demand(200)
        let deployment = Deployment(
            capacityPerReplica: 4, startUpDelay: .seconds(40), metricDelay: .seconds(delay), maximumReplicas: 10_000, initialReplicas: 1000)
        let simulation = try Simulation(trace(values, stepSeconds: step), on: deployment)
        let result = try simulation.run(eager, forecasts: PerfectSource(values: values))
        #expect(result.totals.violatedSeconds == 0)
        #expect(result.totals.replicaSeconds >= (try simulation.runOracle().totals.replicaSeconds))
    }

    @Test func windowNamedBeforehandIsTheLongestThatIsAskedFor() throws {
        for (step, delay) in [(15, 0), (15, 15), (60, 0), (60, 15), (57, 10), (5, 0), (300, 40)] as [(Int64, Int64)] {
            let deployment = Deployment(capacityPerReplica: 1, startUpDelay: .seconds(40), metricDelay: .seconds(delay))
            let policy = QuantilePolicy(hold: .seconds(30))
            let promised = policy.window(on: deployment, step: step * 1_000_000_000)
            let recorder = WindowRecorder()
            let source = StubSource(maximumWindow: promised) { known, window in
                recorder.record(window)
                return CeilingForecast(value: 1, known: known)
            }
            let values = [Float](repeating: 1, count: Int(6000 / step))
            _ = try Simulation(trace(values, stepSeconds: step), on: deployment).run(policy, forecasts: source)
            #expect(recorder.longest == promised, "step \(step) s, delay \(delay) s")
        }
    }

    @Test func countsOfAStepBecomeDemandPerSecond() throws {
        let series = Series(id: "c", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [Float](repeating: 60, count: 10))
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 600, known: known) }
        let simulation = try Simulation(DemandTrace(series, quantity: .count()), on: Deployment(capacityPerReplica: 2))
        let timeline = try #require(try simulation.run(QuantilePolicy(), forecasts: source).timeline)
        #expect(timeline.wanted.allSatisfy { $0 == 5 })
        #expect(timeline.plannedDemand.allSatisfy { $0 == 10 })
        #expect(timeline.reasons.allSatisfy { $0 == .forecast })
    }

    @Test func presentDemandIsTheFloor() throws {
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 10, known: known) }
        let simulation = try Simulation(
            trace([Float](repeating: 35, count: 20)), on: Deployment(capacityPerReplica: 10, metricDelay: .zero, initialReplicas: 1))
        let timeline = try #require(try simulation.run(eager, forecasts: source).timeline)
        #expect(timeline.wanted == [1] + [Int32](repeating: 4, count: 19))
        #expect(timeline.reasons[1] == .demandAboveForecast)
    }

    @Test func withoutAForecastTheMeasuredDemandDecides() throws {
        let source = StubSource(maximumWindow: nil) { _, _ in nil }
        let simulation = try Simulation(
            trace([Float](repeating: 35, count: 20)), on: Deployment(capacityPerReplica: 10, metricDelay: .zero, initialReplicas: 3))
        let timeline = try #require(try simulation.run(eager, forecasts: source).timeline)
        // ⌈35 / 7⌉ = 5 at the margin of a reactive rule; before the first measurement nothing changes.
        #expect(timeline.wanted == [3] + [Int32](repeating: 5, count: 19))
        #expect(timeline.reasons == [.noMeasurement] + [DecisionReason](repeating: .forecastMissing, count: 19))
    }

    @Test func staleForecastIsNotFollowed() throws {
        // Made at the value 10 and never again; it counts for five steps.
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 100, known: min(known, 10)) }
        let simulation = try Simulation(
            trace([Float](repeating: 35, count: 30)), on: Deployment(capacityPerReplica: 10, metricDelay: .zero, initialReplicas: 4))
        let timeline = try #require(try simulation.run(eager, forecasts: source).timeline)
        #expect(timeline.reasons[15] == .forecast)
        #expect(timeline.wanted[15] == 10)
        #expect(timeline.reasons[16] == .forecastStale)
        #expect(timeline.wanted[16] == 5)
    }

    @Test func forecastThatIsNoNumberIsMissing() throws {
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: .nan, known: known) }
        let simulation = try Simulation(trace([Float](repeating: 35, count: 4)), on: Deployment(capacityPerReplica: 10))
        let timeline = try #require(try simulation.run(eager, forecasts: source).timeline)
        #expect(timeline.reasons.last == .forecastMissing)
    }

    @Test func forecastFromTheFutureIsRefused() throws {
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 1, known: known + 1) }
        let simulation = try Simulation(trace([1, 2, 3]), on: Deployment(capacityPerReplica: 10, metricDelay: .zero))
        #expect(throws: SimulationError.sawTheFuture(forecaster: "stub", known: 0, claimed: 1)) {
            try simulation.run(eager, forecasts: source)
        }
    }

    @Test func scaleInWaitsForTheHold() throws {
        // The forecast falls from 100 to 20 at the value 8; replicas are kept for four more answers.
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: known < 8 ? 100 : 20, known: known) }
        let policy = QuantilePolicy(hold: .zero, scaleInHold: .seconds(60))
        let simulation = try Simulation(
            trace([Float](repeating: 5, count: 20)), on: Deployment(capacityPerReplica: 10, metricDelay: .zero, initialReplicas: 10))
        let timeline = try #require(try simulation.run(policy, forecasts: source).timeline)
        #expect(timeline.wanted == [Int32](repeating: 10, count: 11) + [Int32](repeating: 2, count: 9))
        #expect(timeline.reasons[8] == .scaleInHold)
        #expect(timeline.reasons[11] == .forecast)
    }

    @Test func circumstancesThatDoNotFitAreRefused() throws {
        let simulation = try Simulation(trace([1, 2, 3]), on: Deployment(capacityPerReplica: 1, startUpDelay: .seconds(60)))
        #expect(throws: SimulationError.noForecasts(policy: "quantile")) { try simulation.run(QuantilePolicy()) }
        // 15 s of age, 60 + 15 s of lead, 60 s of hold: 150 s in steps of 15 s.
        let short = StubSource(maximumWindow: 9) { known, _ in CeilingForecast(value: 1, known: known) }
        #expect(throws: SimulationError.windowTooLong(policy: "quantile", steps: 10, forecaster: "stub", maximum: 9)) {
            try simulation.run(QuantilePolicy(), forecasts: short)
        }
        let long = StubSource(maximumWindow: 10) { known, _ in CeilingForecast(value: 1, known: known) }
        #expect(throws: Never.self) { try simulation.run(QuantilePolicy(), forecasts: long) }
        for policy in [
            QuantilePolicy(level: 0), QuantilePolicy(level: 1), QuantilePolicy(lead: .seconds(-1)), QuantilePolicy(hold: .seconds(1e6)),
            QuantilePolicy(maximumStaleness: -1), QuantilePolicy(fallbackUtilization: 0), QuantilePolicy(fallbackUtilization: 1.1),
        ] {
            #expect(throws: SimulationError.self) { try simulation.run(policy, forecasts: long) }
        }
    }
}

/// Remembers the longest window that was asked for.
private final class WindowRecorder: Sendable {
    private let value = Mutex(0)
    func record(_ window: Int) { value.withLock { $0 = max($0, window) } }
    var longest: Int { value.withLock { $0 } }
}
