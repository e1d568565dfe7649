import Testing
import Traces

/// Wide tables, rows of series, and bare numbers.
struct WideTableTests {
    @Test func columnsAreSeries() throws {
        let reading = try read("date,HUFL,OT\n2016-07-01 00:00:00,5.5,30\n2016-07-01 01:00:00,,29\n2016-07-01 02:00:00,4.5,28\n") {
            $0.gaps = .interpolate
        }
        #expect(reading.format == .wideCSV)
        #expect(reading.set.series.map(\.id) == ["HUFL", "OT"])
        #expect(reading.set.series[0].values == [5.5, 5, 4.5])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_467_331_200, stepSeconds: 3_600))
        #expect(reading.totals == [.real(10), .integer(87)])
        #expect(reading.findings == [Finding(kind: .missingValue, series: "HUFL", time: "2016-07-01T01:00:00Z", location: at(3))])
    }

    @Test func seriesOfDifferentLength() throws {
        let reading = try read("timestamp,a,b\n0,1,\n300,2,5\n600,,6\n") { $0.timeUnit = .seconds }
        #expect(reading.set.series[0].values == [1, 2])
        #expect(reading.set.series[1].values == [5, 6])
        #expect(reading.set.series[1].axis.start == 300_000_000_000)
    }

    @Test func chosenColumnsAndText() throws {
        let text =
            "Time,Demand,Temperature,Date,Holiday\n2012-01-01T00:00:00Z,4382.5,21.4,2012-01-01,True\n2012-01-01T00:30:00Z,4263,21,2012-01-01,True\n"
        let unknown = text.replacing("Demand", with: "Load")
        #expect(failure(unknown) == .notANumber(at: at(2, "Date"), found: "\"2012-01-01\""))
        let reading = try read(text) { $0.wideColumns = ["Demand"] }
        #expect(reading.set.series.map(\.id) == ["Demand"])
        #expect(reading.assumptions.contains(.ignoredColumns(["Temperature", "Date", "Holiday"])))
        #expect(
            try read(text) { $0.columns = LongTableColumns(id: nil, time: "Time", value: "Temperature") }.set.series[0].values == [
                21.4, 21,
            ])
    }

    @Test func withoutTimes() throws {
        let reading = try read("cpu,mem\n1,10\n2,20\n3,30\n4,40\n")
        #expect(reading.set.series[1].values == [10, 20, 30, 40])
        #expect(reading.set.series[1].axis == .index())
        #expect(!reading.set.calendar.timeOfDayIsReal, "positions have no clock")
        let axis = TimeAxis.clock(startSeconds: 0, stepSeconds: 10)
        let coarse = try read("cpu,mem\n1,10\n2,20\n3,30\n4,40\n") { ($0.axis, $0.step, $0.quantity) = (axis, .seconds(20), .gauge()) }
        #expect(coarse.set.series[0].values == [1.5, 3.5])
        #expect(coarse.set.series[0].axis == .clock(startSeconds: 0, stepSeconds: 20))
        #expect(
            failure("cpu,mem\n1,10\n") { ($0.axis, $0.step) = (axis, .seconds(15)) } == .stepNotMultiple(requested: "15 s", found: "10 s"))
        guard case .invalidStep = failure("cpu,mem\n1,10\n2,2\n", { $0.axis = TimeAxis(kind: .clock, start: 5, step: .max) }) else {
            return #expect(Bool(false))
        }
    }

    @Test func withoutHeader() throws {
        let reading = try read("0.5,1,2\n0.6,3,4\n")
        #expect(reading.format == .wideCSV)
        #expect(reading.set.series.map(\.id) == ["1", "2", "3"])
        #expect(reading.set.series[2].values == [2, 4])
        #expect(reading.assumptions.contains(.noHeader(file: "t.csv", columns: 3)))
        #expect(failure("0.5,1,2\n0.6,3,4\n1,2\n") == .raggedRow(at: at(3), expected: 3, found: 2))
    }

    @Test func filesOfOneTable() throws {
        let first = ByteSource.memory(name: "1", bytes: Array("date,a\n2020-01-01,1\n".utf8))
        let second = ByteSource.memory(name: "2", bytes: Array("date,a\n2020-01-02,2\n".utf8))
        #expect(try TraceReader.read([first, second]).set.series[0].values == [1, 2])
        #expect(throws: TraceError.mixedHeaders(file: "3", expected: ["date", "a"], found: ["date", "b"])) {
            try TraceReader.read([first, .memory(name: "3", bytes: Array("date,b\n2020-01-02,2\n".utf8))])
        }
    }

    @Test func rowsOfSeries() throws {
        let reading = try read("\"V1\",\"V2\",\"V3\",\"V4\"\n\"H1\",\"605\",\"586.5\",\n\"H2\",1,,3\n") { $0.gaps = .missing }
        #expect(reading.format == .rowPerSeries)
        #expect(reading.set.series[0].values == [605, 586.5])
        #expect(same(reading.set.series[1].values, [1, .nan, 3]))
        #expect(reading.findings == [Finding(kind: .missingValue, series: "H2", time: "1", location: at(3))])
        #expect(failure("V1,V2\nH1,1\nH1,2\n") == .series(.duplicateSeries("H1")))
        #expect(failure("V1,V2\nH1,1\nH2,1,2\n") == .raggedRow(at: at(3), expected: 2, found: 3))
    }

    @Test func bareNumbers() throws {
        for text in ["1 2 3 4", "1\n2\n3\n4\n", "1,2,3,4\n", " 1\t2;3\r\n4 ", "1 2\n3 4\n"] {
            let reading = try read(text, name: "load.txt")
            #expect(reading.format == .bareNumbers, "\(text)")
            #expect(reading.set.series[0].values == [1, 2, 3, 4], "\(text)")
            #expect(reading.set.series[0].id == "load")
            #expect(reading.rows == 4)
        }
        #expect(try read("7").set.series[0].values == [7])
        #expect(failure("1 2\n3 x 4") == .notANumber(at: at(2), found: "\"x\""))
        #expect(failure("1 2\n3 inf 4") == .infiniteNumber(at: at(2), found: "\"inf\""))
        #expect(failure("1 2\n3 1e99 4") == .numberOutOfRange(at: at(2), found: "\"1e99\""))
        let gap = try read("1\n2\nnan\nnan\n5\n") { $0.gaps = .interpolate }
        #expect(gap.set.series[0].values == [1, 2, 3, 4, 5])
        #expect(gap.findings == [Finding(kind: .missingValue, series: "t", time: "2", location: at(3), count: 2)])
    }

    @Test func bareNumbersOnOneLongLine() throws {
        let text = (0..<500_000).map { String($0 % 1_000) }.joined(separator: " ")
        let reading = try read(text) {
            $0.axis = .clock(startSeconds: 804_556_801, stepSeconds: 1)
            $0.step = .seconds(60)
            $0.maximumLineBytes = 1_000
        }
        #expect(reading.total == .integer(249_750_000))
        #expect(reading.rows == 500_000)
        // The first second is one after a full minute: its bin is left out, as is the last.
        #expect(reading.set.series[0].axis.start == 804_556_860_000_000_000)
        #expect(reading.set.series[0].values.count == 8_332)
        #expect(reading.findingCounts[.partialBin] == 59 + 21)
    }
}
