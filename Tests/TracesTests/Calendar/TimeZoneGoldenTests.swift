import FoundationEssentials
import Testing
import Traces

/// Offsets of real zone files as Python's zoneinfo reads them (Tests/Golden/timezones_golden.py).
struct TimeZoneGoldenTests {
    struct Golden: Decodable {
        struct Zone: Decodable {
            var name: String
            var file: Data
            var offsets: [[Int64]]
        }
        var magic: String
        var version: Int
        var zones: [Zone]
    }

    static func golden() throws -> Golden {
        let path = GoldenFolder.path + "/timezones.json"
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: path)))
        try #require(
            golden.magic == "headroom-golden-timezones" && golden.version == 1,
            "\(path) is of another version; write it again with python3 Tests/Golden/timezones_golden.py")
        return golden
    }

    @Test func offsetsAgreeWithZoneinfo() throws {
        let golden = try Self.golden()
        #expect(golden.zones.count >= 10)
        for zone in golden.zones {
            let rules = try TimeZoneRules(compiled: Array(zone.file), name: zone.name)
            #expect(zone.offsets.count >= 40)
            for pair in zone.offsets {
                #expect(rules.offset(at: pair[0]) == Int(pair[1]), "\(zone.name) at \(pair[0])")
            }
        }
    }

    @Test func encodedRulesGiveTheSameOffsets() throws {
        for zone in try Self.golden().zones {
            let rules = try TimeZoneRules(compiled: Array(zone.file), name: zone.name)
            let json = try JSONEncoder().encode(rules)
            #expect(json.count < 5000, "\(zone.name) takes \(json.count) bytes in a model file")
            let restored = try JSONDecoder().decode(TimeZoneRules.self, from: json)
            #expect(restored == rules)
            #expect(restored.hashValue == rules.hashValue)
            for pair in zone.offsets { #expect(restored.offset(at: pair[0]) == Int(pair[1])) }
        }
    }

    @Test func everyChangeIsFoundAgainFromLocalTime() throws {
        for zone in try Self.golden().zones {
            let rules = try TimeZoneRules(compiled: Array(zone.file), name: zone.name)
            for pair in zone.offsets {
                let (instant, local) = (pair[0], pair[0] + pair[1])
                switch rules.instant(ofLocal: local) {
                case .unique(let found): #expect(found == instant, "\(zone.name) at \(instant)")
                case .ambiguous(let earlier, let later):
                    #expect(earlier < later && (instant == earlier || instant == later), "\(zone.name) at \(instant)")
                case .skipped: Issue.record("\(zone.name): local time of \(instant) cannot be skipped, a clock showed it")
                }
            }
        }
    }
}
