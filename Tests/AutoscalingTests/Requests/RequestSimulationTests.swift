import Autoscaling
import Testing
import Traces

@Suite struct RequestSimulationTests {
    /// Counts per minute.
    private func counts(_ values: [Float], id: String = "f") throws -> DemandTrace {
        let series = Series(id: id, axis: .clock(startSeconds: 1_700_000_000, stepSeconds: 60), values: values)
        return try DemandTrace(series, quantity: .count())
    }

    private func simulation(
        _ values: [Float], time: TimeDistribution = .constant(0.1), minimum: Int = 1, initial: Int? = 1, startUp: Duration = .seconds(30),
        places: Int? = nil, service: ((inout RequestService) -> Void)? = nil, seed: UInt64 = 1, id: String = "f"
    ) throws -> RequestSimulation {
        var requests = RequestService(time: time)
        service?(&requests)
        return try RequestSimulation(
            try counts(values, id: id), service: requests,
            on: Deployment(
                capacityPerReplica: 1, targetUtilization: 0.7, startUpDelay: startUp, minimumReplicas: minimum, maximumReplicas: 50,
                initialReplicas: initial),
            nodePlaces: places, seed: seed, keepsRecords: true)
    }

    @Test func everyMinuteGetsItsRequests() throws {
        var random = TestRandom(3)
        let values = (0..<200).map { Float($0 % 17 == 0 ? 0 : random.below(400)) }
        let result = try simulation(values).run(StaticPolicy(replicas: 20))
        var counted = [Float](repeating: 0, count: values.count)
        for record in try #require(result.records) {
            counted[Int((record.arrival - 1_700_000_000 * 1_000_000_000) / 60_000_000_000)] += 1
        }
        #expect(Bool(counted == values))
        #expect(result.timeline?.requests?.arrived.map { Float($0) }.reduce(0, +) == values.reduce(0, +))
    }

    /// Arrivals that know their number are uniform in their minute.
    @Test func requestsAreUniformInTheirMinute() throws {
        let result = try simulation([Float](repeating: 600, count: 200)).run(StaticPolicy(replicas: 50))
        var tenths = [Int](repeating: 0, count: 10)
        for record in try #require(result.records) {
            tenths[Int((record.arrival - 1_700_000_000 * 1_000_000_000) % 60_000_000_000 / 6_000_000_000)] += 1
        }
        // 12,000 each; five standard deviations of a binomial number are 520.
        #expect(tenths.allSatisfy { abs($0 - 12_000) < 520 })
    }

    @Test func policiesMeetTheSameRequests() throws {
        let values = TestRandom(5).demandCounts(60)
        let simulation = try simulation(values, time: .logNormal(mean: 0.1, variation: 1))
        let runs = try [
            simulation.run(StaticPolicy(replicas: 3)), simulation.run(StaticPolicy(replicas: 40)),
            simulation.run(HPAPolicy()),
        ].map { try #require($0.records).sorted { ($0.arrival, $0.end - $0.start) < ($1.arrival, $1.end - $1.start) } }
        for run in runs.dropFirst() {
            #expect(Bool(run.map(\.arrival) == runs[0].map(\.arrival)))
            #expect(Bool(run.map { $0.end - $0.start } == runs[0].map { $0.end - $0.start }))
        }
    }

    /// Another series, another seed: other requests. The same: the same bits.
    @Test func randomnessBelongsToSeedAndSeries() throws {
        let values = [Float](repeating: 100, count: 10)
        func arrivals(seed: UInt64, id: String) throws -> [Int64] {
            try #require(try simulation(values, seed: seed, id: id).run(StaticPolicy(replicas: 50)).records).map(\.arrival)
        }
        let base = try arrivals(seed: 1, id: "f")
        #expect(Bool(try arrivals(seed: 1, id: "f") == base))
        #expect(Bool(try arrivals(seed: 2, id: "f") != base))
        #expect(Bool(try arrivals(seed: 1, id: "g") != base))
    }

    @Test(arguments: 0..<10)
    func moreReplicasNeverHurt(seed: UInt64) throws {
        let values = TestRandom(seed).demandCounts(90)
        let simulation = try simulation(values, time: .exponential(mean: 0.3), initial: nil, seed: seed)
        // First come, first served by any free pod: with more pods every request begins no later.
        var before: [Int64]?
        for replicas in [2, 3, 5, 9, 17] {
            let records = try #require(try simulation.run(StaticPolicy(replicas: replicas)).records)
            let starts = records.sorted { ($0.arrival, $0.start) < ($1.arrival, $1.start) }.map(\.start)
            if let before, before.count == starts.count { #expect(zip(starts, before).allSatisfy { $0 <= $1 }) }
            before = starts
        }
    }

    @Test(arguments: 0..<8)
    func booksBalance(seed: UInt64) throws {
        let random = TestRandom(seed)
        let values = random.demandCounts(120)
        let simulation = try simulation(
            values, time: .exponential(mean: 0.5), minimum: 0, initial: 0, places: 12,
            service: {
                $0.timeout = seed % 2 == 0 ? .seconds(3) : nil
                $0.lineLimit = seed % 3 == 0 ? 20 : nil
                $0.retries = Int(seed % 4)
                $0.concurrency = 1 + Int(seed % 3)
            }, seed: seed)
        let result = try simulation.run(HPAPolicy(behavior: .standard))
        let totals = try #require(result.requests)
        let timeline = try #require(result.timeline)
        #expect(totals.arrived == Int(values.reduce(0, +)))
        #expect(totals.arrived == totals.served + totals.dropped + totals.timedOut + totals.unfinished)
        #expect(totals.responses.count == UInt64(totals.served) && totals.waits.count == UInt64(totals.served))
        let records = try #require(result.records)
        #expect(records.count == totals.arrived - totals.unfinished)
        #expect(totals.late == records.count { $0.outcome.isServed && $0.end - $0.arrival > 500_000_000 })
        #expect(totals.coldStarts == records.count { $0.outcome == .coldStart })
        let response = records.filter(\.outcome.isServed).reduce(0.0) { $0 + Double($1.end - $1.arrival) / 1e9 }
        #expect(abs(totals.responseSeconds - response) < 1e-6 * response)
        // What was in service at any time fits into the replicas of the nodes.
        #expect(timeline.ready.allSatisfy { $0 <= 12 })
        let arrived = timeline.requests!.arrived.reduce(0) { $0 + Int($1) }
        #expect(arrived <= totals.arrived + totals.retries && arrived >= totals.arrived)
    }

    /// One pod starts when the first request comes, and the line waits for it.
    @Test func firstRequestWakesTheDeployment() throws {
        let result = try simulation([0, 0, 1, 1], minimum: 0, initial: 0).run(StaticPolicy(replicas: 0))
        let records = try #require(result.records)
        #expect(records.map(\.outcome) == [.coldStart, .coldStart])
        #expect(records.map { $0.start - $0.arrival } == [30_000_000_000, 30_000_000_000])
        #expect(result.requests?.coldStartSeconds == 60)
        // A policy that wants none ends the pod at its next decision after it has served.
        #expect(result.totals.scaleOuts == 2)
    }

    /// A pod asked for at the first decision is ready 30 s later and takes the line at that instant.
    @Test func podsServeFromTheInstantOfTheirReadiness() throws {
        let simulation = try simulation([600, 600], time: .constant(10))
        let result = try simulation.run(StaticPolicy(replicas: 3))
        let start: Int64 = 1_700_000_000 * 1_000_000_000
        let begins = Set(try #require(result.records).map { $0.start - start })
        #expect(begins.contains(30_000_000_000))
        // Whoever came before 30 s and was served by one of the two new pods waited for it.
        let records = try #require(result.records)
        #expect(records.allSatisfy { $0.outcome != .coldStart || $0.arrival - start < 30_000_000_000 })
        #expect(records.count { $0.outcome == .coldStart && $0.start - start == 30_000_000_000 } == 2)
    }

    /// Removed pods finish what they serve; the places on the nodes are theirs until then.
    @Test func removedPodsDrain() throws {
        struct Falling: ScalingPolicy {
            var name: String { "falling" }
            var summary: String { "" }
            func start(_ run: PolicyRun) {}
            func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision {
                ScalingDecision(observation.subStep == 1 ? 1 : 4, .constant)
            }
        }
        let simulation = try simulation([40, 40], time: .constant(40), initial: 4, startUp: .seconds(1), places: 4)
        let result = try simulation.run(Falling())
        let totals = try #require(result.requests)
        #expect(totals.arrived == totals.served + totals.unfinished)
        let timeline = try #require(result.timeline)
        // Four are asked for again at 30 s, but the three that drain hold the places until their services of 40 s have ended.
        #expect(timeline.ready[0] == 4 && timeline.ready[1] == 1 && timeline.ready[2] == 1)
        #expect(timeline.wanted[2] == 4 && timeline.ready[5] == 4)
    }

    @Test func tooSmallAFleetOnRisingDemandViolates() throws {
        let rising = (0..<60).map { Float(60 + 60 * $0) }
        let result = try simulation(rising).run(StaticPolicy(replicas: 1))
        #expect(try #require(result.requests).violationShare > 0.5)
        #expect(try #require(result.requests).unfinished > 0)
    }

    @Test func timeInLineIsLimited() throws {
        let rising = (0..<30).map { Float(60 + 60 * $0) }
        let result = try simulation(rising, service: { $0.timeout = .seconds(2) }).run(StaticPolicy(replicas: 1))
        let totals = try #require(result.requests)
        #expect(totals.timedOut > 0 && totals.unfinished == 0 && totals.longestWaitSeconds <= 2)
        let dropping = try simulation(rising, service: { $0.lineLimit = 5 }).run(StaticPolicy(replicas: 1))
        let dropped = try #require(dropping.requests)
        #expect(dropped.dropped > 0 && dropped.longestWaitSeconds <= 0.6 + 1e-9)
    }

    /// ⌈λE[S]/target⌉ is where the HPA settles when the metric has no noise to speak of.
    @Test(arguments: [(3000, 0.7), (9000, 0.5), (6000, 0.8)])
    func hpaSettlesAtOfferedLoadOverTarget(perMinute: Int, target: Double) throws {
        let simulation = try simulation([Float](repeating: Float(perMinute), count: 60), time: .constant(0.1), initial: 1)
        let policy = HPAPolicy(metric: .averageValue, targetUtilization: target, tolerance: 0)
        let result = try simulation.run(policy)
        let wanted = try #require(result.timeline).wanted.suffix(100)
        let exact = Double(perMinute) / 60 * 0.1 / target
        // The highest of twenty noisy recommendations counts: five standard deviations of the count of 15 s above.
        let noise = 1 + 5 / (Double(perMinute) / 4).squareRoot()
        #expect(wanted.allSatisfy { Double($0) >= exact && Double($0) <= (exact * noise).rounded(.up) })
    }

    @Test func aLevelIsRefused() throws {
        let series = Series(id: "cpu", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [1, 2])
        let trace = try DemandTrace(series, quantity: .gauge())
        #expect(throws: SimulationError.notRequests(series: "cpu")) {
            try RequestSimulation(trace, service: RequestService(), on: Deployment(capacityPerReplica: 1))
        }
    }
}

extension RequestRecord.Outcome {
    fileprivate var isServed: Bool { self == .served || self == .coldStart }
}

extension TestRandom {
    fileprivate func demandCounts(_ count: Int) -> [Float] {
        var copy = self
        return copy.demand(count, level: 300).map { $0.rounded() }
    }
}
