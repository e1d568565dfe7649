import Testing
import Traces

/// What the documentation of ``SeasonDetector`` promises, as shares of seeds and season lengths.
struct SeasonDetectorRobustnessTests {
    typealias Noise = SeasonDetectorTests.Noise
    typealias Dirt = @Sendable (_ t: Int, _ count: Int, _ value: Double, _ noise: inout Noise) -> Double

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var cycles = 14.0
        var noise = 0.3
        var dirt: Dirt = { _, _, value, _ in value }
    }

    static let lengths = [12, 24, 48, 96, 168, 288]
    static let seeds: ClosedRange<UInt64> = 1...4
    let detector = SeasonDetector()

    static func values(_ test: Case, season: Int, seed: UInt64) -> [Float] {
        let count = Int(Double(season) * test.cycles)
        return SeasonDetectorTests.wave(count, season: season, noise: test.noise, seed: seed &* 7919 &+ UInt64(season)) {
            test.dirt($0, count, $1, &$2)
        }
    }

    /// Share of the lengths and seeds in which exactly the season is found, up to 2 % of its length.
    func share(_ test: Case, spans: (Int) -> [Int]) -> Double {
        var found = 0
        for season in Self.lengths {
            for seed in Self.seeds {
                let seasons = detector.seasons(of: Self.values(test, season: season, seed: seed), spans: spans(season)).map(\.steps)
                if seasons.count == 1, abs(seasons[0] - season) <= season / 50 { found += 1 }
            }
        }
        return Double(found) / Double(Self.lengths.count * Self.seeds.count)
    }

    @Test(arguments: [
        Case(testDescription: "noise as strong as the season", noise: 1),
        Case(testDescription: "1 % outliers of 100", dirt: { _, _, y, g in g.uniform() < 0.01 ? y - 100 : y }),
        Case(testDescription: "5 % outliers of 10", dirt: { _, _, y, g in g.uniform() < 0.05 ? y + 10 : y }),
        Case(testDescription: "linear trend", dirt: { t, _, y, _ in y + 0.1 * Double(t) }),
        Case(
            testDescription: "growth a hundredfold",
            dirt: { t, n, y, _ in (y + 3) * SeasonDetectorRobustnessTests.power(100, Double(t) / Double(n)) }),
        Case(
            testDescription: "growth of the level alone",
            dirt: { t, n, y, _ in y + 10 * SeasonDetectorRobustnessTests.power(100, Double(t) / Double(n)) }),
        Case(testDescription: "a level shift of 20", dirt: { t, n, y, _ in t > n * 9 / 20 ? y + 20 : y }),
        Case(testDescription: "a level shift of 100", dirt: { t, n, y, _ in t > n * 9 / 20 ? y + 100 : y }),
        Case(testDescription: "30 % missing", noise: 0.5, dirt: { _, _, y, g in g.uniform() < 0.3 ? .nan : y }),
        Case(testDescription: "half missing", noise: 0.5, dirt: { _, _, y, g in g.uniform() < 0.5 ? .nan : y }),
        Case(
            testDescription: "all of it", noise: 1,
            dirt: { t, n, y, g in
                g.uniform() < 0.3 ? .nan : y + (g.uniform() < 0.01 ? 50 : 0) + 10 * Double(t) / Double(n)
            }),
    ])
    func oneSeasonIsFound(test: Case) {
        #expect(share(test) { _ in [] } >= 0.9, "nothing known")
        #expect(share(test) { [$0, 7 * $0] } >= 0.9, "the season among the known spans")
    }

    @Test(arguments: [(2.0, 0.1, 0.8), (2.5, 0.1, 0.9), (3.0, 0.5, 0.9), (4.0, 0.5, 0.9)])
    func fewCyclesAreEnough(cycles: Double, noise: Double, demanded: Double) {
        #expect(share(Case(testDescription: "", cycles: cycles, noise: noise)) { [$0] } >= demanded)
        // Nothing known, evident cycles, more than two.
        if cycles > 2 { #expect(share(Case(testDescription: "", cycles: cycles, noise: 0.1)) { _ in [] } >= demanded) }
    }

    @Test(arguments: [[24, 168], [48, 336], [60, 1440]], [3.0, 6])
    func twoSeasonsAreFound(seasons: [Int], cycles: Double) {
        let (short, long) = (seasons[0], seasons[1])
        var found = 0
        for seed in 1...6 as ClosedRange<UInt64> {
            var noise = Noise(state: seed &* 104_729)
            let values = (0..<Int(Double(long) * cycles)).map { t -> Float in
                let wave = 2 * SeasonDetectorTests.sine(2 * .pi * Double(t) / Double(short))
                let slow = 2 * SeasonDetectorTests.sine(2 * .pi * Double(t + 3) / Double(long))
                return Float(wave + slow + 0.5 * noise.normal() + (noise.uniform() < 0.01 ? 50 : 0))
            }
            if Set(detector.seasons(of: values, spans: [short, long]).map(\.steps)) == [short, long] { found += 1 }
        }
        #expect(found >= 5)
    }

    /// The levels of the two halves of two weeks look like a week.
    @Test func threeShiftsAreNoWeek() {
        let levels = [0.0, 5, -3, 4]
        let test = Case(testDescription: "") { t, count, y, _ in y + levels[t * 4 / count] }
        #expect(share(test) { [$0, 7 * $0] } >= 0.9)
    }

    /// 12 and 30 steps together repeat after 60, which is neither.
    @Test func compoundsAreNoSeasons() {
        for seed in 1...8 as ClosedRange<UInt64> {
            var noise = Noise(state: seed &* 104_729 &+ 12)
            let values = (0..<180).map { t -> Float in
                let (short, long) = (2 * Double.pi * Double(t) / 12, 2 * Double.pi * Double(t + 3) / 30)
                return Float(2 * SeasonDetectorTests.sine(short) + 2 * SeasonDetectorTests.sine(long) + 0.3 * noise.normal())
            }
            #expect(Set(detector.seasons(of: values).map(\.steps)) == [12, 30])
            #expect(Set(detector.seasons(of: values, spans: [12, 30]).map(\.steps)) == [12, 30])
        }
    }

    @Test(arguments: [60, 150, 500, 2000]) func noiseIsNoSeason(count: Int) {
        func autoregression(_ weight: Double) -> (inout Noise) -> [Double] {
            return { noise in
                var value = 0.0
                return (0..<count + 200).map { _ in
                    value = weight * value + noise.normal()
                    return value
                }.suffix(count)
            }
        }
        let kinds: [(String, Double, (inout Noise) -> [Double])] = [
            ("white", 0.05, autoregression(0)), ("AR 0.5", 0.075, autoregression(0.5)), ("AR 0.9", 0.075, autoregression(0.9)),
            ("AR 0.99", 0.1, autoregression(0.99)), ("walk", 0.1, autoregression(1)), ("swinging", 0.35, autoregression(-0.7)),
            ("sparse", 0.1, { noise in (0..<count).map { _ in noise.uniform() < 0.05 ? 1 : 0 } }),
            ("rare", 0.05, { noise in (0..<count).map { _ in noise.uniform() < 0.01 ? 1 : 0 } }),
            ("shift", 0.05, { noise in (0..<count).map { ($0 > count / 3 ? 10 : 0) + noise.normal() } }),
        ]
        for (name, most, make) in kinds {
            let alarms = (1...40 as ClosedRange<UInt64>).count { seed in
                var noise = Noise(state: seed &* 15_485_863 &+ UInt64(count))
                return !detector.seasons(of: make(&noise).map { Float($0) }, spans: [24, 168]).isEmpty
            }
            #expect(Double(alarms) <= most * 40, "\(name): \(alarms) of 40")
        }
    }

    /// `base^exponent` for exponents 0…1, by square roots.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        var (value, root, rest) = (1.0, base, exponent)
        for _ in 0..<40 {
            root = root.squareRoot()
            rest *= 2
            if rest >= 1 {
                value *= root
                rest -= 1
            }
        }
        return value
    }
}
