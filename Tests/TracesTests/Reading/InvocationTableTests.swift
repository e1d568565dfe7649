import Testing
import Traces

/// Azure Functions 2019 in all its header variants, and days joined.
struct InvocationTableTests {
    private let origin: Int64 = 1_561_939_200_000_000_000
    private let minute: Int64 = 60_000_000_000

    @Test func partOfADay() throws {
        let reading = try TraceReader.read(paths: [Fixture.path("azure-functions-2019-480.csv")])
        #expect(reading.format == .azureFunctions2019)
        #expect(reading.totals == [8, 480, 20_622, 2_092, 7_040, 7_293, 3_528, 849, 2_441, 51_573, 1_378, 755].map(TraceTotal.integer))
        #expect(reading.total == .integer(98_059))
        #expect(reading.set.quantity == .count("invocations"))
        #expect(reading.findings.isEmpty)
        let series = reading.set.series[0]
        #expect(series.id == "1f7e09a211658 5b6".replacing(" ", with: ""))
        #expect(series.axis == TimeAxis(kind: .clock, start: origin + 480 * minute, step: minute), "08:00")
        #expect(series.count == 480)
        #expect(series.labels["trigger"] == "timer")
        #expect(series.labels["function"]?.count == 64)
        #expect(reading.set.calendar.timeOfDayIsReal && !reading.set.calendar.dayOfWeekIsReal)
        #expect(reading.assumptions == [.firstDay("2019-07-01T00:00:00Z")])
    }

    @Test func otherHeaders() throws {
        let suffix = try TraceReader.read(paths: [Fixture.path("azure-functions-2019-1_minute.csv")])
        #expect(suffix.totals == [80_721, 36_325, 24_199, 19_627, 16_394, 9_156].map(TraceTotal.integer))
        #expect(suffix.set.series[0].axis == TimeAxis(kind: .clock, start: origin, step: minute))
        #expect(suffix.set.series[0].count == 1_440)
        let prefix = try TraceReader.read(paths: [Fixture.path("azure-functions-2019-minute_1.csv")])
        #expect(prefix.totals == [.integer(22_844), .integer(103_142)])
        #expect(prefix.set.series[1].labels["app"] == prefix.set.series[1].labels["function"])
        let demo = try TraceReader.read(paths: [Fixture.path("demo/azure-functions-2019-demo.csv.gz")])
        #expect(demo.set.series.count == 48)
        #expect(demo.total == .integer(9_699_051))
        #expect(demo.set.series[0].labels["trigger"] == "http")
    }

    private func table(_ header: String, _ rows: String...) -> [UInt8] { Array((header + "\n" + rows.joined(separator: "\n") + "\n").utf8) }

    @Test func columnOrder() throws {
        let shuffled = table("3_minute,Trigger,HashFunction,1_minute,HashApp,2_minute,HashOwner", "30,http,f,10,a,20,o", "\"3\",,g,1,a,2,o")
        let reading = try read(shuffled)
        #expect(reading.set.series.map(\.values) == [[10, 20, 30], [1, 2, 3]])
        #expect(reading.set.series[0].axis.start == origin)
        #expect(reading.set.series[0].labels == ["owner": "o", "app": "a", "function": "f", "trigger": "http"])
        #expect(reading.set.series[1].labels["trigger"] == nil)
        let spare = try read(table("HashFunction,Comment,1,2", "f,hello,1,2"))
        #expect(spare.assumptions.contains(.ignoredColumns(["Comment"])))
        #expect(spare.set.series[0].values == [1, 2])
    }

    @Test func minutesCountFromOneOrZero() throws {
        func start(_ columns: String) throws -> Int64 {
            (try read(table("HashFunction," + columns, "f,1,1")).set.series[0].axis.start - origin) / minute
        }
        #expect(try start("1,2") == 0)
        #expect(try start("0,1") == 0)
        #expect(try start("480,481") == 480)
        #expect(try start("1439,1440") == 1_438)
        #expect(try start("MINUTE_5,Minute_6") == 5)
        #expect(try read(table("HashFunction,1,2", "f,1,1")) { $0.origin = 60 * minute }.set.series[0].axis.start == 60 * minute)
    }

    private let day1 = ByteSource.memory(
        name: "x.d01.csv", bytes: Array("HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f,http,1,2\no,a,g,queue,3,4\n".utf8))
    private let day2 = ByteSource.memory(
        name: "x.d02.csv", bytes: Array("HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,g,queue,5,6\no,b,f,http,7,8\n".utf8))

    @Test func daysAreJoined() throws {
        let between = 1_438
        for sources in [[day1, day2], [day2, day1]] {
            let reading = try TraceReader.read(sources, options: TraceReadingOptions(gaps: .missing))
            let series = reading.set.series
            // The two functions called f are of different applications.
            #expect(series.map(\.id) == ["a/f", "g", "b/f"])
            #expect(series.map(\.count) == [1_442, 1_442, 1_442])
            #expect(
                series.map { [$0.values[0], $0.values[1], $0.values[1_440], $0.values[1_441]] } == [
                    [1, 2, 0, 0], [3, 4, 5, 6], [0, 0, 7, 8],
                ])
            #expect(series[0].values[2..<1_440].allSatisfy { $0.isNaN }, "minutes that no file covers are missing")
            #expect(reading.findings == [Finding(kind: .gap, series: "all series", time: "2019-07-01T00:02:00Z", count: between)])
            #expect(reading.findingCounts == [.gap: 3 * between])
            #expect(reading.totals == [.integer(3), .integer(18), .integer(15)])
            #expect(reading.assumptions.contains(.days(["x.d01.csv = 1", "x.d02.csv = 2"])))
        }
        #expect(throws: TraceError.gaps(at: nil, series: "a/f", time: "2019-07-01T00:02:00Z", count: between)) {
            try TraceReader.read([day1, day2])
        }
    }

    @Test func daysFollowTheOrderOfFilesWithoutNumbers() throws {
        let full = (1...1_440).map(String.init).joined(separator: ",")
        func file(_ name: String, _ function: String, _ value: Int) -> ByteSource {
            .memory(
                name: name,
                bytes: Array(
                    "HashFunction,\(full)\n\(function),\(Array(repeating: String(value), count: 1_440).joined(separator: ","))\n".utf8))
        }
        let reading = try TraceReader.read([file("monday.csv", "f", 1), file("tuesday.csv", "g", 2), file("wednesday.csv", "f", 3)])
        #expect(
            reading.set.series[0].values == Array(repeating: 1, count: 1_440) + Array(repeating: 0, count: 1_440)
                + Array(repeating: 3, count: 1_440))
        #expect(reading.set.series[1].values.reduce(0, +) == 2_880)
        #expect(reading.findings.isEmpty)
        let parts = try TraceReader.read(
            [file("part1.csv", "f", 1), file("part2.csv", "g", 2)], options: TraceReadingOptions(fileDays: .sameDay))
        #expect(parts.set.series.map(\.count) == [1_440, 1_440])
        let third = try TraceReader.read([file("inv.d03.csv", "f", 1)])
        #expect(third.set.series[0].axis.start == origin + 2 * 1_440 * minute)
    }

    @Test func repeatedFunctions() throws {
        let text = table("HashFunction,1,2", "f,1,2", "f,3,4", "f,8,9")
        #expect(failure(text) == .duplicateTimes(at: at(3), series: "f", time: "2019-07-01T00:00:00Z", count: 2))
        let expected: [(DuplicatePolicy, [Float])] = [(.sum, [12, 15]), (.mean, [4, 5]), (.first, [1, 2]), (.last, [8, 9])]
        for (policy, values) in expected {
            let reading = try read(text) { $0.duplicates = policy }
            #expect(reading.set.series.map(\.values) == [values], "\(policy)")
            #expect(reading.findingCounts == [.duplicateTime: 4])
            #expect(reading.total == .integer(27))
        }
    }

    @Test func missingCellsAndDecimals() throws {
        let reading = try read(table("HashFunction,1,2,3", "f,1.0,,3")) { $0.gaps = .zero }
        #expect(reading.set.series[0].values == [1, 0, 3])
        #expect(reading.findings == [Finding(kind: .missingValue, series: "f", time: "2019-07-01T00:01:00Z", location: at(2, "2"))])
        let large = try read(table("HashFunction,1,2", "f,4000000000,123456789"))
        #expect(large.total == .integer(4_123_456_789))
    }

    @Test func coarserSteps() throws {
        let reading = try TraceReader.read(
            paths: [Fixture.path("azure-functions-2019-480.csv")], options: TraceReadingOptions(step: .seconds(3_600)))
        #expect(reading.set.series[1].values == Array(repeating: 60, count: 8))
        #expect(reading.set.series.map { Double($0.values.reduce(0, +)) } == reading.totals.map(\.value))
    }

    @Test func collidingPrefixes() throws {
        let stem = "0123456789abcdef"
        let reading = try read(table("HashApp,HashFunction,1,2", "a,\(stem)X,1,1", "a,\(stem)Y,1,1", "b,\(stem)Y,1,1", "a,short,1,1"))
        #expect(reading.set.series.map(\.id) == ["\(stem)X", "a/\(stem)Y", "b/\(stem)Y", "short"])
    }

    @Test func misplacedFiles() {
        func file(_ name: String, _ columns: String) -> ByteSource {
            .memory(name: name, bytes: Array("HashFunction,\(columns)\nf,1,2\n".utf8))
        }
        #expect(throws: TraceError.self) { try TraceReader.read([file("a.d01.csv", "5,6"), file("b.d01.csv", "6,7")]) }
        #expect(throws: TraceError.self) { try TraceReader.read([file("a.d01.csv", "5,6"), file("b.d01.csv", "3,4")]) }
    }
}
