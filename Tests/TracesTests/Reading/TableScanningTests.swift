import Testing
import Traces

/// Records and fields by RFC 4180, as far as a reader of traces shows them.
struct TableScanningTests {
    private func values(_ text: String) throws -> [Float] { try read(text).set.series[0].values }

    @Test func lineEnds() throws {
        #expect(try values("unique_id,ds,y\na,1,2\na,2,3\n") == [2, 3])
        #expect(try values("unique_id,ds,y\na,1,2\na,2,3") == [2, 3])
        #expect(try values("unique_id,ds,y\r\na,1,2\r\na,2,3\r\n") == [2, 3])
        #expect(try values("unique_id,ds,y\r\na,1,2\r\na,2,3\r") == [2, 3])
        #expect(try values("\u{feff}unique_id,ds,y\n\na,1,2\n\r\na,2,3\n\n\n") == [2, 3])
        #expect(try read("\u{feff}unique_id,ds,y\n\n\na,1,2\na,2,x\n".replacing("x", with: "4")).set.series[0].id == "a")
    }

    @Test func quotedFields() throws {
        let reading = try read(
            "\"unique_id\",\"ds\",\"y\"\r\n\"a, \"\"b\"\"\nc\",1,\"2\"\r\n\"a, \"\"b\"\"\nc\",\"2\",3\r\n\" d \",1,4\n d ,1,5\n")
        #expect(reading.set.series.map(\.id) == ["a, \"b\"\nc", " d ", "d"])
        #expect(reading.set.series[0].values == [2, 3])
        #expect(
            failure("unique_id,ds,y\n\"a\nb\",1,2\nc,1,x\n") == .notANumber(at: at(4, "y"), found: "\"x\""), "line ends in quotes count")
    }

    @Test func separators() throws {
        #expect(try values("unique_id;ds;y\na;1;2\na;2;3\n") == [2, 3])
        #expect(try values("unique_id\tds\ty\na\t1\t2\na\t2\t3\n") == [2, 3])
        #expect(try read("\"a;b\";ds;y\nu;1;2\nu;2;3\n") { $0.columns.id = "a;b" }.set.series[0].id == "u")
        #expect(try read("unique_id|ds|y\na|1|2\na|2|3\n") { ($0.separator, $0.format) = (0x7c, .longCSV) }.set.series[0].values == [2, 3])
    }

    @Test func recordsAcrossChunks() throws {
        // Lines of many lengths, so that every boundary of the 256 KiB window falls somewhere in a record.
        var text = "unique_id,ds,y,pad\n"
        for row in 0..<20_000 { text += "a,\(row),\(row % 1_000),\"\(String(repeating: row % 3 == 0 ? "\n" : "x", count: row % 97))\"\n" }
        let reading = try read(text)
        #expect(reading.rows == 20_000)
        #expect(reading.total == .integer(9_990_000))
        #expect(reading.set.series[0].values == (0..<20_000).map { Float($0 % 1_000) })
    }

    @Test func rowsGrowBeyondTheWindow() throws {
        let columns = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
        let row = (0..<100_000).map { String($0 % 10) }.joined(separator: ",")
        let reading = try read("date,\(columns)\n2020-01-01,\(row)\n2020-01-02,\(row)\n")
        #expect(reading.set.series.count == 100_000)
        #expect(reading.total == .integer(900_000))
    }
}
