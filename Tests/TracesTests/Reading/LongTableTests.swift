import Testing
import Traces

/// Long tables: rows of series in any order, names mapped, covariates by role.
struct LongTableTests {
    private let day: Int64 = 86_400

    @Test func interleavedSeries() throws {
        let reading = try read("unique_id,ds,y\nb,2020-01-01,1\na,2020-01-03,2\nb,2020-01-02,3\na,2020-01-04,4.5\nb,2020-01-03,\n")
        #expect(reading.format == .longCSV)
        #expect(reading.set.series.map(\.id) == ["b", "a"])
        #expect(reading.set.series[0].values == [1, 3])
        #expect(reading.set.series[1].values == [2, 4.5])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_577_836_800, stepSeconds: day))
        #expect(reading.set.series[1].axis == .clock(startSeconds: 1_577_836_800 + 2 * day, stepSeconds: day))
        #expect(reading.totals == [.integer(4), .real(6.5)])
        #expect(reading.total == .real(10.5))
        #expect(reading.rows == 5)
        #expect(reading.set.quantity == .gauge(lowerBound: 0))
        #expect(reading.findings == [Finding(kind: .missingValue, series: "b", time: "2020-01-03T00:00:00Z", location: at(6), count: 1)])
        #expect(reading.assumptions == [.universalTime, .quantity(.gauge(lowerBound: 0))])
    }

    @Test func namesAndOrderOfColumns() throws {
        let reading = try read("value,extra,Page,date\n3,x,\"a, b\",2020-01-01\n4,y,\"a, b\",2020-01-02\n") {
            $0.columns = LongTableColumns(id: "Page", time: "date", value: "value")
        }
        #expect(reading.set.series[0].id == "a, b")
        #expect(reading.set.series[0].values == [3, 4])
        #expect(reading.assumptions.contains(.ignoredColumns(["extra"])))
        #expect(reading.set.quantity == .count())
    }

    @Test func oneSeriesWithoutIdentifiers() throws {
        let reading = try read("ds,y\n1,3\n2,4\n", name: "data/load.csv.gz")
        #expect(reading.set.series[0].id == "load")
        #expect(reading.set.series[0].axis == .index(start: 1))
        #expect(reading.assumptions.contains(.namedAfterFile("load")))
    }

    @Test func severalFilesContinueEachOther() throws {
        let first = ByteSource.memory(name: "1.csv", bytes: Array("unique_id,ds,y\na,1,1\nb,1,5\n".utf8))
        let second = ByteSource.memory(name: "2.csv", bytes: Array("y,ds,unique_id\n2,2,a\n6,2,b\n,3,b\n8,4,b\n".utf8))
        let reading = try TraceReader.read([first, second], options: TraceReadingOptions(gaps: .missing))
        #expect(reading.set.series.map(\.values.count) == [2, 4])
        #expect(same(reading.set.series[1].values, [5, 6, .nan, 8]))
        #expect(reading.sources.map(\.rows) == [2, 4])
        #expect(reading.findings == [Finding(kind: .missingValue, series: "b", time: "3", location: TraceLocation(file: "2.csv", line: 4))])
        #expect(throws: TraceError.mixedFormats(file: "3.csv", expected: .longCSV, found: .nab)) {
            try TraceReader.read([first, .memory(name: "3.csv", bytes: Array("timestamp,value\n2020-01-01,1\n".utf8))])
        }
    }

    @Test func covariates() throws {
        let text = "unique_id,ds,y,temp,promo,size\na,1,10,1.5,0,7\na,2,20,2.5,1,7\na,3,,,1,\na,4,,,0,7\n"
        let reading = try read(text) {
            $0.columns.pastCovariates = ["temp"]
            $0.columns.futureCovariates = ["promo"]
            $0.columns.staticCovariates = ["size"]
        }
        let series = reading.set.series[0]
        #expect(series.values == [10, 20])
        #expect(series.pastCovariates == [[1.5, 2.5]])
        #expect(series.futureCovariates == [[0, 1, 1, 0]])
        #expect(series.staticCovariates == [7])
        #expect(reading.set.futureCovariates == ["promo"])
        #expect(reading.findings.isEmpty, "rows of the future lack nothing")
        #expect(
            failure(text.replacing("0,7\n", with: "0,8\n")) { $0.columns.staticCovariates = ["size"] }
                == .staticCovariateVaries(at: at(3, "size"), series: "a"))
        #expect(
            failure(text) { $0.columns.pastCovariates = ["nope"] }
                == .missingColumn(file: "t.csv", column: "nope", available: ["unique_id", "ds", "y", "temp", "promo", "size"]))
    }

    @Test func disorder() throws {
        let text = "unique_id,ds,y\na,3,30\na,1,10\nb,1,1\na,2,20\nb,2,2\n"
        let reading = try read(text)
        #expect(reading.set.series[0].values == [10, 20, 30])
        #expect(reading.findingCounts == [.outOfOrder: 1])
        #expect(reading.findings == [Finding(kind: .outOfOrder, series: "a", time: "1", location: at(3))])
        #expect(failure(text) { $0.outOfOrder = .error } == .outOfOrder(at: at(3, "ds"), series: "a", time: "1"))
    }

    @Test func duplicates() throws {
        let text = "unique_id,ds,y,x\na,1,10,1\na,2,20,2\na,2,40,4\na,3,5,0\na,2,,9\n"
        #expect(failure(text) == .duplicateTimes(at: at(4), series: "a", time: "2", count: 2))
        let expected: [(DuplicatePolicy, Float, Float)] = [(.sum, 60, 5), (.mean, 30, 5), (.first, 20, 2), (.last, 40, 4)]
        for (policy, value, covariate) in expected {
            let reading = try read(text) {
                $0.duplicates = policy
                $0.columns.pastCovariates = ["x"]
            }
            #expect(reading.set.series[0].values == [10, value, 5], "\(policy)")
            #expect(reading.set.series[0].pastCovariates == [[1, covariate, 0]], "\(policy)")
            #expect(reading.findingCounts[.duplicateTime] == 2)
            #expect(reading.total == .integer(75), "totals are as written")
        }
        // Rows that are equal in everything are reported like any other.
        #expect(failure("unique_id,ds,y\na,1,1\na,1,1\n") == .duplicateTimes(at: at(3), series: "a", time: "1", count: 1))
    }

    @Test func gaps() throws {
        let text = "unique_id,ds,y\na,1,10\na,2,\na,3,16\na,6,4\nb,1,7\nb,2,nan\n"
        #expect(failure(text) == .gaps(at: at(3), series: "a", time: "2", count: 3))
        #expect(same(try read(text) { $0.gaps = .missing }.set.series[0].values, [10, .nan, 16, .nan, .nan, 4]))
        #expect(try read(text) { $0.gaps = .zero }.set.series[0].values == [10, 0, 16, 0, 0, 4])
        let reading = try read(text) { $0.gaps = .interpolate }
        #expect(reading.set.series[0].values == [10, 13, 16, 12, 8, 4])
        #expect(reading.set.series[1].values == [7], "missing values at the end are cut off")
        #expect(reading.findingCounts == [.gap: 2, .missingValue: 2])
        #expect(reading.findings[1] == Finding(kind: .gap, series: "a", time: "4", location: at(5), count: 2))
    }

    @Test func seriesWithoutValues() throws {
        let reading = try read("unique_id,ds,y\na,1,\na,2,\nb,1,1\nb,2,2\n")
        #expect(reading.set.series.map(\.id) == ["b"])
        #expect(reading.totals == [.integer(3)])
        #expect(reading.findingCounts[.emptySeries] == 1)
        #expect(failure("unique_id,ds,y\na,1,\n") == .noValues(file: "t.csv", reason: "every value is missing or lies in a partial bin"))
    }

    @Test func irregularSteps() throws {
        let text = "unique_id,ds,y\na,0,1\na,10,2\na,20,3\na,35,4\na,45,6\n"
        #expect(failure(text) == .irregularStep(at: at(5), series: "a", time: "35", expected: "10 positions", found: "15 positions"))
        // Rows without a step of their own are binned when the caller names one.
        let rates = try read(text) { ($0.step, $0.quantity) = (.positions(20), .rate()) }
        #expect(rates.set.series[0].values == [1.5, 3.5, 6])
        #expect(rates.set.series[0].axis == TimeAxis(kind: .index, start: 0, step: 20))
        let counts = try read(text) { ($0.step, $0.quantity) = (.positions(20), .count()) }
        #expect(counts.set.series[0].values == [3, 7])
        #expect(counts.findings == [Finding(kind: .partialBin, series: "a", time: "40", location: at(6))])
        #expect(
            try read(text) { ($0.step, $0.quantity, $0.partialBins) = (.positions(20), .count(), .keep) }.set.series[0].values == [3, 7, 6])
        // The largest step that all distances share is a grid too.
        #expect(try read(text) { ($0.step, $0.gaps) = (.positions(5), .zero) }.set.series[0].values == [1, 0, 2, 0, 3, 0, 0, 4, 0, 6])
        #expect(failure(text) { $0.step = .positions(3) } == .stepTooFine(requested: "3 positions", found: "5 positions"))
    }

    @Test func coarserSteps() throws {
        let rows = (0..<12).map { "a,2020-01-01 00:\(10 + $0),\($0)\n" }.joined()
        let text = "unique_id,ds,y\n" + rows
        func values(_ step: Int64, _ quantity: Quantity, _ policy: PartialBinPolicy = .drop) throws -> [Float] {
            try read(text) { ($0.step, $0.quantity, $0.partialBins) = (.seconds(step), quantity, policy) }.set.series[0].values
        }
        #expect(try values(300, .count()) == [10, 35], "minutes 20 and 21 fill no bin")
        #expect(try values(300, .count(), .keep) == [10, 35, 21])
        #expect(try values(300, .gauge()) == [2, 7, 10.5])
        #expect(try values(420, .count()) == [35], "minutes 10 to 13 are the end of a bin")
        #expect(try values(120, .count()) == [1, 5, 9, 13, 17, 21])
        #expect(failure(text) { $0.step = .seconds(30) } == .stepTooFine(requested: "30 s", found: "60 s"))
        #expect(failure(text) { $0.step = .seconds(90) } == .stepNotMultiple(requested: "90 s", found: "60 s"))
        #expect(failure(text) { $0.step = .positions(2) } == .invalidStep(reason: "the times are clock times, so it must be a duration"))
        let gap = text.replacing("a,2020-01-01 00:12,2\n", with: "")
        #expect(
            same(
                try read(gap) { ($0.step, $0.gaps, $0.quantity) = (.seconds(120), .missing, .count()) }.set.series[0].values,
                [1, .nan, 9, 13, 17, 21]))
        #expect(try read(gap) { ($0.step, $0.gaps, $0.quantity) = (.seconds(120), .missing, .gauge()) }.set.series[0].values[1] == 3)
        #expect(try read(gap) { ($0.step, $0.gaps, $0.quantity) = (.seconds(120), .interpolate, .count()) }.set.series[0].values[1] == 5)
    }

    @Test func coarserCovariates() throws {
        let text = "unique_id,ds,y,p,f\n" + (0..<6).map { "a,\($0),\($0 < 5 ? "1" : ""),\($0 < 5 ? "\($0)" : ""),\($0 * 10)\n" }.joined()
        let series = try read(text) {
            $0.columns.pastCovariates = ["p"]
            $0.columns.futureCovariates = ["f"]
            ($0.step, $0.quantity) = (.positions(2), .count())
        }.set.series[0]
        #expect(series.values == [2, 2])
        #expect(series.pastCovariates == [[0.5, 2.5]])
        #expect(series.futureCovariates == [[5, 25, 45]])
    }

    @Test func findingsAreBoundedAndCountsComplete() throws {
        let text = "unique_id,ds,y\n" + (0..<1_000).map { "a,\($0 * 3 / 2),1\n" }.joined()
        let reading = try read(text) { ($0.gaps, $0.maximumFindings) = (.zero, 10) }
        #expect(reading.findings.count == 10)
        #expect(reading.findingCounts[.gap] == 499)
    }

    @Test func exactTotals() throws {
        let big = try read("unique_id,ds,y\na,1,9007199254740991\na,2,9007199254740991\na,3,1\n")
        #expect(big.total == .integer(18_014_398_509_481_983))
        let tenths = try read("unique_id,ds,y\n" + (0..<10).map { "a,\($0),0.1\n" }.joined())
        #expect(tenths.total == .real(1))
        let cancel = try read("unique_id,ds,y\na,1,1e30\na,2,1.5\na,3,-1e30\n")
        #expect(cancel.total == .real(1.5), "rounding is compensated")
    }
}
