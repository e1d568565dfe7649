import Testing
import Traces

/// Formats that are no tables: machines by file, counts per second, Monash files, archives.
struct PlainFileFormatTests {
    @Test func daysOfPlanetLab() throws {
        let sources = ["20110303/a_b", "20110306/a_b"].map { ByteSource.memory(name: "x/\($0)", bytes: Array("24\n34\n 100\n".utf8)) }
        let reading = try TraceReader.read(sources)
        #expect(reading.format == .planetLab && reading.rows == 6 && reading.total == .integer(316))
        #expect(reading.set.series.map(\.id) == ["20110303/a_b", "20110306/a_b"])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_299_110_400, stepSeconds: 300))
        #expect(reading.assumptions == [.formatStep(.planetLab, .seconds(300))])
        let broken = ByteSource.memory(name: "20110303/a", bytes: Array("24\n34\n101\n".utf8))
        #expect(
            throws: TraceError.malformedLine(
                at: TraceLocation(file: "20110303/a", line: 3, column: "cpu"), expected: "a number from 0 to 100", found: "\"101\"")
        ) {
            try TraceReader.read([broken])
        }
        let ragged = ByteSource.memory(name: "20110303/a", bytes: Array("24\n34\n1 2\n".utf8))
        #expect(throws: TraceError.raggedRow(at: TraceLocation(file: "20110303/a", line: 3), expected: 1, found: 2)) {
            try TraceReader.read([ragged])
        }
        #expect(try read("24\n34\n", name: "20119903/a").format == .bareNumbers, "no such day")
    }

    @Test func machinesOfGoogle() throws {
        let text = "6.763 5.103\n7.288 5.139\n"
        let reading = try read(text, name: "vm_1218322450_1")
        #expect(reading.format == .google2011 && reading.rows == 2 && reading.set.series[0].id == "vm_1218322450_1")
        #expect(reading.set.series[0].values == [6.763, 7.288])
        #expect(reading.assumptions == [.formatStep(.google2011, .seconds(300)), .firstDay("1970-01-01T00:00:00Z")])
        let memory = try read(text, name: "vm_1218322450_1") { $0.columns.value = "memory" }
        #expect(memory.set.series[0].values == [5.103, 5.139])
        let place = TraceLocation(file: "vm_1", line: 3)
        #expect(failure(text + "1\n", name: "vm_1") == .raggedRow(at: place, expected: 2, found: 1))
        #expect(failure(text + "1 -1\n", name: "vm_1")?.description.contains("vm_1, line 3, column memory") == true)
        #expect(try read(text, name: "pairs").format == .bareNumbers)
    }

    @Test func countsPerSecond() throws {
        let tweets = try read("52 55 48", name: "twitter-2021/workload.txt")
        #expect(tweets.format == .secondCounts && tweets.set.series[0].axis == .clock(startSeconds: 0, stepSeconds: 1))
        #expect(tweets.set.series[0].values == [52, 55, 48] && !tweets.set.calendar.timeOfDayIsReal)
        #expect(tweets.assumptions.contains(.formatStep(.secondCounts, .seconds(1))))
        let requests = try read("1 0 2", name: "nasa-http/workload.txt")
        #expect(requests.set.series[0].axis.start == 804_556_801_000_000_000 && requests.set.quantity == .count("requests"))
        #expect(failure("1 0 2\n3 two", name: "nasa/workload.txt")?.description.contains("line 2") == true)
        // The published log lacks the last days of July.
        let month = try read(String(repeating: "1 ", count: 2_381_547), name: "nasa/workload.txt") { $0.gaps = .zero }
        #expect(month.rows == 2_381_547 && month.findingCounts == [.gap: 296_854])
        #expect(month.set.series[0].axis.time(at: month.set.series[0].count - 1) == 807_235_201_000_000_000)
        #expect(month.set.series[0].values[2_381_544] == 1 && month.set.series[0].values[2_381_545] == 0)
    }

    private static let monash =
        "# A comment\n@relation Test\n@attribute series_name string\n@attribute state string\n@attribute start_timestamp date\n"
        + "@frequency half_hourly\n@horizon 8\n@missing true\n@data\n"

    @Test func monashFiles() throws {
        let text = Self.monash + "T1:NSW:2010-07-01 00-30-00:1.5,?,3\nT2:VIC:2010-07-01 01-00-00:4\n"
        let reading = try read(text, name: "sample.tsf") { $0.gaps = .missing }
        #expect(reading.format == .tsf && reading.rows == 2 && reading.total == .real(8.5))
        #expect(reading.set.series.map(\.id) == ["T1", "T2"] && reading.set.series[1].labels == ["state": "VIC"])
        #expect(same(reading.set.series[0].values, [1.5, .nan, 3]))
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_277_944_200, stepSeconds: 1_800))
        #expect(reading.findingCounts == [.missingValue: 1] && reading.findings[0].location == TraceLocation(file: "sample.tsf", line: 10))
        let monthly = try read(text.replacing("half_hourly", with: "monthly").replacing("?", with: "2"), name: "m.tsf")
        #expect(monthly.set.series[0].axis == .index() && monthly.assumptions.contains(.positions(frequency: "monthly")))
        func fault(_ row: String) -> String {
            failure(Self.monash + "T1:NSW:2010-07-01 00-30-00:1\n" + row, name: "t.tsf")?.description ?? ""
        }
        #expect(fault("T2:NSW:2010-07-01 00-30-00:1,x\n").contains("t.tsf, line 11, column value 2: expected a number"))
        #expect(fault("T2:NSW:1,2\n").contains("t.tsf, line 11: expected 3 attributes"))
        #expect(fault("T2:NSW:2010-13-01 00-30-00:1\n").contains("t.tsf, line 11, column start_timestamp"))
        #expect(fault("T2:NSW:2010-07-01 00-30-00:1,,2\n").contains("line 11, column value 2"))
        #expect(fault("T1:NSW:2010-07-01 00-30-00:1\n").contains("T1"))
        #expect(failure("@relation x\nnonsense\n", name: "t.tsf")?.description.contains("line 2") == true)
        #expect(failure(Self.monash, name: "t.tsf") == .headerOnly(file: "t.tsf"))
    }
}
