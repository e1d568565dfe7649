import Testing
import Traces

/// Logs and tables of instances: demand is the number of cores in use. Hand-made after the published schemas.
struct InstanceLogTests {
    @Test func coresInUse() throws {
        let text = "START 0 i-1 n1 2\nSTART 30 i-2 n1 4\nSTOP 90 i-1\nSTOP 120 i-2\nSTART 150 i-3 n2 1\nSTOP 240 i-3\n"
        let reading = try read(text, name: "cloud.txt")
        #expect(reading.format == .eucalyptus && reading.rows == 6 && reading.total == .integer(7))
        #expect(reading.set.series[0].id == "cloud" && reading.set.quantity == .gauge("cores", lowerBound: 0))
        // Minute 0: 2 cores, and 4 for half of it; minute 1: 2 for half of it, and 4.
        #expect(reading.set.series[0].values == [4, 5, 0.5, 1])
        #expect(reading.findingCounts.isEmpty)
        let fine = try read(text) { $0.step = .seconds(30) }
        #expect(fine.set.series[0].values == [2, 6, 6, 4, 0, 1, 1, 1])
        let starts = try TraceReader.arrivals([.memory(name: "cloud", bytes: Array(text.utf8))])
        #expect(starts.trace.arrivals == [[0, 30, 150]] && starts.trace.span == 0..<240)
    }

    /// Counted apart with a dozen lines of Python: instances, cores and core-seconds of the fixture.
    @Test func aCluster() throws {
        let reading = try TraceReader.read(paths: [Fixture.path("eucalyptus-ds4.txt")], options: TraceReadingOptions(partialBins: .keep))
        #expect(reading.format == .eucalyptus && reading.rows == 661 && reading.total == .integer(642))
        let seconds = reading.set.series[0].values.reduce(0.0) { $0 + Double($1) * 60 }
        #expect(abs(seconds - 1_679_834) < 1, "\(seconds) core-seconds")
        #expect(reading.findingCounts == [.censored: 1, .dropOut: 5, .overcommit: 1])
        #expect(reading.findings.first { $0.kind == .overcommit }?.series == "eucalyptus-ds4/node-00")
        let arrivals = try TraceReader.arrivals(paths: [Fixture.path("eucalyptus-ds4.txt")])
        #expect(arrivals.trace.count == 331 && arrivals.trace.span == 0..<22_123)
    }

    @Test func defectsAreReported() throws {
        let text = "STOP 5 i-0\nSTART 10 i-1 n1 2\nSTART 20 i-2 n1 4\nSTOP 60 i-1\n"
        let reading = try read(text)
        #expect(reading.findingCounts == [.unmatchedStop: 1, .censored: 1] && reading.findings.first?.location == at(1))
        #expect(failure("START 1 i n 1\nSTART 2 i n 1\n")?.description.contains("t.csv, line 2, column INSTANCE") == true)
        #expect(failure("START 1 i n 1\nSTOP 2 i\nSTOP 3 i\n")?.description.contains("t.csv, line 3, column INSTANCE") == true)
        #expect(
            failure("START 1 i n 1\nSTOP 2\n")?.description.contains("t.csv, line 2: expected START SECONDS INSTANCE NODE CORES") == true)
        #expect(failure("START 1 i n 1\nSTOP soon i\n")?.description.contains("t.csv, line 2, column SECONDS") == true)
        #expect(failure("START 1 i n 0\n") == .notACount(at: at(1, "CORES"), found: "\"0\""))
        #expect(failure("START 1 i n 1\nSTOP 0 i\n") { $0.outOfOrder = .error }?.description.contains("line 2") == true)
        #expect(failure("STOP 5 i-0\n")?.description.contains("no instance starts") == true)
    }

    @Test func dropOutsAreBurstsAroundASilence() throws {
        var text = (0..<20).map { "START \($0 * 10) i\($0) n\($0 % 4) 1\n" }.joined()
        text += (0..<5).map { "STOP 200 i\($0)\n" }.joined()
        text += (0..<4).map { "START 900 j\($0) n\($0) 1\n" }.joined() + "STOP 910 j0\n"
        let reading = try read(text)
        #expect(reading.findings.filter { $0.kind == .dropOut }.map(\.count) == [5])
        #expect(reading.findings.first { $0.kind == .dropOut }?.time == "1970-01-01T00:03:20Z")
        let calm = try read(text.replacing("START 900", with: "START 210"))
        #expect(calm.findingCounts[.dropOut] == nil)
    }

    @Test func nodesHaveAsManyCoresAsTheyHave() throws {
        let rows = { (node: String, cores: [Int]) in
            cores.enumerated().map { "START \($0.offset) \(node)-\($0.offset) \(node) \($0.element)\n" }.joined()
        }
        // Three of four nodes have 8 in use at most: the fourth is over-committed by its last start.
        let text = rows("a", [4, 4]) + rows("b", [8]) + rows("c", [2, 6]) + rows("d", [4, 4, 1])
        let reading = try read(text + "STOP 10 a-0\n") { $0.outOfOrder = .sort }
        let finding = try #require(reading.findings.first { $0.kind == .overcommit })
        #expect(finding.series == "t/d" && finding.count == 1 && finding.time == "1970-01-01T00:00:02Z")
        #expect(reading.assumptions.contains(.coresOfNodes(8)))
        let known = try read("START 0 i n 20\nSTART 1 j n 5\nSTOP 2 j\n", name: "DS1-trace1.txt")
        #expect(known.findingCounts[.overcommit] == 1 && !known.assumptions.contains(.coresOfNodes(24)), "DS1 has nodes of 24 cores")
        #expect(try read("START 0 i n 20\nSTART 1 j n 5\nSTOP 2 j\n").findingCounts[.overcommit] == nil, "one node proves nothing")
    }

    @Test func tablesOfMachines() throws {
        let id = String(repeating: "x", count: 64)
        func row(_ name: String, _ created: String, _ deleted: String, _ category: String, _ cores: String) -> String {
            "\(name)\(id),s,d,\(created),\(deleted),99.4,3.4,10.2,\(category),\(cores),1.75\r\n"
        }
        let text = row("a", "0", "600", "Interactive", "2") + row("b", "150", "300", "Unknown", "4")
        let reading = try read(text)
        #expect(reading.format == .azureVMTable && reading.rows == 2 && reading.total == .integer(6))
        #expect(reading.set.series.map(\.id) == ["Interactive", "Unknown"] && reading.set.series.map(\.values) == [[2, 2], [2, 0]])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 0, stepSeconds: 300))
        #expect(failure(text + row("c", "700", "600", "Unknown", "4"))?.description.contains("line 3, column vmdeleted") == true)
        #expect(failure(text + row("c", "7", "600", "Unknown", "many")) == .notANumber(at: at(3, "cores"), found: "\"many\""))
    }

    @Test func truncatedWorkloads() throws {
        let reading = try TraceReader.read(paths: ["w_0001", "w_0005"].map { Fixture.path("kswd/\($0).json") })
        #expect(reading.format == .kswd && reading.rows == 200 && reading.totals == [.integer(4_290), .integer(5_046)])
        #expect(reading.set.series.map { $0.labels["archetype"] } == ["spike", "stationary_noisy"])
        #expect(reading.set.series.allSatisfy { $0.count == 100 && $0.axis == .clock(startSeconds: 1_561_939_200, stepSeconds: 60) })
    }

    @Test func lives() throws {
        func lives(_ text: String) throws -> [InstanceLife] { try TraceReader.lives([.memory(name: "t", bytes: Array(text.utf8))]) }
        let log = try lives("START 1 i-1 n1 2\nSTART 2.5 i-2 n2 4\nSTOP 4 i-1\n")
        #expect(
            log == [
                InstanceLife(id: "i-1", cores: 2, node: "n1", submitted: 1_000_000, done: 4_000_000),
                InstanceLife(id: "i-2", cores: 4, node: "n2", submitted: 2_500_000, done: 4_000_000, outcome: .censored),
            ])
        let hash = String(repeating: "x", count: 64)
        let rows = "a\(hash),s1,d,0,600,9,3,5,Unknown,2,1\nb\(hash),s2,d,150,300,9,3,5,Unknown,4,1\n"
        let machines = try lives(rows)
        #expect(machines.map(\.user) == ["s1", "s2"] && machines.map(\.outcome) == [.censored, .completed])
        #expect(machines.map(\.done) == [600_000_000, 300_000_000] && machines.map(\.cores) == [2, 4])
        #expect(throws: TraceError.noRequests(file: "t", format: .longCSV)) { try lives("unique_id,ds,y\na,1,1\n") }
        #expect(throws: TraceError.self, "names are unique") { try lives(rows + rows) }
    }

    private static let workload = #"""
        {"workload_id": "w_0001", "archetype": "spike", "archetype_confidence": 0.9, "duration_minutes": 20160,
         "slo_targets": {"response_time_ms": {"p50": 100}},
         "request_trace": {"timestamps": ["2019-07-01T00:00:00Z", "2019-07-01T00:01:00Z", "2019-07-01T00:02:00Z"],
                           "requests_per_minute": [3, 5, 0], "requests_per_second": [0.05, 0.083, 0], "total_minutes": 20160}}
        """#

    @Test func workloadsOfKSWD() throws {
        let reading = try read(Self.workload, name: "w_0001.json")
        #expect(reading.format == .kswd && reading.rows == 3 && reading.total == .integer(8))
        #expect(reading.set.series[0].id == "w_0001" && reading.set.series[0].labels == ["archetype": "spike"])
        #expect(
            reading.set.series[0].axis == .clock(startSeconds: 1_561_939_200, stepSeconds: 60) && reading.set.quantity == .count("requests")
        )
        func fault(_ old: String, _ new: String) -> String {
            failure(Self.workload.replacing(old, with: new), name: "w.json")?.description ?? ""
        }
        #expect(fault("[3, 5, 0]", "[3, 5]").contains("there are 3 timestamps, but 2 requests_per_minute"))
        #expect(fault("[3, 5, 0]", "[3, 0.5, 0]").contains("w.json, line 4, column request_trace.requests_per_minute[1]"))
        let mistyped = fault("[3, 5, 0]", "[3, \"x\", 0]")
        #expect(mistyped.contains("w.json, line 4 ") && mistyped.contains("request_trace.requests_per_minute.[1]"))
        #expect(fault("T00:01:00Z", "T00:99:00Z").contains("w.json, line 3, column request_trace.timestamps[1]"))
        #expect(fault("\"timestamps\"", "\"times\"").contains("request_trace.timestamps is missing"))
        // Quotes and brackets inside of strings are no structure; what is missing is where its object is.
        let quoted = Self.workload.replacing("\"spike\"", with: #""s\"]{\\""#).replacing("[3, 5, 0]", with: "[3, 0.5, 0]")
        #expect(failure(quoted, name: "w.json")?.description.contains("w.json, line 4, column") == true)
        #expect(fault("\"timestamps\"", "\"times\"").contains("w.json, line 3 "))
        #expect(fault("]", "").contains("not the JSON expected"))
        #expect(fault("2019-07-01T00:01:00Z", "2019-07-01T00:02:00Z").contains("w.json, line 3, column request_trace.timestamps[2]"))
    }
}
