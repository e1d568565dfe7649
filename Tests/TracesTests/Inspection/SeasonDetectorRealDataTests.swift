import FoundationEssentials
import Testing
import Traces

/// Seasons of real traces, as people who know them name them.
@Suite(.enabled(if: RealData.folder != nil, "no folder of real traces; set HEADROOM_DATA"))
struct SeasonDetectorRealDataTests {
    let detector = SeasonDetector()

    static func set(_ values: [[Float]], step: Int64?) throws -> SeriesSet {
        let axis = step.map { TimeAxis.clock(startSeconds: 0, stepSeconds: $0) } ?? .index()
        return try SeriesSet(values.enumerated().map { Series(id: "\($0)", axis: axis, values: $1) }, quantity: .gauge())
    }

    static func column(_ name: String, _ index: Int) throws -> [Float] {
        try RealData.rows(name).dropFirst().map { Float($0[index].filter { !$0.isWhitespace }) ?? .nan }
    }

    @Test func m4HourlyHasDaysAndSomeWeeks() throws {
        let values = try RealData.rows("m4/Hourly-train.csv.gz").dropFirst().map { row in
            row.dropFirst().compactMap { Float($0.filter { $0 != "\"" && !$0.isWhitespace }) }
        }
        let seasons = try detector.seasons(in: Self.set(values, step: nil))
        #expect(seasons.map(\.steps) == [24, 168])
        #expect(seasons[0].share > 0.9)
    }

    @Test func electricityHasDaysAndWeeks() throws {
        let taylor = try Self.column("taylor-30min/taylor_30_min.csv", 1)
        #expect(detector.seasons(of: taylor).map(\.steps) == [48, 336])
        #expect(detector.seasons(of: taylor, spans: [2, 48, 336]).map(\.steps) == [48, 336])
        let victoria = try Self.column("vic-elec/vic_elec.csv.gz", 1)
        #expect(Array(detector.seasons(of: victoria, spans: [2, 48, 336]).map(\.steps).prefix(2)) == [48, 336])
    }

    @Test func worldCupHasDays() throws {
        let requests = try Self.column("worldcup98/merged.csv.gz", 1)
        let seasons = try detector.seasons(in: Self.set([requests], step: 60))
        #expect(seasons.contains { $0.steps == 1440 })
    }

    @Test func exchangeRatesHaveNone() throws {
        let rows = try RealData.rows("exchange-rate/exchange_rate.txt.gz")
        for index in 0..<8 { #expect(detector.seasons(of: rows.map { Float($0[index])! }, spans: [5, 7]).isEmpty) }
    }

    @Test func functionsHaveTimers() throws {
        let values = try RealData.rows("azure-functions-2019/trace500/invocations.csv.gz").dropFirst().map {
            $0.dropFirst(4).compactMap { Float($0) }
        }
        let votes = SeasonDetector(mostSeries: 1000).votes(in: try Self.set(values, step: 60))
        // Every five minutes and every hour: timers of a minority.
        #expect(Set(votes.sorted { $0.found > $1.found }.prefix(2).map(\.steps)) == [5, 60])
    }

    @Test func monitoringHasDaysWhereItShould() throws {
        for (name, step, expected) in [
            ("artificialNoAnomaly/art_daily_perfect_square_wave", 300, [288]), ("artificialNoAnomaly/art_daily_no_noise", 300, [288]),
            ("artificialNoAnomaly/art_noisy", 300, []), ("artificialNoAnomaly/art_flatline", 300, []),
            ("artificialWithAnomaly/art_daily_jumpsup", 300, [288]), ("realKnownCause/nyc_taxi", 1800, [48, 336]),
            ("realTweets/Twitter_volume_AAPL", 300, [288, 2016]), ("realAWSCloudwatch/ec2_cpu_utilization_24ae8d", 300, []),
        ] as [(String, Int64, [Int])] {
            let values = try Self.column("nab/data/\(name).csv", 1)
            #expect(try detector.seasons(in: Self.set([values], step: step)).map(\.steps) == expected, "\(name)")
        }
    }
}
