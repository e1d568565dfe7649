import Autoscaling
import Testing
import Traces

@Suite struct StreamLatencyTests {
    /// The percentiles of mixtures that were read off the published result files.
    @Test(arguments: [
        (1, [9.8, 10.0, 12.6, 14.0, 19.9, 24.0, 26.7, 33.0, 36.7, 39.7]),
        (2, [9.9, 10.0, 10.0, 10.0, 11.9, 12.5, 13.5, 14.0, 17.9, 20.0]),
    ])
    func mixturesAreAsMeasured(instances: Int, expected: [Double]) throws {
        let table = try LatencyTable(latency: .published, scenario: .compatible, mostStreams: 10)
        for (index, value) in expected.enumerated() {
            let found = table.percentile(streams: index + 1, instances: instances)
            #expect(abs(found - value) < 0.025 * value, "\(index + 1) streams: \(found)")
        }
        #expect((1...10).allSatisfy { table.percentile(streams: $0, instances: 3) <= 13.3 })
    }

    @Test func fiveStreamsAreTheCapacity() throws {
        let capacity = StreamCapacity(try LatencyTable(latency: .published, scenario: StreamScenario(), mostStreams: 40))
        #expect((0...10).map { capacity.needed(for: $0) } == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
        #expect((1...4).allSatisfy { capacity.afterScaleIn(for: $0) == 1 } && capacity.afterScaleIn(for: 5) == 2)
        for streams in 0..<40 {
            #expect(capacity.needed(for: streams) <= capacity.needed(for: streams + 1))
            #expect(capacity.needed(for: streams) <= capacity.afterScaleIn(for: streams))
        }
        #expect(capacity.needed(for: 40) == 8)
        #expect(capacity.plan(for: 6, from: 1) == 2 && capacity.plan(for: 5, from: 2) == 2 && capacity.plan(for: 4, from: 5) == 1)
    }

    /// A quantile of a mixture is where its distribution function, taken apart by bisection, reaches the level.
    @Test func mixturesInvertTheirDistribution() {
        let curves = [StreamLatency.published.curve(load: 4), StreamLatency.published.curve(load: 5)]
        let jump = LatencyCurve(probabilities: [0, 0.2, 0.6, 1], values: [1, 12, 12, 30])
        var mixture = LatencyMixture()
        for (curve, weight) in [(curves[0], 8.0), (curves[1], 5), (jump, 3)] { mixture.add(curve, weight: weight) }
        let levels = [0.001, 0.1, 0.25, 0.4, 0.5, 0.77, 0.9, 0.95, 0.99, 0.9999]
        for (level, found) in zip(levels, mixture.quantiles(levels)) {
            var (low, high) = (0.0, 100.0)
            for _ in 0..<80 {
                let middle = (low + high) / 2
                if mixture.share(above: middle) > 1 - level { low = middle } else { high = middle }
            }
            #expect(abs(found - high) < 1e-9, "\(level): \(found), bisection \(high)")
        }
        #expect(mixture.quantiles([0, 1]) == [1, 44.2])
        #expect(LatencyMixture().quantiles([0.5]) == [0])
    }

    @Test func curvesInterpolateBetweenOrderStatistics() {
        let curve = LatencyCurve(sample: [4, 1, 3, 2, 10])
        #expect([0, 0.25, 0.5, 0.625, 0.875, 1].map(curve.value) == [1, 2, 3, 3.5, 7, 10])
        #expect(curve.share(upTo: 3.5) == 0.625 && curve.share(upTo: 0) == 0 && curve.share(upTo: 10) == 1)
        let still = LatencyCurve(sample: [5])
        #expect(still.share(below: 5) == 0 && still.share(upTo: 5) == 1 && still.value(at: 0.3) == 5)
    }

    @Test func loadsBeyondTheMeasuredOnesGoOnAlongTheLine() {
        let twelve = StreamLatency.published.curve(load: 12)
        #expect(abs(twelve.value(at: 0.95) - (40 + 2 * 3.4)) < 1e-12 && abs(twelve.value(at: 0.25) - 19.2) < 1e-12)
        let halved = StreamLatency.published.scaled(by: 0.5)
        #expect(halved.curve(load: 5).value(at: 0.95) == 9.92 && halved.source == "published × 0.5")
    }

    @Test func measuredLatenciesAreReadAndChecked() throws {
        func read(_ text: String) throws -> StreamLatency { try .samples([.memory(name: "one.txt", bytes: Array(text.utf8))]) }
        #expect(try read("9\n\n 11 \r\n10").curve(load: 1) == LatencyCurve(sample: [9, 10, 11]))
        let expected = "a latency in milliseconds, 0 or more"
        for bad in ["-1", "nan", "fast", "inf"] {
            #expect(
                throws: TraceError.malformedLine(at: TraceLocation(file: "one.txt", line: 2), expected: expected, found: "\"\(bad)\"")
            ) { try read("9\n\(bad)\n") }
        }
        #expect(throws: TraceError.emptyInput(file: "one.txt")) { try read("\n\n") }
    }

    @Test(arguments: [(8, 1), (8, 3), (9, 2), (5, 1), (40, 8)], LatencyWeighting.allCases)
    func framesAgreeWithDistributions(of load: (streams: Int, instances: Int), weighting: LatencyWeighting) throws {
        var scenario = StreamScenario()
        (scenario.mode, scenario.weighting) = (.sampled, weighting)
        let trace = OccupancyTrace(name: "constant", streams: [Int](repeating: load.streams, count: 40))
        let simulation = try StreamSimulation(trace: trace, slots: 0..<40, scenario: scenario)
        let run = try simulation.run(FixedPolicy(instances: load.instances), keepsPercentiles: true)
        let exact = simulation.table.percentiles(streams: load.streams, instances: load.instances)
        let rows = run.percentiles()
        for (column, value) in exact.enumerated().dropLast() {
            let mean = (0..<40).reduce(0.0) { $0 + Double(rows[$1 * 7 + column]) } / 40
            // Forty slots of at least 9,000 frames. p99 lies on a knot behind which latencies are sparse, so errors upwards are the larger
            // ones: with 9,000 frames of five streams, 0.4 · (√(0.0099 / 9000) · (18.6 / 0.01 − 5.76 / 0.04)) = 0.7 ms in the mean.
            #expect(abs(mean - value) < 0.006 * value + (column == 5 ? 0.7 : 0.02), "column \(column): \(mean), exact \(value)")
        }
        #expect((0..<40).allSatisfy { rows[$0 * 7 + 6] <= Float(exact[6]) + 0.01 })
    }

    @Test func exactBoundsAreThoseOfExactPercentiles() throws {
        // More than a twentieth of the frames above a bound is the same as a percentile above it, for every state.
        var scenario = StreamScenario()
        scenario.idleSlotsCount = true
        let streams = Array(0...40)
        for instances in 1...9 {
            let simulation = try StreamSimulation(
                trace: OccupancyTrace(name: "ramp", streams: streams), slots: 0..<streams.count, scenario: scenario)
            let run = try simulation.run(FixedPolicy(instances: instances))
            let percentiles = streams.map { simulation.table.percentile(streams: $0, instances: instances) }
            #expect(run.slotsOverLower == percentiles.count { $0 > 18 } && run.slotsOverThreshold == percentiles.count { $0 > 20 })
            #expect(run.slotsOverUpper == percentiles.count { $0 > 22 })
            #expect(run.isExtrapolated == (40 > 10 * instances))
        }
    }

    @Test(arguments: [
        (ReconnectPenalty.Placement.proportional, 4), (.roundRobin, 4), (.sticky, 4),
    ])
    func movedStreams(placement: ReconnectPenalty.Placement, expected: Int) {
        var penalty = ReconnectPenalty()
        penalty.placement = placement
        #expect(penalty.movedStreams(8, from: 2, to: 4) == expected && penalty.movedStreams(8, from: 4, to: 2) == expected)
        #expect(penalty.movedStreams(8, from: 3, to: 3) == 0 && penalty.movedStreams(0, from: 1, to: 3) == 0)
    }

    @Test func placementsDifferInHowManyMove() {
        func moved(_ placement: ReconnectPenalty.Placement) -> Int {
            var penalty = ReconnectPenalty()
            penalty.placement = placement
            return penalty.movedStreams(10, from: 3, to: 4)
        }
        // 10 · ¼, rounded to even; streams 0, 1, 2 stay of 0 … 9 modulo 3 and 4; the fourth instance gets two of 3, 3, 2, 2.
        #expect(moved(.proportional) == 2 && moved(.roundRobin) == 7 && moved(.sticky) == 2)
    }
}
