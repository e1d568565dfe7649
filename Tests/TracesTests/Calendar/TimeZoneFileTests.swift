import FoundationEssentials
import Testing
import Traces

/// Zone files made by hand, right and wrong.
struct TimeZoneFileTests {
    /// Writer of TZif for tests: one block, or the two blocks and the footer of version 2.
    struct File {
        var version: Character = "2"
        var types: [(offset: Int32, isDaylight: UInt8, name: UInt8)] = [(3600, 0, 0), (7200, 1, 4)]
        var changes: [(time: Int64, type: UInt8)] = [(1000, 1), (2000, 0)]
        var names = "CET\0CEST\0"
        var leapCount: UInt32 = 0
        var footer: String? = ""

        func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

        func block(wide: Bool) -> [UInt8] {
            var out = Array("TZif".utf8) + [version == "1" ? 0 : version.asciiValue!] + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, leapCount, UInt32(changes.count), UInt32(types.count), UInt32(names.utf8.count)] { out += big(count) }
            for change in changes { out += wide ? big(change.time) : big(Int32(clamping: change.time)) }
            out += changes.map(\.type)
            for type in types { out += big(type.offset) + [type.isDaylight, type.name] }
            return out + Array(names.utf8) + [UInt8](repeating: 0, count: Int(leapCount) * (wide ? 12 : 8))
        }

        var bytes: [UInt8] {
            if version == "1" { return block(wide: false) }
            var out = block(wide: false) + block(wide: true)
            if let footer { out += Array("\n\(footer)\n".utf8) }
            return out
        }
    }

    static func rules(_ file: File) throws -> TimeZoneRules { try TimeZoneRules(compiled: file.bytes, name: "Test/Zone") }

    static func refusal(of bytes: [UInt8]) -> String? {
        do {
            _ = try TimeZoneRules(compiled: bytes, name: "Test/Zone")
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: ["1", "2", "3", "4"] as [Character])
    func allVersionsAreRead(version: Character) throws {
        let zone = try Self.rules(File(version: version))
        #expect(
            [-5_000_000_000, 0, 999, 1000, 1999, 2000, 9_000_000_000].map { zone.offset(at: $0) } == [
                3600, 3600, 3600, 7200, 7200, 3600, 3600,
            ])
    }

    @Test func theSecondBlockWins() throws {
        // A change that does not fit into 32 bits is only in the second block.
        let far = Int64(1) << 40
        let zone = try Self.rules(File(changes: [(1000, 1), (far, 0)]))
        #expect(zone.offset(at: far - 1) == 7200 && zone.offset(at: far) == 3600)
    }

    @Test func fatAndSlimFilesAreEqual() throws {
        let footer = "CET-1CEST,M3.5.0,M10.5.0/3"
        // 2024: 31 March and 27 October, 2025: 30 March and 26 October, all at 01:00 UTC.
        let changes: [(Int64, UInt8)] = [("2024-03-31", 1), ("2024-10-27", 0), ("2025-03-30", 1), ("2025-10-26", 0)].map {
            (TimeZoneRulesTests.utc($0.0, 1), $0.1)
        }
        let fat = try Self.rules(File(changes: changes, footer: footer))
        let slim = try Self.rules(File(changes: Array(changes.prefix(1)), footer: footer))
        #expect(fat == slim)
        #expect(try JSONEncoder().encode(fat).count == JSONEncoder().encode(slim).count)
        let other = try Self.rules(File(changes: [(changes[0].0 + 86_400, 1)], footer: footer))
        #expect(other != slim)
    }

    @Test func changesWithoutEffectAreDropped() throws {
        let types: [(Int32, UInt8, UInt8)] = [(3600, 0, 0), (3600, 1, 4)]
        #expect(try Self.rules(File(types: types, footer: "")) == Self.rules(File(types: types, changes: [], footer: "")))
    }

    @Test func aRuleWithoutChangesHoldsAlways() throws {
        let zone = try Self.rules(File(types: [(-18000, 0, 0)], changes: [], names: "EST\0", footer: "EST5EDT,M3.2.0,M11.1.0"))
        for year in [1800, 1969, 1970, 2024, 2100, 2101, 2500] {
            #expect(zone.offset(at: Int64(CalendarDate(year: year, month: 1, day: 15)!.daysSinceEpoch) * 86_400) == -18000)
            #expect(zone.offset(at: Int64(CalendarDate(year: year, month: 7, day: 15)!.daysSinceEpoch) * 86_400) == -14400)
        }
    }

    @Test func daylightSavingAllTheYearHasNoHole() throws {
        // RFC 8536 §3.3.1: eternal daylight saving.
        let zone = try Self.rules(File(types: [(-14400, 0, 0)], changes: [], names: "EDT\0", footer: "XXX3EDT4,0/0,J365/23"))
        for hour in -100..<100 { #expect(zone.offset(at: TimeZoneRulesTests.utc("2030-01-01", hour, 0)) == -14400) }
    }

    @Test func julianDaysCountFebruary29OrNot() throws {
        // J60 is always 1 March; 59 (from 0) is 29 February in leap years, 1 March in others.
        let always = try Self.rules(File(types: [(0, 0, 0)], changes: [], names: "GMT\0", footer: "AAA0BBB,J60/0,J300/0"))
        let counted = try Self.rules(File(types: [(0, 0, 0)], changes: [], names: "GMT\0", footer: "AAA0BBB,59/0,300/0"))
        #expect(always.offset(at: TimeZoneRulesTests.utc("2024-02-29", 12)) == 0)
        #expect(always.offset(at: TimeZoneRulesTests.utc("2024-03-01", 0)) == 3600)
        #expect(counted.offset(at: TimeZoneRulesTests.utc("2024-02-29", 0)) == 3600)
        #expect(counted.offset(at: TimeZoneRulesTests.utc("2023-02-28", 23)) == 0)
        #expect(counted.offset(at: TimeZoneRulesTests.utc("2023-03-01", 0)) == 3600)
    }

    @Test(arguments: [
        "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J300", "EST5EDT,1,366", "EST5EDT,M3.2.0/168,M11.1.0", "ES5", "<E>5", "<EST5", "EST25", "EST5:60",
        "EST5EDT,M3.2.0,M11.1.0x",
        "EST99999999999999999999", "5", ",", "EST5EDT,M3.2.0,,M11.1.0", "\u{0}", "EST+", "EST5EDT,M,M",
    ])
    func brokenFootersAreRefused(footer: String) {
        let file = File(types: [(-18000, 0, 0)], changes: [], names: "EST\0", footer: footer)
        #expect(Self.refusal(of: file.bytes)?.contains("the footer is not a rule with dates") == true)
    }

    @Test func contradictionsAndNonsenseAreRefused() {
        let cases: [(File, String)] = [
            (File(footer: "CET-3"), "contradicts"), (File(footer: nil), "footer is missing"),
            (File(changes: [(1000, 1), (1000, 0)]), "do not ascend"),
            (File(changes: [(2000, 1), (1000, 0)]), "do not ascend"), (File(changes: [(1000, 2)]), "type 2 of 2"),
            (File(types: [], changes: []), "local time types"), (File(types: [(100_000, 0, 0)], changes: []), "100000 s from UTC"),
            (File(types: [(0, 2, 0)], changes: []), "out of range"), (File(types: [(0, 0, 9)], changes: []), "out of range"),
            (File(changes: [(.min, 1)]), "do not ascend"),
            (File(leapCount: 1), "leap seconds"),
        ]
        for (file, reason) in cases {
            let said = Self.refusal(of: file.bytes)
            #expect(said?.contains(reason) == true && said?.contains("Test/Zone") == true, "\(said ?? "accepted"), expected \(reason)")
        }
    }

    @Test func aChangeLongAgoDoesNotTabulateMillionsOfYears() throws {
        // One of the two types agrees with the rule at that time.
        let zones = [UInt8(0), 1].compactMap { try? Self.rules(File(changes: [(-(1 << 59), $0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3")) }
        let zone = try #require(zones.first)
        #expect(zones.count == 1)
        #expect(zone.offset(at: TimeZoneRulesTests.utc("2024-07-01", 0)) == 7200)
        #expect(zone.offset(at: TimeZoneRulesTests.utc("1600-07-01", 0)) == 7200)
    }

    @Test func everyPrefixOfAFileIsRefusedWithoutTrap() throws {
        let whole = File(footer: "CET-1").bytes
        #expect(Self.refusal(of: whole) == nil)
        for length in 0..<whole.count { #expect(Self.refusal(of: Array(whole.prefix(length))) != nil, "\(length) bytes were accepted") }
    }

    @Test func lyingCountsAndRandomBytesNeverTrap() {
        let whole = File(footer: "CET-1CEST,M3.5.0,M10.5.0/3", ).bytes
        // Every byte set to extremes: counts of 4 thousand million, wild types, broken rules.
        for place in whole.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF, whole[place] ^ 1] {
                var broken = whole
                broken[place] = value
                _ = Self.refusal(of: broken)
            }
        }
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var broken = whole
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                broken[Int(state >> 33) % broken.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            if let zone = try? TimeZoneRules(compiled: broken, name: "x") { #expect(abs(zone.offset(at: 1 << 59)) < 26 * 3600) }
        }
        #expect(Self.refusal(of: Array("TZif".utf8) + [UInt8](repeating: 0xFF, count: 40)) != nil)
    }

    @Test func encodedRulesAreChecked() throws {
        let good = #"{"name":"x","initialOffset":0,"transitions":[1000],"offsets":[3600],"footer":"CET-1"}"#
        #expect(try JSONDecoder().decode(TimeZoneRules.self, from: Data(good.utf8)).offset(at: 1000) == 3600)
        for (from, to) in [
            ("[1000]", "[1000,2000]"), ("[3600]", "[360000]"), ("CET-1", "CET-9"), ("CET-1", "nonsense"), (":0,", ":999999,"),
            ("[1000]", "[9223372036854775807]"),
        ] {
            let bad = good.replacing(from, with: to)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(TimeZoneRules.self, from: Data(bad.utf8)) }
        }
    }
}
