import FoundationEssentials
import Testing
import Traces

struct LevelShiftDetectorTests {
    typealias Noise = SeasonDetectorTests.Noise

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var seasons: [Int] = []
        var shift = 0.0
        var make: @Sendable (_ count: Int, _ noise: inout Noise) -> [Double]

        static func autoregression(_ weight: Double, _ count: Int, _ noise: inout Noise) -> [Double] {
            var value = 0.0
            let scale = max(1e-3, 1 - weight * weight).squareRoot()
            return (0..<count + 200).map { _ in
                value = weight * value + scale * noise.normal()
                return value
            }.suffix(count)
        }

        static func daily(_ count: Int, _ noise: inout Noise) -> [Double] {
            (0..<count).map { 3 * SeasonDetectorTests.sine(2 * .pi * Double($0) / 24) + noise.normal() }
        }
    }

    let detector = LevelShiftDetector()
    static let seeds: ClosedRange<UInt64> = 1...30

    static func values(_ test: Case, count: Int, seed: UInt64, at position: Int) -> [Float] {
        var noise = Noise(state: seed &* 6067 &+ UInt64(count))
        return test.make(count, &noise).enumerated().map { Float($0.offset < position ? $0.element : $0.element + test.shift) }
    }

    @Test(
        arguments: [
            Case(testDescription: "white") { n, g in Case.autoregression(0, n, &g) },
            Case(testDescription: "AR 0.9") { n, g in Case.autoregression(0.9, n, &g) },
            Case(testDescription: "AR 0.99") { n, g in Case.autoregression(0.99, n, &g) },
            Case(testDescription: "random walk") { n, g in Case.autoregression(1, n, &g) },
            Case(testDescription: "trend") { n, g in (0..<n).map { 0.05 * Double($0) + g.normal() } },
            Case(testDescription: "growth twentyfold") { n, g in
                (0..<n).map { (10 + g.normal()) * SeasonDetectorRobustnessTests.power(20, Double($0) / Double(n)) }
            },
            Case(testDescription: "a day", seasons: [24]) { n, g in Case.daily(n, &g) },
            Case(testDescription: "a day that nobody knows") { n, g in Case.daily(n, &g) },
            Case(testDescription: "weekends", seasons: [24]) { n, g in
                Case.daily(n, &g).enumerated().map { $0.offset / 24 % 7 > 4 ? $0.element - 5 : $0.element }
            },
            Case(testDescription: "outliers") { n, g in (0..<n).map { _ in g.uniform() < 0.05 ? 100 : g.normal() } },
            Case(testDescription: "sparse") { n, g in (0..<n).map { _ in g.uniform() < 0.05 ? 1 : 0 } },
            Case(testDescription: "heavy tails") { n, g in (0..<n).map { _ in 1 / g.uniform() } },
        ], [300, 1000, 4000])
    func seriesWithoutShiftsHaveNone(test: Case, count: Int) {
        let alarms = Self.seeds.count { seed in
            !detector.shifts(in: Self.values(test, count: count, seed: seed, at: 0), seasons: test.seasons).isEmpty
        }
        #expect(alarms <= 1, "\(alarms) of \(Self.seeds.count)")
    }

    @Test(arguments: [
        Case(testDescription: "white", shift: 4) { n, g in Case.autoregression(0, n, &g) },
        Case(testDescription: "white, down", shift: -4) { n, g in Case.autoregression(0, n, &g) },
        Case(testDescription: "AR 0.9", shift: 8) { n, g in Case.autoregression(0.9, n, &g) },
        Case(testDescription: "trend", shift: 8) { n, g in (0..<n).map { 0.01 * Double($0) + g.normal() } },
        Case(testDescription: "a day", seasons: [24], shift: 6) { n, g in Case.daily(n, &g) },
        Case(testDescription: "outliers", shift: 4) { n, g in (0..<n).map { _ in g.uniform() < 0.05 ? 100 : g.normal() } },
        Case(testDescription: "missing", shift: 4) { n, g in (0..<n).map { _ in g.uniform() < 0.2 ? .nan : g.normal() } },
    ])
    func oneShiftIsFoundWhereItIs(test: Case) {
        let found = Self.seeds.count { seed in
            let position = 4000 * (30 + Int(seed)) / 100
            let shifts = detector.shifts(in: Self.values(test, count: 4000, seed: seed, at: position), seasons: test.seasons)
            guard shifts.count == 1, abs(shifts[0].position - position) <= 12 else { return false }
            return abs(shifts[0].after - shifts[0].before - test.shift) < 0.3 * abs(test.shift) || test.testDescription == "trend"
        }
        #expect(Double(found) >= 0.9 * Double(Self.seeds.count), "\(found) of \(Self.seeds.count)")
    }

    @Test func severalShiftsAndScales() {
        var noise = Noise(state: 3)
        let levels = [10.0, 30, 22, 60]
        let values = (0..<4000).map { levels[$0 / 1000] + noise.normal() }
        for scale in [1e-3, 1, 1e6] {
            let shifts = detector.shifts(in: values.map { Float(scale * $0) })
            #expect(shifts.count == 3 && zip(shifts, [1000, 2000, 3000]).allSatisfy { abs($0.position - $1) <= 2 })
            #expect(zip(shifts, levels).allSatisfy { abs($0.before - scale * $1) < scale } && abs(shifts[2].after - 60 * scale) < scale)
        }
    }

    @Test func whatReturnsSoonIsNoShift() {
        var noise = Noise(state: 4)
        let values = (0..<2000).map { Float((1000..<1024).contains($0) ? 50 : noise.normal()) }
        #expect(detector.shifts(in: values).isEmpty)
    }

    @Test func plainSeriesHaveNone() {
        let constant = [Float](repeating: 3, count: 500)
        for values in [[], [1], constant, [Float](repeating: .nan, count: 500), Array(constant[..<40])] {
            #expect(detector.shifts(in: values, seasons: [24]).isEmpty)
        }
    }
}

/// Shifts of real traces whose labels say where something changed for good.
@Suite(.enabled(if: RealData.folder != nil, "no folder of real traces; set HEADROOM_DATA"))
struct LevelShiftDetectorRealDataTests {
    /// The Numenta benchmark labels an anomaly at the first value of the new level.
    @Test func databaseLoadDoubles() throws {
        let rows = try RealData.rows("nab/data/realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv").dropFirst()
        let shifts = LevelShiftDetector().shifts(in: rows.map { Float($0[1].filter { !$0.isWhitespace }) ?? .nan }, seasons: [12])
        #expect(shifts.map { Array(rows)[$0.position][0] } == ["2014-02-25 07:15:00"])
        #expect(shifts.allSatisfy { (5...7).contains($0.before) && (13...16).contains($0.after) })
    }

    @Test func quietServersHaveNone() throws {
        for name in ["realKnownCause/nyc_taxi", "realTweets/Twitter_volume_AAPL", "artificialNoAnomaly/art_daily_no_noise"] {
            let values = try SeasonDetectorRealDataTests.column("nab/data/\(name).csv", 1)
            #expect(LevelShiftDetector().shifts(in: values, seasons: name.contains("taxi") ? [48, 336] : [288]).isEmpty, "\(name)")
        }
    }
}
