import Autoscaling
import Synthesis
import Testing
import Traces
import Workloads

@Suite struct AAPAPolicyTests {
    private func run(
        _ policy: AAPAPolicy, _ values: [Float], stepSeconds: Int64 = 60, deployment: Deployment? = nil,
        forecasts: (any ForecastSource)? = nil
    ) throws -> SimulationTimeline {
        let standard = Deployment(capacityPerReplica: 10, startUpDelay: .zero, metricDelay: .zero, initialReplicas: 4)
        let simulation = try Simulation(trace(values, stepSeconds: stepSeconds), on: deployment ?? standard)
        return try #require(try simulation.run(policy, forecasts: forecasts).timeline)
    }

    @Test func everyClassHasItsTargetSizeAndWindow() throws {
        // 60/s at 10 a replica: ⌈6 / 0.3⌉ = 20, ⌈6 / 0.75⌉ = 8, ⌈6 / 0.6⌉ = 10, ⌈6 / 0.55⌉ = 11.
        let level = [Float](repeating: 60, count: 20)
        for (archetype, size) in zip(Archetype.allCases, [20, 8, 10, 11] as [Int32]) {
            #expect(try run(AAPAPolicy(.given(archetype)), level).wanted.last == size)
        }
        // Without demand the smallest size is left, for spikes two; with little, two warm replicas beyond the one that is needed.
        let calm = [Float](repeating: 60, count: 2) + [Float](repeating: 0, count: 40)
        #expect(try Archetype.allCases.map { try run(AAPAPolicy(.given($0)), calm).wanted.last } == [2, 1, 1, 1])
        #expect(try run(AAPAPolicy(.given(.spike)), [Float](repeating: 1, count: 40)).wanted.last == 3)
        // Cooldowns of 20, 3, 7 and 12 minutes are windows: replicas leave that long after the last high recommendation, which the averaging
        // over one and five minutes keeps.
        for (archetype, window) in zip(Archetype.allCases, [20 * 4, 3 * 4, 7 * 4, 12 * 4]) {
            let wanted = try run(AAPAPolicy(.given(archetype)), calm).wanted
            let last = try #require(wanted.lastIndex(of: wanted.max()!))
            // The fall is at sub-step 8 and measured at 9.
            let averaged = archetype == .spike ? 0 : archetype == .stationary ? 1 : 1
            #expect(abs(last - (8 + window - 1 + averaged)) <= 3, "\(archetype): \(last)")
        }
    }

    @Test func deadBandComesLast() throws {
        // Use swings by 8 % around a target of 55 %, inside ±10 %: the size that was found first stays, with and without doubt (W18).
        let values = (0..<60).map { Float(55 + ($0 / 6 % 2 == 0 ? 4 : -4)) }
        for confidence in [1, 0.4] {
            let policy = AAPAPolicy(.given(.stationary, confidence: confidence), hedges: true)
            let deployment = Deployment(
                capacityPerReplica: 10, startUpDelay: .zero, metricDelay: .zero, initialReplicas: confidence == 1 ? 10 : 17)
            let timeline = try run(policy, values, deployment: deployment)
            #expect(Set(timeline.wanted).count == 1, "\(timeline.wanted)")
            #expect(timeline.reasons.dropFirst().allSatisfy { $0 == .tolerance || (confidence < 1 && $0 == .stabilization) })
        }
        // Beyond it the size follows.
        let step = [Float](repeating: 55, count: 10) + [Float](repeating: 75, count: 20)
        #expect(try run(AAPAPolicy(.given(.stationary)), step).wanted.last == 14)
    }

    @Test func doubtAddsOnce() throws {
        // c = 0.5: target 0.55 · 0.9, and ⌈⌈5.5 / 0.495⌉ · 1.25⌉ = ⌈12 · 1.25⌉ = 15; it stays there.
        let level = [Float](repeating: 55, count: 60)
        let doubted = try run(AAPAPolicy(.given(.stationary, confidence: 0.5), hedges: true), level)
        #expect(doubted.wanted.max() == 15 && doubted.wanted.last == 15)
        #expect(try run(AAPAPolicy(.given(.stationary, confidence: 0.5)), level).wanted.last == 10)
    }

    @Test func rampsFollowTheLoad() throws {
        // W19: replicas that rise for another reason are no ramp.
        let level = [Float](repeating: 30, count: 30)
        #expect(try run(AAPAPolicy(.given(.ramp)), level).wanted.allSatisfy { $0 <= 5 })
        // 3/s a minute: what was measured, and the lead of one sync (¼ min) and half a minute of averaging further, is planned for.
        let rising = (0..<60).map { Float(30 + 3 * $0) }
        let timeline = try run(AAPAPolicy(.given(.ramp)), rising)
        let end = try #require(timeline.plannedDemand.last)
        #expect(abs(end - (30 + 3 * 58.25 + 3 * 0.75)) < 3)
        #expect(timeline.reasons.last == .forecast)
        // A fall is not run ahead of.
        let falling = try run(AAPAPolicy(.given(.ramp)), rising.reversed())
        #expect(zip(falling.plannedDemand, falling.demand).dropFirst(8).allSatisfy { $0 >= $1 - 1e-9 })
    }

    @Test func forecastsDecideWhereThereAreAny() throws {
        let source = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 90, known: known) }
        let timeline = try run(AAPAPolicy(.given(.periodic)), [Float](repeating: 20, count: 10), forecasts: source)
        // ⌈90 / 9⌉; the demand is a rate.
        #expect(timeline.wanted.last == 10 && timeline.reasons.last == .forecast)
        let low = StubSource(maximumWindow: nil) { known, _ in CeilingForecast(value: 1, known: known) }
        let floor = try run(AAPAPolicy(.given(.periodic)), [Float](repeating: 20, count: 60), forecasts: low)
        #expect(floor.wanted.last == 2 && floor.reasons.last == .demandAboveForecast)
        let short = StubSource(maximumWindow: 1) { known, _ in CeilingForecast(value: 1, known: known) }
        let slow = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(300))
        #expect(throws: SimulationError.self) {
            try run(AAPAPolicy(.given(.ramp)), [Float](repeating: 20, count: 60), deployment: slow, forecasts: short)
        }
    }

    @Test func scheduleCountsWindowsFromTheirEnd() {
        let values = (0..<300).map { Float($0 % 60) }
        let windows = CompatibleRules().classify(values, CompatibleFeatures())
        let minute: Int64 = 60_000_000_000
        let schedule = ArchetypeSchedule(windows, length: 60, start: 1_000 * minute)
        #expect(schedule.latest(at: .min) == nil && schedule.latest(at: 0) == nil)
        #expect(schedule.latest(at: 1_060 * minute - 1) == nil)
        #expect(schedule.latest(at: 1_060 * minute)?.start == 0)
        #expect(schedule.latest(at: 1_070 * minute - 1)?.start == 0)
        #expect(schedule.latest(at: 1_070 * minute)?.start == 10)
        #expect(schedule.latest(at: .max)?.start == 240)
    }

    @Test func streamAndScheduleSayTheSame() throws {
        let functions = try ArchetypeSetGenerator(functionsPerClass: 3, days: 2, ranges: .training, seed: 4).generate(threads: 2)
        var trainer = ArchetypeTrainer()
        (trainer.rounds, trainer.windowsPerFunction) = (10, 60)
        let classifier = try trainer.fit(
            on: zip(functions.set.series, functions.functions).map {
                LabelledDemand(id: $0.id, values: $0.values, archetype: Archetype(rawValue: $1.behaviour.rawValue)!)
            })
        for series in functions.set.series.prefix(4) {
            let demand = try DemandTrace(series, quantity: .count(), range: 1_440..<1_800)
            let past = series.values.prefix(1_440).map { Double($0) * demand.demandPerValue }
            let deployment = Deployment(capacityPerReplica: 0.2)
            let simulation = try Simulation(demand, on: deployment)
            let schedule = ArchetypeSchedule(
                classifier.classify(series.values), length: 60, start: demand.start - 1_440 * demand.step)
            for hedges in [false, true] {
                let streamed = try simulation.run(AAPAPolicy(.classified(by: classifier), hedges: hedges, history: past)).timeline
                let scheduled = try simulation.run(AAPAPolicy(.schedule(schedule), hedges: hedges, history: past)).timeline
                #expect(streamed?.wanted == scheduled?.wanted, "\(series.id)")
            }
        }
    }

    @Test func settingsOutOfRangeAreRefused() throws {
        var parameters = AAPAParameters.paper
        parameters.rows[2].target = 0
        #expect(
            throws: SimulationError.invalidSetting(
                name: "target of ramp", found: "0.0", expected: "a share of the capacity above 0 and up to 1")
        ) { try run(AAPAPolicy(.given(.ramp), parameters: parameters), [1, 2]) }
        #expect(throws: SimulationError.self) { try run(AAPAPolicy(.given(.ramp), forecastUtilization: 0), [1, 2]) }
        parameters = .paper
        parameters.unknown.deadBand = 1
        #expect(throws: SimulationError.self) { try run(AAPAPolicy(.given(.ramp), parameters: parameters), [1, 2]) }
    }

    @Test(arguments: 0..<6)
    func theFutureChangesNothing(seed: Int) throws {
        var random = TestRandom(UInt64(seed) &+ 77)
        var values = random.demand(200)
        values[random.below(200)] = .nan
        let change = 30 + random.below(150)
        var changed = values
        for index in change..<200 { changed[index] = Float(random.below(300)) }
        let step: Int64 = [60, 15, 20][seed % 3]
        let deployment = Deployment(
            capacityPerReplica: 3, startUpDelay: .seconds(Int64(random.below(100))), metricDelay: .seconds(Int64(random.below(40))))
        let (before, after) = try (
            Simulation(trace(values, stepSeconds: step), on: deployment), Simulation(trace(changed, stepSeconds: step), on: deployment)
        )
        let same = Int((Int64(change) * step + 14) / 15)
        let policies: [any ScalingPolicy] =
            Archetype.allCases.map { AAPAPolicy(.given($0, confidence: 0.7), hedges: seed % 2 == 0) } + [
                GenericPredictivePolicy(), GenericPredictivePolicy(period: 7),
            ]
        for policy in policies {
            let (one, two) = (try #require(try before.run(policy).timeline), try #require(try after.run(policy).timeline))
            #expect(one.wanted.prefix(same) == two.wanted.prefix(same), "\(policy.name)")
            #expect(one.wanted.allSatisfy { (1...1000).contains($0) })
        }
    }
}
