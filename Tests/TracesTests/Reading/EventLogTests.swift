import Testing
import Traces

/// Logs of events are counted in bins; NAB and OpenDC files are long tables under other names.
struct EventLogTests {
    @Test func requestsAndTokens() throws {
        let options = TraceReadingOptions(step: .seconds(10), measures: EventMeasure.allCases, partialBins: .keep)
        let reading = try TraceReader.read(paths: [Fixture.path("azure-llm-2023-conv.csv")], options: options)
        #expect(reading.format == .azureLLM)
        #expect(reading.set.series.map(\.id) == ["requests", "context_tokens", "generated_tokens"].map { "azure-llm-2023-conv-\($0)" })
        #expect(reading.totals == [.integer(300), .integer(270_000), .integer(76_870)])
        #expect(reading.set.series.map { $0.values.reduce(0, +) } == [300, 270_000, 76_870])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_700_158_540, stepSeconds: 10))
        #expect(reading.set.series[0].count == 10)
        #expect(reading.set.quantity == .count())
        #expect(reading.findings.isEmpty)
    }

    @Test func partialBinsAreLeftOut() throws {
        let reading = try TraceReader.read(paths: [Fixture.path("azure-llm-2023-conv.csv")])
        #expect(reading.set.series[0].values == [236])
        #expect(reading.set.quantity == .count("requests"))
        #expect(reading.total == .integer(300))
        #expect(reading.findingCounts == [.partialBin: 64])
        #expect(reading.findings.map(\.time) == ["2023-11-16T18:15:00Z", "2023-11-16T18:17:00Z"])
        #expect(reading.assumptions == [.binWidth(.seconds(60)), .universalTime])
    }

    @Test func aFirstBinThatBeginsWithAnEventIsFull() throws {
        let text =
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:00,1,1\n2023-11-16 18:17:00.5,1,\n2023-11-16 18:16:59.9999999,5,1\n"
        let reading = try read(text) { $0.measures = [.requests, .generatedTokens] }
        #expect(reading.set.series[0].values == [1, 1])
        #expect(reading.findingCounts == [.partialBin: 1, .outOfOrder: 1, .missingValue: 1])
        #expect(
            failure(text) { $0.outOfOrder = .error }
                == .outOfOrder(at: at(4, "TIMESTAMP"), series: "t", time: "2023-11-16T18:16:59.9999999Z"))
    }

    @Test func anyOrderOfEvents() throws {
        let head = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        let rows = (0..<5_000).map { "2023-11-16 \(10 + $0 / 3_600):\(10 + $0 / 60 % 50):\(10 + $0 % 50),\($0),1\n" }
        let sorted = try read(head + rows.joined()) { ($0.step, $0.measures) = (.seconds(1), [.contextTokens]) }
        let reversed = try read(head + rows.reversed().joined()) { ($0.step, $0.measures) = (.seconds(1), [.contextTokens]) }
        #expect(sorted.set == reversed.set)
        #expect(sorted.total == .integer(12_497_500))
    }

    @Test func invocations() throws {
        let options = TraceReadingOptions(step: .seconds(5), partialBins: .keep)
        let reading = try TraceReader.read(paths: [Fixture.path("azure-functions-2021.csv")], options: options)
        #expect(reading.format == .azureFunctions2021)
        #expect(reading.set.series.count == 25)
        #expect(reading.total == .integer(40))
        #expect(reading.set.series.reduce(0) { $0 + $1.values.reduce(0, +) } == 40)
        #expect(reading.set.series.allSatisfy { $0.count == 4 && $0.axis == .clock(startSeconds: 1_612_051_200, stepSeconds: 5) })
        #expect(reading.set.series[0].labels["app"]?.count == 64)
        #expect(!reading.set.calendar.timeOfDayIsReal)
        let strict = try TraceReader.read(
            paths: [Fixture.path("azure-functions-2021.csv")], options: TraceReadingOptions(step: .seconds(5)))
        #expect(strict.set.series.allSatisfy { $0.count == 3 }, "the trace begins at 0, where it ends is not known")
    }

    @Test func startsAreEndsMinusDurations() throws {
        // The sample row of the publisher's description.
        let text = "app,func,end_timestamp,duration\na,f,5160.142570018768,0.134\na,f,5161,1e-3\na,f,5163,0\n"
        let reading = try read(text) { ($0.step, $0.origin) = (.nanoseconds(10_000_000), 0) }
        #expect(reading.set.series[0].axis.start == 5_160_010_000_000, "the bin of 5160.008570 is partial")
        let kept = try read(text) { ($0.step, $0.origin, $0.partialBins) = (.nanoseconds(10_000_000), 0, .keep) }
        #expect(kept.set.series[0].axis.start == 5_160_000_000_000)
        #expect(kept.set.series[0].values.first == 1)
    }

    @Test func openDC() throws {
        let reading = try TraceReader.read(paths: [Fixture.path("faas-function-week.csv")])
        #expect(reading.format == .faasFunctionWeek)
        #expect(reading.set.series.count == 1)
        #expect(reading.set.series[0].count == 180)
        #expect(reading.set.series[0].axis == .clock(startSeconds: 60, stepSeconds: 60))
        #expect(reading.total == .integer(2))
        #expect(reading.set.quantity == .count("invocations"))
        let mapped = try TraceReader.read(
            paths: [Fixture.path("faas-function-week.csv")],
            options: TraceReadingOptions(
                columns: LongTableColumns(id: "name", time: "Timestamp [ms]", value: "Invocations"), timeUnit: .milliseconds))
        #expect(mapped.set.series == reading.set.series)
    }

    @Test func nab() throws {
        let reading = try read("timestamp,value\n2014-04-01 00:00:00,20.0\n2014-04-01 00:05:00,21.5\n", name: "art/daily.csv")
        #expect(reading.format == .nab)
        #expect(reading.set.series[0].id == "daily")
        #expect(reading.set.series[0].values == [20, 21.5])
        let two = try TraceReader.read([
            .memory(name: "a.csv", bytes: Array("timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2\n".utf8)),
            .memory(name: "b.csv", bytes: Array("timestamp,value\n2014-04-02 00:00:00,3\n2014-04-02 00:05:00,4\n".utf8)),
        ])
        #expect(two.set.series.map(\.id) == ["a", "b"])
        #expect(two.assumptions == [.universalTime, .quantity(.count())])
    }
}
