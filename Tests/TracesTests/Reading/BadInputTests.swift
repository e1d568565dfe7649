import Testing
import Traces

/// Whatever is wrong with a table, the answer is one sentence with file and line.
struct BadInputTests {
    private let head = "unique_id,ds,y\n"

    @Test func nothingToRead() {
        #expect(failure("") == .emptyInput(file: "t.csv"))
        #expect(failure(" \n\r\n\t") == .emptyInput(file: "t.csv"))
        #expect(failure([0xef, 0xbb, 0xbf]) == .emptyInput(file: "t.csv"))
        #expect(failure(head) == .headerOnly(file: "t.csv"))
        #expect(failure("unique_id,ds,y") == .headerOnly(file: "t.csv"))
        #expect(failure("timestamp,value\r\n\r\n") == .headerOnly(file: "t.csv"))
    }

    @Test func unknownHeader() {
        #expect(failure("foo,bar\na,b\n") == .unknownFormat(file: "t.csv", header: "\"foo,bar\""))
        #expect(failure("unique_id,when,y\n") == .unknownFormat(file: "t.csv", header: "\"unique_id,when,y\""))
        #expect(
            failure("a,ds,y\nx,1,2\n") { $0.columns.id = "b" }
                == .missingColumn(file: "t.csv", column: "b", available: ["a", "ds", "y"]))
    }

    @Test func raggedRows() {
        #expect(failure(head + "a,1,2\na,2\n") == .raggedRow(at: at(3), expected: 3, found: 2))
        #expect(failure(head + "a,1,2,3,4\n") == .raggedRow(at: at(2), expected: 3, found: 5))
        #expect(failure(head + "a,1,2\n" + String(repeating: ",", count: 100_000)) == .raggedRow(at: at(3), expected: 3, found: 100_001))
        #expect(failure(head + "a,b\",1,2\n") == .misplacedQuote(at: at(2, "ds")))
    }

    @Test func cellsThatAreNoNumbers() {
        for text in [
            "x", "0x10", " 0x10", "1_000", "1 000", "1e", "e5", ".", "+", "-", "--1", "1.2.3", "1e5.0", "½", "١", "\u{1}5", "1\u{0}",
        ] {
            guard case .notANumber(let place, _) = failure(head + "a,1,\(text)\n") else {
                Issue.record("\(text) is no number")
                continue
            }
            #expect(place == at(2, "y"))
        }
        #expect(failure(head + "a,1,\"1,5\"\n") == .notANumber(at: at(2, "y"), found: "\"1,5\""))
        #expect(failure(head + "a,1,a\u{0}b\n") == .notANumber(at: at(2, "y"), found: "\"a\\x00b\""))
        for text in ["inf", "-inf", "+Inf", "Infinity", "INF"] {
            #expect(failure(head + "a,1,\(text)\n") == .infiniteNumber(at: at(2, "y"), found: "\"\(text)\""))
        }
        for text in ["1e999", "-1e999", "1e39", "3.5e38", "1" + String(repeating: "0", count: 400)] {
            guard case .numberOutOfRange(let place, _) = failure(head + "a,1,\(text)\n") else {
                Issue.record("\(text) is out of range")
                continue
            }
            #expect(place == at(2, "y"))
        }
    }

    @Test func oddNumbersThatAreNumbers() throws {
        let cases: [(String, Float)] = [
            ("-0", -0.0), ("+5", 5), (" 7 ", 7), ("1e-999", 0), ("00012", 12), ("1.", 1), (".5", 0.5), ("1E3", 1_000), ("\"42\"", 42),
            ("3.4028235e38", .greatestFiniteMagnitude), ("123456789012345678901234567890", 1.2345679e29),
        ]
        for (text, value) in cases {
            let reading = try read(head + "a,1,\(text)\n")
            #expect(reading.set.series[0].values == [value], "\(text)")
        }
    }

    @Test func headers() {
        #expect(failure("unique_id,ds,y,y\na,1,2,3\n") == .duplicateColumn(at: at(1, "y")))
        #expect(failure("unique_id,ds,y, ds\na,1,2,3\n") == .duplicateColumn(at: at(1, "ds")))
        #expect(failure("unique_id,ds,y,z\u{1}\na,1,2,3\n") == .invalidText(at: at(1, "4"), found: "\"z\\x01\""))
        #expect(failure("unique_id,ds,y\ra,1,2\ra,2,3\r") == .unsupportedContent(file: "t.csv", kind: "text whose lines end in CR alone"))
        #expect(
            failure(Array("unique_id,ds,y,".utf8) + [0xff] + Array("\na,1,2,3\n".utf8))
                == .invalidText(at: at(1, "4"), found: "\"\u{fffd}\""))
    }

    @Test func identifiers() {
        #expect(failure(head + ",1,2\n") == .emptyIdentifier(at: at(2, "unique_id")))
        #expect(
            failure(Array((head + "a").utf8) + [0xc3] + Array(",1,2\n".utf8))
                == .invalidText(at: at(2, "unique_id"), found: "\"a\u{fffd}\""))
        #expect(failure(head + "a\u{7},1,2\n") == .invalidText(at: at(2, "unique_id"), found: "\"a\\x07\""))
    }

    @Test func binaryInput() {
        guard case .unsupportedContent("t.csv", _) = failure([0x75, 0, 0, 1, 2, 3]) else { return #expect(Bool(false)) }
        #expect(failure([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0]) == .unsupportedContent(file: "t.csv", kind: "packed with zstd"))
        #expect(failure(Array("PAR1xxxx".utf8)) == .unsupportedContent(file: "t.csv", kind: "a Parquet file"))
        #expect(failure([0xff, 0xfe, 0x61, 0, 0x62, 0]) == .unsupportedContent(file: "t.csv", kind: "text in UTF-16"))
    }

    @Test func quotes() {
        #expect(failure(head + "\"a,1,2\nb,1,2\n") == .unterminatedQuote(at: at(2, "unique_id")))
        #expect(failure(head + "a,1,2\nb,1,\"") == .unterminatedQuote(at: at(3, "y")))
        #expect(failure(head + "a\"b,1,2\n") == .misplacedQuote(at: at(2, "unique_id")))
        #expect(failure(head + "\"a\"b,1,2\n") == .misplacedQuote(at: at(2, "unique_id")))
        #expect(failure(head + "\"a\"\r,1,2\n") == .misplacedQuote(at: at(2, "unique_id")))
        // A quote that is never closed must not swallow memory without bound.
        let long = head + "\"a,1,2\n" + String(repeating: "b,1,2\n", count: 1_000)
        #expect(failure(long) { $0.maximumLineBytes = 1_000 } == .unterminatedQuote(at: at(2, "unique_id")))
    }

    @Test func longLines() throws {
        let digits = String(repeating: "7", count: 10_000_000)
        guard case .notANumber(at(2, "y"), let found) = failure(head + "a,1,\(digits)\n") else { return #expect(Bool(false)) }
        #expect(found.count < 50)
        #expect(failure(head + "a,1,\(digits)\n") { $0.maximumLineBytes = 1 << 20 } == .lineTooLong(at: at(2), limit: 1 << 20))
        #expect(failure(String(repeating: "x", count: 10_000_000)) { $0.maximumLineBytes = 1 << 20 } != nil)
        #expect(failure(String(repeating: "x", count: 10_000_000)) != nil)
        #expect(failure(digits) != nil)
        let name = String(repeating: "n", count: 10_000_000)
        let reading = try read(head + "\(name),1,2\n\(name),2,3\n")
        #expect(reading.set.series[0].values == [2, 3])
        let columns = String(repeating: ",", count: 2_000_000)
        #expect(failure("date\(columns)\n2020-01-01\(columns)\n") == .tooManyColumns(at: at(1), limit: 1 << 20))
    }

    @Test func missingPaths() {
        #expect(throws: TraceError.unreadable(file: "/no/such/file.csv", reason: "No such file or directory")) {
            try TraceReader.read(paths: ["/no/such/file.csv"])
        }
        #expect(throws: TraceError.unreadable(file: "/tmp", reason: "Is a directory")) { try TraceReader.read(paths: ["/tmp"]) }
        #expect(throws: TraceError.unreadable(file: "a\u{0}b", reason: "the path holds a NUL byte")) {
            try TraceReader.read(paths: ["a\u{0}b"])
        }
    }

    @Test func times() {
        let cases: [(String, String)] = [
            ("0000-01-01", "clock times must lie within the years 1700 to 2199"),
            ("9999-12-31", "clock times must lie within the years 1700 to 2199"),
            ("2020-13-01", "month, day, hour, minute or second do not exist"),
            ("2021-02-29", "month, day, hour, minute or second do not exist"),
            ("1900-02-29", "month, day, hour, minute or second do not exist"),
            ("2020-01-01 24:00", "month, day, hour, minute or second do not exist"),
            ("2016-12-31T23:59:60Z", "a leap second has no place on a regular grid of steps"),
            ("1.5", "a decimal number needs a unit of time (--time-unit s or ms)"), ("", "every row needs a time"),
            ("99999999999999999999", "plain integers must lie within ±10^15"),
            ("1000000000000001", "plain integers must lie within ±10^15"),
        ]
        for (text, reason) in cases {
            #expect(failure(head + "a,\(text),1\n") == .invalidTime(at: at(2, "ds"), found: "\"\(text)\"", reason: reason), "\(text)")
        }
        for text in [
            "yesterday", "2020/01/01", "2020-01-01T1", "2020-01-01T10", "2020-01-01X10:00", "2020-01-01 10:00:", "2020-01-01 10:00:00.",
            "2020-01-01 10:00:00+1", "2020-01-01 10:00:00 Z", "2020-01-0a", "20-01-01", "-", "2020-01-01T10:00:00+01:0x",
        ] {
            guard case .invalidTime(at(2, "ds"), _, let reason) = failure(head + "a,\(text),1\n") else {
                Issue.record("\(text) is no time")
                continue
            }
            #expect(reason.hasPrefix("expected YYYY-MM-DD"), "\(text)")
        }
        #expect(
            failure(head + "a,99999999999999,1\n") { $0.timeUnit = .seconds }
                == .invalidTime(at: at(2, "ds"), found: "\"99999999999999\"", reason: "clock times must lie within the years 1700 to 2199"))
        #expect(failure(head + "a,2020-01-01,1\na,5,1\n") == .mixedTimes(at: at(3, "ds"), found: "\"5\""))
    }

    @Test func steps() {
        for step in [TimeStep.seconds(0), .seconds(-5), .positions(1), .nanoseconds(.max), .seconds(.max)] {
            guard case .invalidStep = failure(head + "a,2020-01-01,1\na,2020-01-02,1\n", { $0.step = step }) else {
                Issue.record("\(step) cannot be used")
                continue
            }
        }
        #expect(
            failure(head + "a,1,1\na,2,1\n") { $0.step = .positions(0) } == .invalidStep(reason: "it is 0 positions, but must be positive"))
        #expect(failure(head + "a,2020-01-01,1\n") == .unknownStep(series: "a"))
        guard case .tooSparse("a", 3, _) = failure(head + "a,1,1\na,2,1\na,900000000000000,1\n") else { return #expect(Bool(false)) }
        guard case .tooSparse("a", 3, _) = failure(head + "a,1700-01-01,1\na,2199-01-01,1\na,2199-01-02,1\n") else {
            return #expect(Bool(false))
        }
    }

    @Test func invocationTables() {
        let head = "HashOwner,HashApp,HashFunction,Trigger,"
        #expect(failure(head + "1,2\no,a,f,http,1,-1\n") == .notACount(at: at(2, "2"), found: "\"-1\""))
        #expect(failure(head + "1,2\no,a,f,http,1,1.5\n") == .notACount(at: at(2, "2"), found: "\"1.5\""))
        #expect(failure(head + "1,2\no,a,f,http,1,1e17\n") == .notACount(at: at(2, "2"), found: "\"1e17\""))
        #expect(failure(head + "1,2\no,a,f,http,x,1\n") == .notANumber(at: at(2, "1"), found: "\"x\""))
        #expect(failure(head + "1,2\no,a,f,http,1\n") == .raggedRow(at: at(2), expected: 6, found: 5))
        #expect(failure(head + "1,2\no,a,f,http,1,2,3\n") == .raggedRow(at: at(2), expected: 6, found: 7))
        #expect(failure(head + "1,2\no,a,,http,1,2\n") == .emptyIdentifier(at: at(2, "HashFunction")))
        #expect(
            failure(head + "1,3\no,a,f,http,1,2\n")
                == .minuteColumns(at: at(1), reason: "the columns of minutes go from 1 to 3, but one for each minute is expected"))
        #expect(failure(head + "1,minute_1\no,a,f,http,1,2\n") == .minuteColumns(at: at(1), reason: "minute 1 has two columns"))
        #expect(failure(head + "1,2\n") == .headerOnly(file: "t.csv"))
        let hours = (0...1_440).map(String.init).joined(separator: ",")
        guard case .minuteColumns = failure(head + hours + "\n") else { return #expect(Bool(false)) }
    }

    @Test func eventLogs() {
        let llm = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        #expect(
            failure(llm + "2023-11-16 18:15:46.68,-3,44\n") { $0.measures = [.contextTokens] }
                == .notACount(at: at(2, "ContextTokens"), found: "\"-3\""))
        guard case .invalidTime(at(2, "TIMESTAMP"), "\"17\"", _) = failure(llm + "17,1,2\n") else { return #expect(Bool(false)) }
        guard case .noValues = failure(llm + "2023-11-16 18:15:46.68,3,44\n") else { return #expect(Bool(false)) }
        guard case .tooSparse = failure(llm + "1800-11-16 18:15:46.68,3,44\n2023-11-16 18:15:46.68,3,44\n", { $0.step = .nanoseconds(1) })
        else {
            return #expect(Bool(false))
        }
        let functions = "app,func,end_timestamp,duration\n"
        guard case .invalidTime(at(2, "duration"), "\"-1\"", _) = failure(functions + "a,f,5,-1\n") else { return #expect(Bool(false)) }
        guard case .invalidTime(at(2, "end_timestamp"), "\"1e12\"", _) = failure(functions + "a,f,1e12,1\n") else {
            return #expect(Bool(false))
        }
        guard case .tooSparse = failure(functions + "a,f,1,0\na,f,3e8,0\n", { $0.step = .nanoseconds(1_000) }) else {
            return #expect(Bool(false))
        }
    }

    @Test func everyFormatForcedOnEveryFixture() throws {
        // A wrong `--format` is answered with an error or a reading, never with a trap.
        for name in ["azure-functions-2019-480.csv", "azure-functions-2021.csv", "azure-llm-2023-conv.csv", "faas-function-week.csv"] {
            let bytes = try Fixture.bytes(name)
            for format in TraceFormat.allCases {
                do {
                    _ = try read(bytes) { $0.format = format }
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }
}
