import Forecasting
import Testing

/// The matching is exact: no other one-to-one choice of pairs weighs more.
struct SpikeMatchingTests {
    /// Weight of a pair by its definition: slots in common of slots covered, plus the smaller amplitude by the larger.
    static func weight(_ a: SpikeEvent, _ b: SpikeEvent) -> Double {
        let (one, other) = (Set(a.onset...a.end), Set(b.onset...b.end))
        return Double(one.intersection(other).count) / Double(one.union(other).count)
            + min(a.amplitude, b.amplitude) / max(a.amplitude, b.amplitude)
    }

    /// Largest total weight by trying everything.
    static func best(_ actual: ArraySlice<SpikeEvent>, _ predicted: [SpikeEvent], _ tolerance: Int, _ used: Set<Int> = []) -> Double {
        guard let event = actual.first else { return 0 }
        var found = best(actual.dropFirst(), predicted, tolerance, used)
        for (i, guess) in predicted.enumerated() where !used.contains(i) && abs(guess.onset - event.onset) <= tolerance {
            found = max(found, weight(event, guess) + best(actual.dropFirst(), predicted, tolerance, used.union([i])))
        }
        return found
    }

    static func events(_ count: Int, _ state: inout UInt64, range: Int) -> [SpikeEvent] {
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        return (0..<count).map { _ in
            let onset = next(range)
            return SpikeTests.event(onset, onset + next(4), Double(1 + next(20)))
        }.sorted { $0.onset < $1.onset }
    }

    @Test(arguments: 1...60) func noOtherChoiceWeighsMore(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        let actual = Self.events(Int(seed % 7), &state, range: 25)
        let predicted = Self.events(Int(seed / 7 % 7), &state, range: 25)
        let tolerance = Int(seed % 12)
        let pairs = SpikeMatching.pairs(actual: actual, predicted: predicted, tolerance: tolerance)
        #expect(Set(pairs.map(\.actual)).count == pairs.count && Set(pairs.map(\.predicted)).count == pairs.count)
        #expect(pairs.allSatisfy { abs(actual[$0.actual].onset - predicted[$0.predicted].onset) <= tolerance })
        let total = pairs.reduce(0) { $0 + Self.weight(actual[$1.actual], predicted[$1.predicted]) }
        #expect(abs(total - Self.best(actual[...], predicted, tolerance)) < 1e-9)
    }

    @Test func thousandsOfEventsTakeNoTime() {
        var state: UInt64 = 3
        let actual = Self.events(3000, &state, range: 10_000)
        let predicted = Self.events(3000, &state, range: 10_000)
        let clock = ContinuousClock()
        var count = 0
        let time = clock.measure { count = SpikeMatching.pairs(actual: actual, predicted: predicted, tolerance: 20).count }
        #expect(count > 2500 && time < .seconds(10))
    }
}
