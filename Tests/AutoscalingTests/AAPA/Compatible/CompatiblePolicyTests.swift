import Autoscaling
import Tensors
import Testing
import Workloads

@Suite struct CompatiblePolicyTests {
    /// Answers to loads in arrivals per 5 s, the fleet following them.
    private func answers<Policy: CompatiblePolicy>(
        _ policy: Policy, _ arrivals: [Int], pods: Int = 1, handedOver: (Int) -> CompatibleClass? = { _ in nil }
    ) -> [Int] {
        var state = policy.start()
        var pods = pods
        return arrivals.enumerated().map { step, count in
            pods = policy.pods(
                CompatibleObservation(time: 5 * Double(step), recentArrivals: count, pods: pods, handedOver: handedOver(step)),
                state: &state)
            return pods
        }
    }

    private func randomLoads(_ count: Int, seed: UInt64) -> [Int] {
        var random = RandomStream(seed: seed, purpose: "loads")
        var level = 10
        return (0..<count).map { _ in
            if random.int(below: 30) == 0 { level = [0, 3, 10, 40, 90][random.int(below: 5)] }
            return min(100, max(0, level + random.int(below: 9) - 4))
        }
    }

    @Test func hpaNeverGrows() {
        // 0.01 · 20 / 0.7 = 0.29 at the largest load that there is.
        #expect(answers(CompatibleHPAPolicy(), [0, 50, 100, 100]) == [1, 1, 1, 1])
        #expect(answers(CompatibleHPAPolicy(), [100], pods: 0) == [1])
        // From eight pods it falls at once, and would then have to wait 300 s.
        #expect(answers(CompatibleHPAPolicy(), [100, 100], pods: 8) == [1, 1])
        let policy = CompatibleHPAPolicy()
        var state = policy.start()
        #expect(policy.pods(CompatibleObservation(time: 0, recentArrivals: 5, pods: 8), state: &state) == 1)
        #expect(policy.pods(CompatibleObservation(time: 295, recentArrivals: 5, pods: 8), state: &state) == 8)
        #expect(policy.pods(CompatibleObservation(time: 300, recentArrivals: 5, pods: 8), state: &state) == 1)
    }

    @Test func lineIsFollowed() {
        // Loads 0, 4, 8, 12 of 1/s and slope 4/s a sample: with n = 3 the line is 4 (n + 5) = 32/s, 0.32 / 0.07 = 4.57; n = 4: 36/s, 5.14.
        #expect(answers(CompatiblePredictivePolicy(), [0, 20, 40, 60]) == [1, 1, 5, 6])
        // A fall below 0 is 0.
        #expect(answers(CompatiblePredictivePolicy(), [100, 50, 0]) == [1, 1, 1])
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func lineIsThatThroughAllSamples(seed: UInt64) {
        let loads = randomLoads(1_500, seed: seed)
        let ours = answers(CompatiblePredictivePolicy(), loads)
        for n in 3...loads.count {
            let y = loads[..<n].map { Double($0) / 5 }
            let middle = Double(n - 1) / 2
            let mean = y.reduce(0, +) / Double(n)
            var (product, square) = (0.0, 0.0)
            for i in 0..<n {
                product += (Double(i) - middle) * (y[i] - mean)
                square += (Double(i) - middle) * (Double(i) - middle)
            }
            let line = max(0, mean + product / square * (Double(n + 5) - middle))
            #expect(ours[n - 1] == max(1, Int((0.01 * line / (0.1 * 0.7)).rounded(.up))))
        }
    }

    @Test func classesAreFollowed() {
        func first(_ archetype: Archetype, _ confidence: Double, _ arrivals: Int) -> Int {
            answers(CompatibleAAPAPolicy(), [arrivals]) { _ in CompatibleClass(archetype, confidence: confidence) }[0]
        }
        // 6/s: ⌈0.06 / 0.03⌉ = 2 and 3 warm; unsure of a spike ⌈0.06 / 0.024⌉ = 3.
        #expect(first(.spike, 0.8, 30) == 5)
        #expect(first(.spike, 0.79, 30) == 6)
        // 10/s: ⌈0.1 / 0.075⌉, ⌈0.1 / 0.06⌉ and ⌈0.1 / 0.065⌉ are 2, and one is warm. Confidence does not matter.
        for archetype in [Archetype.periodic, .ramp, .stationary] {
            #expect(first(archetype, 0.2, 50) == 3)
            #expect(first(archetype, 1, 0) == 1)
        }
    }

    @Test func spikesAreSeenInNeighbours() {
        // 2/s after 1/s is above 1.5 times the median of both, 1.5/s is not 2.25/s: base max(2 · 1, 5), 3 warm.
        let feed = { (_: Int) in CompatibleClass(.spike) as CompatibleClass? }
        #expect(answers(CompatibleAAPAPolicy(), [5, 10], handedOver: feed) == [4, 4])
        #expect(answers(CompatibleAAPAPolicy(), [5, 20], handedOver: feed) == [4, 8])
        // 17/s: base 6, doubled 12, and 3; then the first reduction comes at once, the next one after ten minutes.
        #expect(answers(CompatibleAAPAPolicy(), [5, 5, 85, 5, 5], handedOver: feed) == [4, 4, 15, 4, 4])
        #expect(answers(CompatibleAAPAPolicy(), [5, 5, 85, 5, 85, 5], handedOver: feed) == [4, 4, 15, 4, 15, 15])
    }

    @Test func rampsAreCarriedForward() {
        // 2, 4, 6, 8, 10/s: slope 2, so 10 + 8 = 18/s at the fifth: ⌈0.18 / 0.06⌉ = 3 and one. Before it: ⌈0.08 / 0.06⌉ = 2 and one.
        #expect(answers(CompatibleAAPAPolicy(), [10, 20, 30, 40, 50]) { _ in CompatibleClass(.ramp) } == [2, 2, 2, 3, 4])
    }

    @Test func peaksOfCyclesAreExpectedEveryHundredSeconds() {
        // 15/s at every tenth sample, else 10/s: ⌈0.15 / 0.075⌉ = 2, ⌊1.2 · 2⌋ = 2; 20/s: 3 → 3; so bases are too small to show it, unless
        // the multiplier is larger.
        var parameters = CompatibleSimulatorParameters.published
        parameters.rows[1].burstMultiplier = 3
        parameters.rows[1].cooldown = 0
        let loads = (0..<100).map { $0 % 10 == 7 ? 80 : 50 }
        let ours = answers(CompatibleAAPAPolicy(parameters: parameters), loads) { _ in CompatibleClass(.periodic) }
        for step in 0..<100 {
            // Samples are counted from 1: 60–64, 80–84 and 100 are the ones.
            let isExpected = step + 1 >= 60 && (step + 1) % 20 < 5
            let base = step % 10 == 7 ? 3 : 2
            #expect(ours[step] == (isExpected ? 3 * base : base) + 1)
        }
    }

    @Test func withoutAClassItIsTheGenericPolicyAndTheLastClassStays() {
        let loads = randomLoads(200, seed: 9)
        #expect(answers(CompatibleAAPAPolicy(), loads) == answers(CompatiblePredictivePolicy(), loads))
        // W12: nothing is handed over from minute 37 on, whatever comes.
        let classes = (0..<60).map { CompatibleClass($0 < 30 ? .stationary : .ramp) } as [CompatibleClass?]
        let feed = CompatibleClassFeed(classes, limit: CompatibleClassFeed.publishedMinutes)
        #expect(feed.handedOver(inMinute: 36)?.archetype == .ramp)
        #expect(feed.handedOver(inMinute: 37) == nil)
        let frozen = answers(CompatibleAAPAPolicy(), loads) { feed.handedOver(inMinute: 20 + $0 / 12) }
        let kept = answers(CompatibleAAPAPolicy(), loads) { CompatibleClass(20 + $0 / 12 < 30 ? .stationary : .ramp) }
        #expect(frozen == kept)
    }

    /// The rules of the simulator module over all loads, nothing kept from step to step.
    private struct NaiveAAPA: CompatiblePolicy {
        struct State: Sendable {
            var loads: [Double] = []
            var spikes = 0
            var last = -Double.infinity
        }
        var name: String { "naive" }
        func start() -> State { State() }

        func median(_ values: ArraySlice<Double>) -> Double {
            let sorted = values.sorted()
            return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        }

        func pods(_ observation: CompatibleObservation, state: inout State) -> Int {
            state.loads.append(observation.load)
            let (h, load, row) = (
                state.loads, observation.load, CompatibleSimulatorParameters.published[observation.handedOver!.archetype]
            )
            let unsure = observation.handedOver!.archetype == .spike && observation.handedOver!.confidence < 0.8
            let target = row.target * (unsure ? 0.8 : 1)
            func base(_ load: Double) -> Int { Int((0.01 * load / (0.1 * target)).rounded(.up)) }
            var wanted = base(load)
            let n = h.count
            switch observation.handedOver!.archetype {
            case .spike:
                var spike = n >= 2 && load > 1.5 * median(h.suffix(10))
                if n >= 5 {
                    spike = spike || (h[n - 1] - h[n - 2]) / (h[n - 2] + 1e-6) > 0.5
                    let five = h.suffix(5).reduce(0, +) / 5
                    spike = spike || (state.spikes >= 2 && five < 0.5 * median(h[...]))
                }
                if spike {
                    state.spikes += 1
                    wanted = max(2 * wanted, 5)
                }
            case .periodic:
                let last = Array(h.suffix(60))
                if n >= 60, n % 20 < 5 {
                    let peaks = (1..<59).filter {
                        last[$0] > 1.5 * median(last[...]) && last[$0] > last[$0 - 1] && last[$0] > last[$0 + 1]
                    }
                    if !peaks.isEmpty { wanted = Int(1.2 * Double(wanted)) }
                }
            case .ramp:
                if n >= 5 {
                    // In tenths of arrivals, so that a slope of exactly 0.1 is not above it.
                    let k = h.suffix(5).map { ($0 * 5).rounded() }
                    let slope = (-2 * k[0] - k[1] + k[3] + 2 * k[4]) / 50
                    if slope > 0.1 { wanted = base(load + 4 * slope) }
                }
            case .stationary: break
            }
            wanted += row.warmPool
            if wanted < observation.pods {
                if observation.time - state.last < row.cooldown { return observation.pods }
                state.last = observation.time
            }
            return max(1, wanted)
        }
    }

    @Test(arguments: Archetype.allCases, [0.5, 0.9])
    func incrementalSumsAndMediansAreThoseOfTheWholeHistory(archetype: Archetype, confidence: Double) {
        let loads = randomLoads(2_000, seed: 3) + [Int](repeating: 0, count: 300) + randomLoads(500, seed: 4)
        let feed = { (_: Int) in CompatibleClass(archetype, confidence: confidence) as CompatibleClass? }
        #expect(answers(CompatibleAAPAPolicy(), loads, handedOver: feed) == answers(NaiveAAPA(), loads, handedOver: feed))
    }
}
