import Testing
import Traces

/// Counters: recognised, and read as what they grow by.
@Suite struct CounterTests {
    static let table = "unique_id,ds,y\n"

    private func values(_ text: String, _ change: (inout TraceReadingOptions) -> Void = { _ in }) throws -> [Float] {
        try read(text) {
            ($0.counters, $0.gaps) = (.increase, .missing)
            change(&$0)
        }.set.series[0].values
    }

    @Test func increasesCountFromZeroAfterAReset() throws {
        let text = Self.table + [10, 13, 13, 20, 4, 9].enumerated().map { "a,\($0),\($1)\n" }.joined()
        let reading = try read(text) { $0.counters = .increase }
        #expect(reading.set.series[0].values == [3, 0, 7, 4, 5])
        #expect(reading.set.series[0].axis.start == 1)
        #expect(reading.set.quantity == .count())
        #expect(reading.total == .integer(19))
        #expect(reading.findingCounts[.counterReset] == 1)
        let reset = reading.findings.first { $0.kind == .counterReset }
        #expect(reset == Finding(kind: .counterReset, series: "a", time: "4", location: at(6, "y")))
    }

    /// Increases of one in numbers that single precision holds only to the next 256.
    @Test func largeCountersLoseNothing() throws {
        let text = Self.table + (0..<5).map { "a,\($0),\(3_000_000_000 + $0)\n" }.joined()
        #expect(try values(text) == [1, 1, 1, 1])
        let wide = "ds,a\n" + (0..<5).map { "\($0),\(3_000_000_000 + $0)\n" }.joined()
        #expect(try values(wide) { $0.format = .wideCSV } == [1, 1, 1, 1])
    }

    /// Behind an absent row or an empty cell the increase is that of two steps.
    @Test func increasesOverGapsAreMissing() throws {
        let absent = Self.table + [0, 1, 2, 4, 5].map { "a,\($0),\($0 * 10)\n" }.joined()
        #expect(same(try values(absent), [10, 10, .nan, .nan, 10]))
        let empty = Self.table + "a,0,0\na,1,10\na,2,\na,3,30\na,4,40\n"
        #expect(same(try values(empty), [10, .nan, .nan, 10]))
        let double = Self.table + "a,0,0\na,1,10\na,1,10\na,2,20\n"
        #expect(try values(double) { $0.duplicates = .last } == [10, 10])
    }

    @Test func whatCannotBeACounterIsASentence() {
        let negative = failure(Self.table + "a,0,1\na,1,-2\n") { $0.counters = .increase }
        #expect(negative?.description.hasPrefix("t.csv, line 3, column y: expected the value of a counter, 0 or more") == true)
        let backwards = failure(Self.table + "a,1,1\na,0,2\n") { $0.counters = .increase }
        #expect(
            backwards == .outOfOrder(at: at(3), series: "a", time: "0") || backwards == .outOfOrder(at: at(3, "ds"), series: "a", time: "0")
        )
        let bare = failure("1 2 3\n") { ($0.counters, $0.format) = (.increase, .bareNumbers) }
        #expect(bare == .noCounters(file: "t.csv", format: .bareNumbers))
    }

    @Test func onlyCountersLookLikeCounters() {
        let grows = (0..<100).map(Float.init)
        #expect(CounterShape(grows)?.resets == 0)
        #expect(CounterShape(grows + grows)?.resets == 1)
        #expect(CounterShape(grows + [.nan, 99, 100])?.resets == 0)
        #expect(CounterShape(Array(grows.prefix(20))) == nil, "too short to tell")
        #expect(CounterShape(grows + [50] + grows) == nil, "falls, but not to 0")
        #expect(CounterShape((0..<300).map { Float($0 % 10) }) == nil, "begins anew too often")
        #expect(CounterShape((0..<300).map { $0 < 40 ? Float($0) : 40 }) == nil, "mostly rests")
        #expect(CounterShape([]) == nil)
    }
}

/// Frames that two edge clusters processed, as Prometheus exported them: one of the pipelines pauses, stops, and another one takes over.
@Suite(.enabled(if: SharedData.isThere, SharedData.hint))
struct EdgePipelineTests {
    private static let file = "edge-pipelines/pipelines_performance_2024-05-16T034500_2024-05-16T044500_created_at_2024-05-16T050009.csv.gz"

    /// Rows of pipelines: cluster (1) or pipeline (2), time, frames.
    private func table(column: Int) throws -> String {
        let rows = try RealData.rows(Self.file).map { $0.joined(separator: ",").split(separator: ";", omittingEmptySubsequences: false) }
        let frames = try #require(rows[0].firstIndex(of: "pipelines_status_frame_count"))
        let pipelines = rows.dropFirst().filter { !$0[2].isEmpty }
        return CounterTests.table + pipelines.map { "\($0[column]),\($0[0]),\($0[frames])\n" }.joined()
    }

    @Test func framesOfClustersAreIncreases() throws {
        let text = try table(column: 1)
        let levels = try read(text) { ($0.timeUnit, $0.gaps) = (.seconds, .missing) }
        #expect(levels.findings.filter { $0.kind == .counter }.map(\.count).sorted() == [0, 1])
        let reading = try read(text) { ($0.timeUnit, $0.gaps, $0.counters) = (.seconds, .missing, .increase) }
        #expect(reading.findingCounts[.counterReset] == 1 && reading.findingCounts[.counter] == nil)
        for (series, level) in zip(reading.set.series, levels.set.series) {
            let known = series.values.filter { !$0.isNaN }
            // 25 frames a second, every 5 seconds; neither the 3.8 million frames before nor those of the pauses.
            #expect(known.count > 690 && known.allSatisfy { (0...400).contains($0) })
            #expect((115...135).contains(known.sorted()[known.count / 2]))
            #expect(series.axis.start == level.axis.start + level.axis.step)
        }
    }

    /// The pipeline that takes over begins where its rows begin: nothing is put before, not even where silence is read as zero.
    @Test func latePipelinesStartLate() throws {
        let set = try read(try table(column: 2)) { ($0.timeUnit, $0.gaps) = (.seconds, .zero) }.set
        let starts = set.series.map { $0.axis.start / 1_000_000_000 }.sorted()
        #expect(starts.count == 3 && starts[0] == starts[1] && starts[2] == 1_715_833_510)
        #expect(set.series.allSatisfy { $0.values[0] > 0 })
    }

    @Test func machinesAreNoCounters() throws {
        let options = TraceReadingOptions(timeUnit: .seconds, gaps: .missing)
        let reading = try TraceReader.read(paths: [SharedData.path("azure-vm-v1/microsoft_avg_100.csv.gz")], options: options)
        #expect(reading.set.series.count == 61 && reading.findingCounts[.counter] == nil)
    }
}
