import Testing
import Traces

struct SeasonDetectorTests {
    /// Normal and uniform numbers of a fixed stream.
    struct Noise {
        var state: UInt64
        mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (Double((z ^ (z >> 31)) >> 11) + 0.5) / Double(1 << 53)
        }
        /// Sum of twelve uniform numbers: close enough to normal.
        mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
    }

    static func wave(_ count: Int, season: Int, noise: Double, seed: UInt64, _ change: (Int, Double, inout Noise) -> Double) -> [Float] {
        var generator = Noise(state: seed)
        return (0..<count).map { t in
            let phase = 2 * Double.pi * Double(t % season) / Double(season)
            // A peaked day: the wave and its second harmonic.
            let value = sine(phase) + 0.5 * sine(2 * phase + 1) + noise * generator.normal()
            return Float(change(t, value, &generator))
        }
    }

    /// Sine by its series, so that the test needs no library.
    static func sine(_ x: Double) -> Double {
        let y = x - 2 * Double.pi * (x / (2 * Double.pi)).rounded()
        var (term, sum) = (y, y)
        for k in 1..<14 {
            term *= -y * y / Double(2 * k * (2 * k + 1))
            sum += term
        }
        return sum
    }

    let detector = SeasonDetector()

    @Test(arguments: 1...8) func oneSeasonUnderEverySortOfDirt(seed: UInt64) {
        let cases: [(String, [Float])] = [
            ("noise", Self.wave(336, season: 24, noise: 0.5, seed: seed) { _, y, _ in y }),
            ("trend", Self.wave(336, season: 24, noise: 0.3, seed: seed) { t, y, _ in y + 0.05 * Double(t) }),
            ("growth", Self.wave(336, season: 24, noise: 0.2, seed: seed) { t, y, _ in (y + 3) * (1 + 0.02 * Double(t)) }),
            ("level shift", Self.wave(336, season: 24, noise: 0.3, seed: seed) { t, y, _ in t > 150 ? y + 20 : y }),
            ("spikes", Self.wave(336, season: 24, noise: 0.2, seed: seed) { _, y, g in g.uniform() < 0.02 ? 100 : y }),
            ("20 % missing", Self.wave(336, season: 24, noise: 0.3, seed: seed) { _, y, g in g.uniform() < 0.2 ? .nan : y }),
            ("an outage", Self.wave(336, season: 24, noise: 0.3, seed: seed) { t, y, _ in (100..<140).contains(t) ? .nan : y }),
        ]
        for (name, values) in cases {
            #expect(detector.seasons(of: values).map(\.steps) == [24], "\(name), nothing known")
            #expect(detector.seasons(of: values, spans: [24, 168]).map(\.steps) == [24], "\(name), day and week known")
        }
    }

    @Test(arguments: 1...8) func dayAndWeek(seed: UInt64) {
        var noise = Noise(state: seed)
        // Weekends at 40 %, on top a day with its own level each week.
        let factor = [1.0, 1.1, 1.2, 1.1, 1.0, 0.4, 0.4]
        let values = (0..<24 * 7 * 6).map { t -> Float in
            let day = 3 + 2 * Self.sine(2 * Double.pi * Double(t) / 24)
            return Float(day * factor[t / 24 % 7] + 0.3 * noise.normal())
        }
        let found = detector.seasons(of: values)
        #expect(found.map(\.steps) == [24, 168])
        #expect(found[0].explained > 0.3 && found[1].explained > 0.1 && found.allSatisfy { $0.strength > 0.5 && $0.strength <= 1 })
        #expect(detector.seasons(of: values, spans: [24, 168]).map(\.steps) == [24, 168])
        // Only two weeks of it: the day, and no week.
        #expect(detector.seasons(of: Array(values[..<336]), spans: [24, 168]).map(\.steps) == [24])
    }

    @Test func noiseHasNoSeason() {
        var found = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            var noise = Noise(state: seed &* 77)
            var (walk, slow) = (0.0, 0.0)
            let white = (0..<700).map { _ in Float(noise.normal()) }
            let random = (0..<700).map { _ -> Float in
                walk += noise.normal()
                return Float(walk)
            }
            let correlated = (0..<700).map { _ -> Float in
                slow = 0.9 * slow + noise.normal()
                return Float(slow)
            }
            let sparse = (0..<700).map { _ in Float(noise.uniform() < 0.05 ? 1 : 0) }
            for values in [white, random, correlated, sparse] where !detector.seasons(of: values, spans: [24, 168]).isEmpty { found += 1 }
        }
        // 160 series, each searched at some two hundred lags and two spans: a false alarm in 4 % of them is the most we accept.
        #expect(found <= 6, "\(found) of 160 noises were taken for seasons")
    }

    @Test func timersAreSeasons() {
        // Once an hour, minute by minute, alone and over random calls.
        #expect(detector.seasons(of: (0..<1440).map { $0 % 60 == 17 ? 1 : 0 }).map(\.steps) == [60])
        var noise = Noise(state: 5)
        let busy = (0..<1440).map { Float(($0 % 60 == 17 ? 8 : 0) + (noise.uniform() < 0.3 ? 1 : 0)) }
        #expect(detector.seasons(of: busy, spans: [5, 15, 60]).map(\.steps) == [60])
        // Every second slot, and a pattern of three.
        #expect(detector.seasons(of: (0..<200).map { Float($0 % 2) }).map(\.steps) == [2])
        #expect(detector.seasons(of: (0..<200).map { Float([1, 5, 2][$0 % 3]) }).map(\.steps) == [3])
    }

    @Test func tooShortConstantOrUnknown() {
        let wave = Self.wave(47, season: 24, noise: 0, seed: 1) { _, y, _ in y }
        #expect(detector.seasons(of: wave, spans: [24]).allSatisfy { $0.steps < 24 }, "less than two days show no day")
        for values in [[], [1], [Float](repeating: 3, count: 500), [Float](repeating: .nan, count: 500), [1, 2, 1, 2, 1, 2]] as [[Float]] {
            #expect(detector.seasons(of: values, spans: [2, 24]).isEmpty)
        }
        let rare = (0..<500).map { $0 % 100 == 0 ? Float($0) : .nan }
        #expect(detector.seasons(of: rare, spans: [24]).isEmpty)
    }

    @Test func halfADayIsNoSeasonOfADay() {
        // Two peaks a day, of different height: half a day correlates, the day more.
        let values = Self.wave(24 * 14, season: 24, noise: 0.2, seed: 3) { t, y, _ in
            y + 3 * Self.sine(4 * Double.pi * Double(t) / 24) + 3 * Self.sine(2 * Double.pi * Double(t) / 24)
        }
        #expect(detector.seasons(of: values, spans: [24]).map(\.steps) == [24])
        #expect(detector.seasons(of: values).map(\.steps) == [24])
    }

    @Test func aSetVotes() throws {
        let series = (0..<10).map { i in
            let values: [Float] =
                i < 4
                ? Self.wave(480, season: 24, noise: 0.3, seed: UInt64(i)) { _, y, _ in y }
                : Self.wave(480, season: 24, noise: 1, seed: UInt64(i)) { _, _, g in g.normal() }
            return Series(id: "s\(i)", axis: .clock(startSeconds: 0, stepSeconds: 3600), values: values)
        }
        let set = try SeriesSet(
            series + [Series(id: "constant", axis: .clock(startSeconds: 0, stepSeconds: 3600), values: [1, 1, 1])], quantity: .count())
        let seasons = detector.seasons(in: set)
        #expect(seasons.map(\.steps) == [24])
        #expect(seasons[0].found == 4 && seasons[0].eligible == 10 && seasons[0].share == 0.4)
        #expect(SeasonDetector(minimumShare: 0.5).seasons(in: set).isEmpty)
        // Two of ten looked at: the first and the sixth.
        #expect(SeasonDetector(minimumShare: 0.5, mostSeries: 2).seasons(in: set).map(\.eligible) == [2])
        #expect(try detector.seasons(in: SeriesSet([], quantity: .count())).isEmpty)
    }

    @Test func thousandsOfStepsTakeNoTime() {
        let year = Self.wave(180_000, season: 1440, noise: 0.5, seed: 1) { t, y, _ in t / 1440 % 7 > 4 ? y * 0.3 : y }
        let clock = ContinuousClock()
        var found: [Season] = []
        let axis = TimeAxis.clock(startSeconds: 0, stepSeconds: 60)
        let time = clock.measure { found = detector.seasons(of: Series(id: "s", axis: axis, values: year)) }
        #expect(found.map(\.steps) == [1440, 10_080] && time < .seconds(10), "\(found) in \(time)")
    }
}
