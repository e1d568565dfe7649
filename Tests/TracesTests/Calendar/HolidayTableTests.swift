import FoundationEssentials
import Testing
import Traces

struct HolidayTableTests {
    static func table(_ text: String) throws -> HolidayTable { try HolidayTable(csv: Array(text.utf8), source: "h.csv") }

    @Test func tablesAreReadAsPeopleWriteThem() throws {
        let dates = ["2026-01-01", "2026-12-25"].map { CalendarDate(iso: $0)! }
        for text in [
            "2026-01-01\n2026-12-25\n", "2026-12-25\r\n2026-01-01", "date,name\n2026-12-25,\"Christmas, first day\"\n2026-01-01,New Year\n",
            "\u{FEFF}Date\n\n# bank holidays\n\"2026-01-01\"\n 2026-12-25 \n2026-12-25\n",
        ] {
            #expect(try Self.table(text).dates == dates)
        }
        #expect(try Self.table("") == .none)
        #expect(try Self.table("date\n") == .none)
    }

    @Test func aBadLineIsNamed() {
        #expect(throws: CalendarError.invalidHoliday(source: "h.csv", line: 3, found: "2026-02-30")) {
            try Self.table("date\n2026-01-01\n2026-02-30,no such day\n")
        }
        #expect(throws: CalendarError.invalidHoliday(source: "h.csv", line: 2, found: "25.12.2026")) {
            try Self.table("2026-01-01\n25.12.2026\n")
        }
        #expect(throws: CalendarError.invalidHoliday(source: "h.csv", line: 2, found: "name")) { try Self.table("date\nname\n") }
        let long = "2026-01-01\n" + String(repeating: "x", count: 1_000_000)
        #expect {
            try Self.table(long)
        } throws: { "\($0)".count < 200 }
    }

    @Test func membershipByDate() {
        let table = HolidayTable((0..<100).map { CalendarDate(daysSinceEpoch: $0 * 7) })
        for day in -10..<720 { #expect(table.contains(CalendarDate(daysSinceEpoch: day)) == (day >= 0 && day % 7 == 0 && day < 700)) }
        #expect(!HolidayTable.none.contains(CalendarDate(daysSinceEpoch: 0)))
    }

    @Test func filesAreReadAndTheirAbsenceIsSaid() throws {
        #expect(throws: CalendarError.unreadable(path: "/nonexistent/h.csv", reason: "no such file")) {
            try HolidayTable(contentsOf: "/nonexistent/h.csv")
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "holidays-\(UUID().uuidString).csv")
        try Data("2026-01-01\n".utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        #expect(try HolidayTable(contentsOf: path.path()).dates.map(\.description) == ["2026-01-01"])
    }

    @Test func encodedAsDates() throws {
        let table = HolidayTable([CalendarDate(iso: "2026-12-25")!, CalendarDate(iso: "2026-01-01")!])
        #expect(String(decoding: try JSONEncoder().encode(table), as: UTF8.self) == #"["2026-01-01","2026-12-25"]"#)
        #expect(try JSONDecoder().decode(HolidayTable.self, from: JSONEncoder().encode(table)) == table)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(HolidayTable.self, from: Data(#"["2026-13-01"]"#.utf8)) }
    }
}
