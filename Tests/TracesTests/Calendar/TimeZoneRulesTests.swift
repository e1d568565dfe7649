import FoundationEssentials
import Testing
import Traces

/// Changes of well-known zones, worked out by hand from the law, on the zone files of the golden fixture.
struct TimeZoneRulesTests {
    static func zone(_ name: String) throws -> TimeZoneRules {
        let zone = try #require(try TimeZoneGoldenTests.golden().zones.first { $0.name == name })
        return try TimeZoneRules(compiled: Array(zone.file), name: name)
    }

    /// Seconds since 1970 of a UTC date and time.
    static func utc(_ date: String, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Int64 {
        Int64(CalendarDate(iso: date)!.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    @Test func newYorkFollowsTheEnergyPolicyAct() throws {
        let zone = try Self.zone("America/New_York")
        // 2024: daylight time from 10 March 02:00 EST (07:00 UTC) to 3 November 02:00 EDT (06:00 UTC).
        #expect(zone.offset(at: Self.utc("2024-03-10", 6, 59, 59)) == -5 * 3600)
        #expect(zone.offset(at: Self.utc("2024-03-10", 7)) == -4 * 3600)
        #expect(zone.offset(at: Self.utc("2024-11-03", 5, 59, 59)) == -4 * 3600)
        #expect(zone.offset(at: Self.utc("2024-11-03", 6)) == -5 * 3600)
        // 2006, before the act: first Sunday of April to last of October.
        #expect(zone.offset(at: Self.utc("2006-03-20", 12)) == -5 * 3600)
        #expect(zone.offset(at: Self.utc("2006-04-02", 7)) == -4 * 3600)
        // By the footer: 2040 (second Sunday of March is the 11th), 2150 (the 8th), and before railway time.
        #expect(zone.offset(at: Self.utc("2040-03-11", 6, 59, 59)) == -5 * 3600)
        #expect(zone.offset(at: Self.utc("2040-03-11", 7)) == -4 * 3600)
        #expect(zone.offset(at: Self.utc("2150-03-08", 6, 59, 59)) == -5 * 3600)
        #expect(zone.offset(at: Self.utc("2150-03-08", 7)) == -4 * 3600)
        #expect(zone.offset(at: Self.utc("1850-01-01", 0)) == -(4 * 3600 + 56 * 60 + 2))
    }

    @Test func berlinAndMelbourneChangeInOppositeSeasons() throws {
        let berlin = try Self.zone("Europe/Berlin")
        // European Union: last Sundays of March and October, 01:00 UTC.
        #expect(berlin.offset(at: Self.utc("2023-03-26", 0, 59, 59)) == 3600)
        #expect(berlin.offset(at: Self.utc("2023-03-26", 1)) == 7200)
        #expect(berlin.offset(at: Self.utc("2023-10-29", 0, 59, 59)) == 7200)
        #expect(berlin.offset(at: Self.utc("2023-10-29", 1)) == 3600)
        let melbourne = try Self.zone("Australia/Melbourne")
        // First Sunday of October 02:00 AEST (16:00 UTC the day before) to first Sunday of April 03:00 AEDT (16:00 UTC the day before).
        #expect(melbourne.offset(at: Self.utc("2012-10-06", 15, 59, 59)) == 10 * 3600)
        #expect(melbourne.offset(at: Self.utc("2012-10-06", 16)) == 11 * 3600)
        #expect(melbourne.offset(at: Self.utc("2013-04-06", 15, 59, 59)) == 11 * 3600)
        #expect(melbourne.offset(at: Self.utc("2013-04-06", 16)) == 10 * 3600)
        #expect(melbourne.offset(at: Self.utc("2060-01-15", 0)) == 11 * 3600)
    }

    @Test func oddOffsetsAreRight() throws {
        #expect(try Self.zone("Asia/Kolkata").offset(at: Self.utc("2026-05-04", 0)) == 19_800)
        // Lord Howe moves its clocks by half an hour.
        let howe = try Self.zone("Australia/Lord_Howe")
        #expect(howe.offset(at: Self.utc("2025-01-01", 0)) == 11 * 3600)
        #expect(howe.offset(at: Self.utc("2025-07-01", 0)) == 10 * 3600 + 1800)
        // Irish standard time is in summer: the rule has negative daylight saving, in winter.
        let dublin = try Self.zone("Europe/Dublin")
        #expect(dublin.offset(at: Self.utc("2045-07-01", 0)) == 3600)
        #expect(dublin.offset(at: Self.utc("2045-12-25", 0)) == 0)
        // Jerusalem changes on the Friday before the last Sunday of March, written as "fourth Thursday at 26:00".
        let jerusalem = try Self.zone("Asia/Jerusalem")
        #expect(jerusalem.offset(at: Self.utc("2044-03-24", 23, 59, 59)) == 7200)
        #expect(jerusalem.offset(at: Self.utc("2044-03-25", 0)) == 10800)
    }

    @Test func skippedAndRepeatedLocalTimes() throws {
        let newYork = try Self.zone("America/New_York")
        // 02:30 on 10 March 2024 does not exist; the clock in force before (EST) reads it at 07:30 UTC, when people read 03:30.
        #expect(newYork.instant(ofLocal: Self.utc("2024-03-10", 2, 30)) == .skipped(shifted: Self.utc("2024-03-10", 7, 30)))
        #expect(newYork.instant(ofLocal: Self.utc("2024-03-10", 1, 59, 59)) == .unique(Self.utc("2024-03-10", 6, 59, 59)))
        #expect(newYork.instant(ofLocal: Self.utc("2024-03-10", 3)) == .unique(Self.utc("2024-03-10", 7)))
        // 01:30 on 3 November 2024 comes twice.
        let twice = newYork.instant(ofLocal: Self.utc("2024-11-03", 1, 30))
        #expect(twice == .ambiguous(earlier: Self.utc("2024-11-03", 5, 30), later: Self.utc("2024-11-03", 6, 30)))
        #expect(twice.resolved == Self.utc("2024-11-03", 5, 30))
        #expect(newYork.instant(ofLocal: Self.utc("2024-11-03", 2)) == .unique(Self.utc("2024-11-03", 7)))
        // East of Greenwich and beyond the tabulated years.
        let berlin = try Self.zone("Europe/Berlin")
        #expect(berlin.instant(ofLocal: Self.utc("2023-03-26", 2, 30)) == .skipped(shifted: Self.utc("2023-03-26", 1, 30)))
        #expect(berlin.instant(ofLocal: Self.utc("2150-10-25", 2, 30)).resolved == Self.utc("2150-10-25", 0, 30))
        // Samoa skipped 30 December 2011 altogether.
        let apia = try Self.zone("Pacific/Apia")
        #expect(apia.instant(ofLocal: Self.utc("2011-12-30", 12)) == .skipped(shifted: Self.utc("2011-12-30", 22)))
        #expect(TimeZoneRules.utc.instant(ofLocal: 12_345) == .unique(12_345))
    }

    @Test func namesThatNeedNoDatabase() throws {
        let nowhere = "/nonexistent"
        #expect(try TimeZoneRules(named: "UTC", in: nowhere) == .utc)
        #expect(try TimeZoneRules(named: "Z", in: nowhere) == .utc)
        for (name, offset) in [("+05:30", 19_800), ("-0800", -28_800), ("+9", 32_400), ("+00", 0), ("-3:30", -12_600)] {
            #expect(try TimeZoneRules(named: name, in: nowhere).offset(at: 1_700_000_000) == offset)
        }
        #expect(throws: CalendarError.unknownZone("Europe/Berlin", folder: nowhere)) {
            try TimeZoneRules(named: "Europe/Berlin", in: nowhere)
        }
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "Europe/../../../etc/passwd", "Europe//Berlin", "", ".", "..", "Europe/", "a\u{0}b", "Zürich",
        "Europe/Berlin ", "+25:00", "+5:3", "+1234567", "+٥", String(repeating: "a", count: 300),
    ])
    func namesThatAreNoneAreRefused(name: String) {
        #expect(throws: CalendarError.invalidZoneName(name)) { try TimeZoneRules(named: name) }
    }

    @Test func foldersAndPlainFilesAreNoZones() throws {
        let folder = GoldenFolder.package + "/Tests"
        #expect(throws: CalendarError.self) { try TimeZoneRules(named: "Golden", in: folder) }
        #expect {
            try TimeZoneRules(named: "timezones_golden.py", in: folder + "/Golden")
        } throws: { error in
            "\(error)".contains("not a valid TZif file at byte 0: the magic bytes TZif are missing")
        }
    }

    @Test(.enabled(if: systemDatabaseIsThere, "no zone database in \(TimeZoneRules.systemFolder)"))
    func systemDatabaseIsRead() throws {
        let paris = try TimeZoneRules(named: "Europe/Paris")
        #expect(paris.offset(at: Self.utc("2020-07-14", 12)) == 7200)
        #expect(paris.name == "Europe/Paris")
    }

    static var systemDatabaseIsThere: Bool { (try? TimeZoneRules(named: "Europe/Paris")) != nil }
}
