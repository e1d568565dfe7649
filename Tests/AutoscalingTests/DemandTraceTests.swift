import Autoscaling
import Testing
import Traces

@Suite struct DemandTraceTests {
    @Test func countIsSpreadEvenlyOverItsStep() throws {
        let series = Series(id: "c", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [600, 30])
        let trace = try DemandTrace(series, quantity: .count("invocations"))
        #expect(try trace.subSteps(of: .seconds(15)) == [10, 10, 10, 10, 0.5, 0.5, 0.5, 0.5])
    }

    @Test func rateAndGaugeAreTheDemandThemselves() throws {
        let series = Series(id: "c", axis: .clock(startSeconds: 0, stepSeconds: 30), values: [7, 9])
        #expect(try DemandTrace(series, quantity: .rate()).subSteps(of: .seconds(15)) == [7, 7, 9, 9])
        #expect(try DemandTrace(series, quantity: .gauge("%")).subSteps(of: .seconds(30)) == [7, 9])
    }

    @Test func subStepOfSeveralStepsHasTheirMean() throws {
        // 5-second counts in 15-second sub-steps: (10 + 20 + 30) / 15 s.
        let series = Series(id: "c", axis: .clock(startSeconds: 0, stepSeconds: 5), values: [10, 20, 30, 0, 0, 15, 99])
        let demand = try DemandTrace(series, quantity: .count()).subSteps(of: .seconds(15))
        #expect(demand.count == 2)
        #expect(abs(demand[0] - 4) < 1e-12)
        #expect(abs(demand[1] - 1) < 1e-12)
    }

    @Test func stepThatIsNoMultipleOfTheSyncIsWeightedByTime() throws {
        // Steps of 20 s at 3 and 6: sub-steps 0-15 (all 3), 15-30 (5 s of 3, 10 s of 6); 30-40 does not fill one.
        let demand = try trace([3, 6], stepSeconds: 20).subSteps(of: .seconds(15))
        #expect(demand.count == 2)
        #expect(demand[0] == 3)
        #expect(abs(demand[1] - 5) < 1e-12)
    }

    @Test(arguments: [1, 4, 15, 57, 60, 300] as [Int64], [1000, 15_000, 22_500] as [Int64])
    func noDemandIsLost(step: Int64, syncMilliseconds: Int64) throws {
        var random = TestRandom(UInt64(step) &* 31 &+ UInt64(syncMilliseconds))
        let values = (0..<180).map { _ in Float(random.below(1000)) }
        let demand = try trace(values, stepSeconds: step).subSteps(of: .milliseconds(syncMilliseconds))
        let (total, sync) = (Double(180 * step), Double(syncMilliseconds) / 1000)
        #expect(demand.count == Int((total / sync).rounded(.down)))
        let given = values.reduce(0) { $0 + Double($1) } * Double(step)
        let left = total - Double(demand.count) * sync
        // The steps of the tail that does not fill a sub-step, by time.
        var tail = 0.0
        for i in values.indices {
            let (from, to) = (Double(i) * Double(step), Double(i + 1) * Double(step))
            tail += Double(values[i]) * max(0, to - max(from, total - left))
        }
        let got = demand.reduce(0, +) * sync
        #expect(abs(got + tail - given) <= 1e-9 * given)
    }

    @Test func missingStepMakesItsSubStepsUnknown() throws {
        let demand = try trace([1, .nan, 2], stepSeconds: 20).subSteps(of: .seconds(15))
        #expect(demand[0] == 1)
        #expect(demand[1].isNaN && demand[2].isNaN)
        #expect(demand[3] == 2)
    }

    @Test func wrongInputIsASentence() throws {
        let index = Series(id: "i", axis: .index(), values: [1, 2])
        #expect(throws: SimulationError.noClock(series: "i")) { try DemandTrace(index, quantity: .count()) }
        #expect(try DemandTrace(index, quantity: .count(), indexStep: .seconds(60)).subSteps(of: .seconds(60)) == [1.0 / 60, 2.0 / 60])
        #expect(throws: SimulationError.invalidRange(series: "s", from: 1, to: 1, count: 2)) {
            try DemandTrace(rates([1, 2]), quantity: .rate(), range: 1..<1)
        }
        #expect(throws: SimulationError.invalidRange(series: "s", from: 0, to: 3, count: 2)) {
            try DemandTrace(rates([1, 2]), quantity: .rate(), range: 0..<3)
        }
        #expect(throws: SimulationError.negativeDemand(series: "s", time: 1_700_000_015_000_000_000, value: -2)) {
            try DemandTrace(rates([1, -2]), quantity: .rate())
        }
        #expect(throws: SimulationError.tooShort(series: "s", seconds: 15, required: 60)) { try trace([1]).subSteps(of: .seconds(60)) }
        #expect(throws: SimulationError.tooLong(series: "s", limit: 10_000_000)) {
            try trace([1, 2, 3], stepSeconds: 86_400 * 365).subSteps(of: .seconds(1))
        }
        #expect(throws: SimulationError.tooLong(series: "s", limit: 10_000_000)) {
            try trace([1, 2, 3], stepSeconds: 9_000_000_000)
        }
        let late = Series(id: "s", axis: TimeAxis(kind: .clock, start: .max - 5, step: 4), values: [1, 2, 3])
        #expect(throws: SimulationError.tooLong(series: "s", limit: 10_000_000)) { try DemandTrace(late, quantity: .rate()) }
    }

    @Test func everyErrorSaysWhatWasFoundAndWhatToDo() {
        let errors: [SimulationError] = [
            .invalidSetting(name: "sync period", found: "0 s", expected: "more"), .noClock(series: "a"),
            .invalidRange(series: "a", from: 3, to: 2, count: 1), .tooShort(series: "a", seconds: 1, required: 15),
            .tooLong(series: "a", limit: 5), .negativeDemand(series: "a", time: 1, value: -1), .noTrainingDemand(series: "a"),
            .noForecasts(policy: "quantile"), .windowTooLong(policy: "q", steps: 9, forecaster: "lstm", maximum: 5),
            .sawTheFuture(forecaster: "lstm", known: 4, claimed: 5),
        ]
        for error in errors {
            #expect(error.description.count > 30)
            #expect(!error.description.contains("Optional"))
        }
        #expect(SimulationError.windowTooLong(policy: "q", steps: 9, forecaster: "lstm", maximum: 5).description.contains("--horizon 9"))
    }
}

@Suite struct CapacityRuleTests {
    @Test func meanOfThePastDecides() throws {
        let trace = try trace([8, 16, 1000, 1000], from: 2)
        #expect(try CapacityRule.automatic.capacity(for: trace) == 3)
        #expect(try CapacityRule.meanFills(replicas: 2).capacity(for: trace) == 6)
        #expect(try CapacityRule.fixed(7).capacity(for: trace) == 7)
    }

    @Test func countsAreTakenPerSecond() throws {
        let series = Series(id: "c", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [480, 480])
        #expect(try CapacityRule.automatic.capacity(for: DemandTrace(series, quantity: .count())) == 2)
    }

    @Test func withoutDemandBeforeTheSimulatedOneIsTaken() throws {
        #expect(try CapacityRule.automatic.capacity(for: trace([0, 0, 12, .nan, 4], from: 2)) == 2)
        #expect(try CapacityRule.automatic.capacity(for: trace([0, 0])) == 1)
        #expect(throws: SimulationError.self) { try CapacityRule.fixed(.nan).capacity(for: trace([1])) }
        #expect(throws: SimulationError.self) { try CapacityRule.meanFills(replicas: 0).capacity(for: trace([1])) }
    }
}
