import Autoscaling
import Tensors
import Testing
import Workloads

@Suite struct CompatibleSimulationTests {
    private func hour(_ rate: Double, seed: UInt64 = 1) -> CompatibleSimulation {
        CompatibleSimulation(requestsPerMinute: [Double](repeating: rate, count: 60), seed: seed)
    }

    /// Mean over some seeds of a number of an hour at one pod.
    private func mean(_ rate: Double, _ number: (CompatibleTotals) -> Double) -> Double {
        let seeds = UInt64(1)...40
        return seeds.reduce(0) { $0 + number(hour(rate, seed: $1).run(CompatibleFixedPolicy(1))) } / Double(seeds.count)
    }

    @Test func podsDoNotServe() {
        // W1: one, five and fifty pods give the same latencies bit for bit.
        for rate in [300.0, 540, 900] {
            var one = hour(rate).run(CompatibleFixedPolicy(1))
            for pods in [5, 50] {
                var simulation = hour(rate)
                simulation.initialPods = pods
                let more = simulation.run(CompatibleFixedPolicy(pods))
                #expect(abs(more.podMinutes - 60 * Double(pods)) < 1e-8)
                one.podMinutes = more.podMinutes
                #expect(more == one, "\(pods) pods at \(rate) a minute")
            }
        }
    }

    @Test func latenciesAreThoseOfOneServer() {
        // M/M/1 with μ = 10/s at λ = 5/s: mean 1 / (μ − λ) = 0.2 s, P(T > 0.5) = e^(−2.5) = 8.2 %; at 9/s e^(−0.5) = 60.7 %. Measured of the
        // original, one run each: 0.197 s, 7.83 %; 60.7 %.
        #expect(abs(mean(300) { $0.meanResponse } - 0.2) < 0.003)
        #expect(abs(mean(300) { $0.violationRate } - 0.0821) < 0.002)
        #expect(abs(mean(540) { $0.violationRate } - 0.607) < 0.03)
        // Overload: ten a second are served, 36,000 an hour (36,171 of 53,832 in the original's run).
        let overload = hour(900).run(CompatibleFixedPolicy(1))
        #expect(abs(overload.completed - 36_000) < 600)
        #expect(abs(overload.requests - 54_000) < 800)
        // W7: what waits at the end is no violation.
        #expect(overload.late + overload.failed <= overload.completed)
    }

    @Test func policiesChangeNoLatency() {
        // W2.
        for archetype in Archetype.allCases {
            let simulation = CompatibleSimulation(requestsPerMinute: CompatibleWorkload.hour(archetype))
            let feed = CompatibleClassFeed(CompatibleClass(archetype), minutes: 60)
            let runs = [
                simulation.run(CompatibleHPAPolicy()), simulation.run(CompatiblePredictivePolicy()),
                simulation.run(CompatibleAAPAPolicy(), classes: feed),
            ]
            #expect(Set(runs.map { $0.meanResponse.bitPattern }).count == 1)
            #expect(Set(runs.map { $0.response99.bitPattern }).count == 1)
            #expect(Set(runs.map(\.late)).count == 1)
            #expect(runs.allSatisfy { $0.coldStarts == 1 && $0.failed == 0 })
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func podMinutesAreThePublishedOnes(seed: UInt64) {
        // HPA / AAPA spike, periodic, ramp, stationary: published 60 / 462 / 119 / 123 / 118; the published code, run on four synthetic hours:
        // 60 / 496 / 119 / 119 / 120.
        func podMinutes(_ archetype: Archetype) -> (hpa: Double, aapa: Double) {
            let simulation = CompatibleSimulation(requestsPerMinute: CompatibleWorkload.hour(archetype, seed: seed), seed: seed)
            let feed = CompatibleClassFeed(CompatibleClass(archetype), minutes: 60)
            return (simulation.run(CompatibleHPAPolicy()).podMinutes, simulation.run(CompatibleAAPAPolicy(), classes: feed).podMinutes)
        }
        for archetype in Archetype.allCases {
            let (hpa, aapa) = podMinutes(archetype)
            #expect(abs(hpa - 60) < 1e-9)
            #expect((archetype == .spike ? 455.0...500 : 118.9...120).contains(aapa), "\(archetype): \(aapa)")
        }
    }

    @Test func timeStretches() {
        // W6: an hour of 2 a minute takes 60 (1 + ½) minutes, so that half an hour of 600 a minute after it begins at minute 90 and is never seen.
        let rates = [Double](repeating: 2, count: 60) + [Double](repeating: 600, count: 30)
        let late = (1...10 as ClosedRange<UInt64>).map {
            CompatibleSimulation(requestsPerMinute: rates, seed: $0).run(CompatibleFixedPolicy(1)).requests
        }
        #expect(late.filter { $0 < 300 }.count >= 3)
        #expect(late.reduce(0, +) / late.count < 3_000)
        // Of an hour of 2,241 requests the original delivered 1,772.
        let hour = CompatibleWorkload.hour(.spike)
        #expect(hour.reduce(0, +) == 2_241)
        let delivered = (1...40 as ClosedRange<UInt64>).map {
            CompatibleSimulation(requestsPerMinute: hour, seed: $0).run(CompatibleHPAPolicy()).requests
        }
        #expect((1_700...1_800).contains(delivered.reduce(0, +) / 40))
        #expect(delivered.min()! < 1_772 && delivered.max()! > 1_772)
    }

    @Test func minutesWithoutRequestsLastAMinute() {
        let rates = [Double](repeating: 0, count: 10) + [600.0]
        let totals = CompatibleSimulation(requestsPerMinute: rates).run(CompatibleHPAPolicy())
        #expect(abs(totals.requests - 600) < 100)
        #expect(totals.coldStarts == 0)
        let none = CompatibleSimulation(requestsPerMinute: [0, 0]).run(CompatibleHPAPolicy())
        #expect(none.requests == 0 && none.violationRate == 0 && none.meanResponse.isNaN)
    }

    @Test func requestsFailWithoutAPod() {
        var simulation = hour(60)
        simulation.initialPods = 0
        let totals = simulation.run(CompatibleFixedPolicy(0))
        #expect(totals.failed == totals.requests && totals.violationRate == 1 && totals.podMinutes == 0)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func equalsTheSimulatorWithEveryPod(seed: UInt64) {
        // Rates with pauses, overload and bursts, so that fleets grow, shrink, and queue.
        var random = RandomStream(seed: seed, purpose: "oracle rates")
        let rates = (0..<20).map { _ in [0.0, 3, 40, 200, 700][random.int(below: 5)] }
        let simulation = CompatibleSimulation(requestsPerMinute: rates, initialPods: Int(seed % 3), seed: seed)
        let feed = CompatibleClassFeed((0..<20).map { CompatibleClass(Archetype.allCases[$0 / 5], confidence: 0.5) }, limit: 12)
        func compare(_ policy: some CompatiblePolicy) {
            let told = PublishedSimulatorOracle(simulation, policy, classes: feed)
            var ours = simulation.run(policy, classes: feed)
            if !told.responses.isEmpty {
                let sorted = told.responses.sorted()
                let rank = 0.99 * Double(sorted.count - 1)
                let (low, part) = (Int(rank), rank - rank.rounded(.down))
                let high = sorted[min(low + 1, sorted.count - 1)]
                #expect(ours.response99 == sorted[low] + (high - sorted[low]) * part)
                #expect(ours.meanResponse == told.responses.reduce(0, +) / Double(told.responses.count))
            }
            (ours.meanResponse, ours.response99) = (told.totals.meanResponse, told.totals.response99)
            #expect(ours.meanResponse.isNaN && ours.response99.isNaN)
            (ours.meanResponse, ours.response99) = (0, 0)
            var expected = told.totals
            (expected.meanResponse, expected.response99) = (0, 0)
            #expect(ours == expected, "\(policy.name)")
        }
        compare(CompatibleHPAPolicy())
        compare(CompatiblePredictivePolicy())
        compare(CompatibleAAPAPolicy())
        compare(BlinkingPolicy())
    }
}

/// Takes all pods away now and then.
private struct BlinkingPolicy: CompatiblePolicy {
    var name: String { "blinking" }
    func start() {}
    func pods(_ observation: CompatibleObservation, state: inout Void) -> Int { [0, 3, 1, 7, 0, 0, 2][Int(observation.time / 5) % 7] }
}
