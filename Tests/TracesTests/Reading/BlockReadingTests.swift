import Foundation
import Testing
import Traces

/// Reading in blocks on several threads gives what reading line by line gives.
///
/// The judge is the scanner itself: a quote in the first row makes the whole file be read by it.
struct BlockReadingTests {
    /// A small table of a format: its header, rows, and the same rows with the first cell in quotes.
    private struct Sample {
        var name: String
        var header: String
        var rows: [String]
        var change: @Sendable (inout TraceReadingOptions) -> Void = { _ in }

        func text(_ end: String = "\n", isQuoted: Bool = false, hasLastEnd: Bool = true) -> [UInt8] {
            var rows = rows
            // Without a header the first two rows are what recognises the format.
            let row = header.isEmpty ? 2 : 0
            if isQuoted, row < rows.count, !rows[row].hasPrefix("\"") {
                let cells = rows[row].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
                rows[row] = "\"\(cells[0])\"" + (cells.count > 1 ? "," + cells[1] : "")
            }
            return Array((header.isEmpty ? "" : header + end).utf8) + Array((rows.joined(separator: end) + (hasLastEnd ? end : "")).utf8)
        }
    }

    private static let samples: [Sample] = [
        Sample(
            name: "azure 2019", header: "HashOwner,HashApp,HashFunction,Trigger,1,2,3,4",
            rows: [
                "o,a,f,http,1,2,3,4", "o,a,g,timer,0,1234567,3,4", "", "o, b ,f,http,7,,nan,8", "o,b,h,,1,1.0,+2,3",
                "é,b,i,queue,1234567890,0,0,0",
            ]
        ) { $0.gaps = .missing },
        Sample(
            name: "long", header: "unique_id,ds,y,x",
            rows: [
                "a,2020-01-01T00:00:00Z,1,2", "a,2020-01-01T01:00:00Z,3.25,", "b,2020-01-01 00:00,-4.5e2,1", "", "b,2020-01-01 01:00:00,,0",
                "a,2020-01-01T02:00:00Z,1e3,7", "c,2020-01-01,12345678901234567890,1", " a ,2020-01-01T03:00:00+00:00,0.1,3",
                "b,2020-01-01T03:00:00Z,1,1",
            ]
        ) {
            $0.gaps = .missing
            $0.columns.pastCovariates = ["x"]
        },
        Sample(
            name: "long out of order", header: "unique_id,ds,y,s",
            rows: ["a,3,1,5", "a,2,1,5", "b,1,9,6", "a,4,2,5", "a,1,7,", "b,2,8,6", "b,3,8,", "b,3,4,6", "a,5,1,5"]
        ) {
            $0.duplicates = .mean
            $0.columns.staticCovariates = ["s"]
        },
        Sample(name: "nab", header: "timestamp,value", rows: (0..<12).map { "2014-04-01 00:\(10 + $0):00,\($0).5" }),
        Sample(
            name: "azure 2021", header: "app,func,end_timestamp,duration",
            rows: ["a,f,60.5,0.25", "a,g,130,1", "b,f,200,1e-3", " a ,f,201,.5", "a,f,300.125,10", "a,g,301,0", "b,é,400,1"]
        ) { $0.partialBins = .keep },
        Sample(
            name: "azure llm", header: "TIMESTAMP,ContextTokens,GeneratedTokens",
            rows: (0..<20).map { "2023-11-16 18:1\($0 % 7 < 5 ? $0 / 3 : 1):46.6805900,\($0 * 37),\($0 == 4 ? "" : String($0))" }
        ) {
            $0.measures = EventMeasure.allCases
            $0.partialBins = .keep
        },
        Sample(
            name: "wide", header: "date,u,v",
            rows: (1...20).map { "2020-01-\($0 < 10 ? "0" : "")\($0),\($0),\($0 % 4 == 0 ? "" : "\($0).5")" }
        ) {
            $0.gaps = .interpolate
        },
        Sample(name: "wide without times", header: "", rows: (0..<20).map { "\($0),\($0 * $0).25" }),
        Sample(name: "rows", header: "V1,V2,V3,V4", rows: ["H1,1,2,3", "H2,3,,", "é,1.5,,2", "H3,nan,1,", "H4,1e2,-7,0.125", "H5,1,1,1"]) {
            $0.gaps = .missing
        },
    ]

    /// Everything about a reading, with NaN equal to NaN; or its error.
    private func outcome(_ bytes: [UInt8], _ change: (inout TraceReadingOptions) -> Void) -> [String] {
        do {
            let reading = try read(bytes, change)
            var lines = [
                "\(reading.format) \(reading.sources) \(reading.totals) \(reading.total) \(reading.findingCounts.sorted { $0.key.rawValue < $1.key.rawValue })"
            ]
            lines += reading.findings.map(\.description) + reading.assumptions.map(\.description)
            lines += ["\(reading.set.quantity) \(reading.set.calendar)"]
            for series in reading.set.series {
                let all = [series.values] + series.pastCovariates + series.futureCovariates + [series.staticCovariates]
                lines.append("\(series.id) \(series.axis) \(series.labels.sorted { $0.key < $1.key }) \(all.map { $0.map(\.bitPattern) })")
            }
            return lines
        } catch {
            return [error.description]
        }
    }

    private func expectSame(_ sample: Sample, sizes: [Int], comment: String = "") {
        for end in ["\n", "\r\n"] {
            for hasLastEnd in [true, false] {
                let judged = outcome(sample.text(end, isQuoted: true, hasLastEnd: hasLastEnd)) { sample.change(&$0) }
                for size in sizes {
                    for threads in [1, 2] {
                        for level in [UInt32?.none, 0] {
                            let found = outcome(sample.text(end, hasLastEnd: hasLastEnd)) {
                                sample.change(&$0)
                                ($0.blockBytes, $0.threads, $0.kernelLevel) = (size, threads, level)
                            }
                            #expect(
                                found == judged,
                                "\(sample.name) \(comment), blocks of \(size), \(threads) threads, end \(end.debugDescription)")
                        }
                    }
                }
            }
        }
    }

    /// Block ends at every byte: sizes from one byte to the whole table.
    @Test(arguments: samples.indices) func everyBlockSize(index: Int) {
        let sample = Self.samples[index]
        #expect(outcome(sample.text()) { sample.change(&$0) }.count > 1, "\(sample.name) can be read")
        expectSame(sample, sizes: Array(1...64) + [100, 1_000])
    }

    /// One bad cell or row in every place: the same error, at the same line and column.
    @Test(arguments: samples.indices) func everyBadRow(index: Int) {
        let sample = Self.samples[index]
        // The first rows of a table without a header also recognise its format.
        for row in sample.rows.indices.dropFirst(sample.header.isEmpty ? 3 : 1) where !sample.rows[row].isEmpty {
            for bad in ["x", "1,2,3,4,5,6,7,8,9,10", "\u{1},\u{1},\u{1},\u{1}"] {
                var broken = sample
                broken.rows[row] = bad
                expectSame(broken, sizes: [1, 33, 1_000], comment: "with \(bad) in row \(row)")
            }
            let cells = sample.rows[row].split(separator: ",", omittingEmptySubsequences: false)
            for column in cells.indices {
                var broken = sample
                var changed = cells
                changed[column] = "1x"
                broken.rows[row] = changed.joined(separator: ",")
                expectSame(broken, sizes: [1, 33, 1_000], comment: "with a bad cell \(column) in row \(row)")
            }
        }
    }

    /// Quotes anywhere, also around line ends, hand over to the scanner at that line.
    @Test(arguments: samples.indices) func quotesInEveryRow(index: Int) {
        let sample = Self.samples[index]
        for row in sample.rows.indices where !sample.rows[row].isEmpty {
            var quoted = sample
            quoted.rows[row] = sample.rows[row].split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }.joined(
                separator: ",")
            expectSame(quoted, sizes: [1, 20, 50, 1_000], comment: "with quotes in row \(row)")
            quoted.rows[row] = "\"open,1,2"
            expectSame(quoted, sizes: [1, 20, 50, 1_000], comment: "with an open quote in row \(row)")
        }
    }

    @Test func quotedLineEndsBelongToTheField() throws {
        let text = "unique_id,ds,y\nplain,1,1\nplain,2,2\n\"two\nlines\",1,3\n\"two\nlines\",2,4\nplain,3,x\n"
        for size in 1...80 {
            let error = failure(text) { $0.blockBytes = size }
            #expect(error == .notANumber(at: at(8, "y"), found: "\"x\""))
            let reading = try read(text.replacingOccurrences(of: "x", with: "5")) { $0.blockBytes = size }
            #expect(reading.set.series.map(\.id) == ["plain", "two\nlines"])
            #expect(reading.set.series.map(\.values) == [[1, 2, 5], [3, 4]])
        }
    }

    /// The first error of the file wins, whoever finds one first.
    @Test func firstErrorInTheFile() {
        var rows = (0..<4_000).map { "a,\($0),\($0)" }
        rows[3_900] = "a,3900,late"
        for early in [10, 1_000, 3_899] {
            rows[early] = "a,\(early),early"
            let text = "unique_id,ds,y\n" + rows.joined(separator: "\n")
            for size in [64, 1_000, 4_096, 1 << 20] {
                for threads in 1...4 {
                    let error = failure(text) { ($0.blockBytes, $0.threads) = (size, threads) }
                    #expect(error == .notANumber(at: at(early + 2, "y"), found: "\"early\""), "\(early) \(size) \(threads)")
                }
            }
            rows[early] = "a,\(early),\(early)"
        }
    }

    @Test func longLines() throws {
        let header = "V1," + (2...2_000).map { "V\($0)" }.joined(separator: ",")
        let row = (2...2_000).map(String.init).joined(separator: ",")
        let text = "\(header)\na,\(row)\nb,\(row)\nc,\(row)\n"
        for (size, threads) in [(1, 1), (100, 2), (4_096, 2), (9_000, 3)] {
            let reading = try read(text) { ($0.blockBytes, $0.threads) = (size, threads) }
            #expect(reading.set.series.map(\.id) == ["a", "b", "c"])
            #expect(reading.set.series.allSatisfy { $0.values == (2...2_000).map(Float.init) })
            let limit = header.utf8.count
            let long = "\(header)\na,\(row)\nb,\(row)\(String(repeating: "0", count: 4_000))\nc,\(row)\n"
            #expect(
                failure(long) { ($0.blockBytes, $0.threads, $0.maximumLineBytes) = (size, threads, limit) }
                    == .lineTooLong(at: at(3), limit: limit),
                "\(size)")
            let endless = "\(header)\na,\(row)\n" + String(repeating: "7", count: 100_000)
            #expect(
                failure(endless) { ($0.blockBytes, $0.threads, $0.maximumLineBytes) = (size, threads, limit) }
                    == .lineTooLong(at: at(3), limit: limit), "\(size)")
        }
    }

    @Test func packedTables() throws {
        let rows = (0..<120_000).map { "s\($0 / 100),\($0 % 100),\($0 * 7_919 % 1_000)" }
        let text = "unique_id,ds,y\n" + rows.joined(separator: "\n") + "\n"
        let folder = try ScratchFolder()
        let table = try TableFile(path: folder.file("t.csv.gz"))
        try table.append { $0.append(contentsOf: text.utf8) }
        try table.commit()
        let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("t.csv.gz"))))
        let plain = outcome(Array(text.utf8)) { _ in }
        for (size, threads) in [(2_000, 2), (10_000, 1), (10_000, 2), (100_000, 3)] {
            #expect(outcome(packed) { ($0.blockBytes, $0.threads) = (size, threads) } == plain)
            #expect(
                failure(Array(packed[..<(packed.count - 4)])) { ($0.blockBytes, $0.threads) = (size, threads) }
                    == .gzipTruncated(file: "t.csv", offset: packed.count - 4))
        }
        // What is wrong with a row that can still be unpacked comes before what is wrong with the packing.
        let broken = text.replacingOccurrences(of: "s500,50,", with: "s500,50,x")
        let brokenTable = try TableFile(path: folder.file("broken.csv.gz"))
        try brokenTable.append { $0.append(contentsOf: broken.utf8) }
        try brokenTable.commit()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("broken.csv.gz"))))
        for (size, threads) in [(2_000, 2), (10_000, 1), (100_000, 2)] {
            let error = failure(Array(bytes[..<(bytes.count / 2)])) { ($0.blockBytes, $0.threads) = (size, threads) }
            guard case .notANumber(at(50_052, "y"), _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    /// Many blocks on many threads, again and again: nothing depends on who is faster.
    @Test func threadsDoNotMatter() {
        let header = "HashOwner,HashApp,HashFunction,Trigger," + (1...1_440).map(String.init).joined(separator: ",")
        let rows = (0..<300).map { row in
            "o\(row / 9),a\(row / 3),f\(row),http,"
                + (0..<1_440).map { $0 % (row % 17 + 2) == 0 ? "\($0 * row % 977)" : "0" }.joined(separator: ",")
        }
        let bytes = Array((header + "\n" + rows.joined(separator: "\n") + "\n").utf8)
        let one = outcome(bytes) { ($0.threads, $0.blockBytes) = (1, 1 << 20) }
        #expect(one.count > 300)
        for round in 0..<12 { #expect(outcome(bytes) { ($0.threads, $0.blockBytes) = (1 + round % 4, 5_000 << (round % 5)) } == one) }
        let missing = outcome(bytes.map { $0 == UInt8(ascii: "7") ? UInt8(ascii: "x") : $0 }) { ($0.threads, $0.blockBytes) = (4, 10_000) }
        #expect(missing == outcome(bytes.map { $0 == UInt8(ascii: "7") ? UInt8(ascii: "x") : $0 }) { $0.threads = 1 })
    }
}
