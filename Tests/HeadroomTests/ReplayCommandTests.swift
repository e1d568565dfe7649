import Headroom
import TestSupport
import Testing

/// `headroom trace replay`, as users meet it.
@Suite struct ReplayCommandTests {
    /// Counts of two functions over two hours of minutes.
    private static let counts: String = {
        var text = "unique_id,ds,y\n"
        for id in ["a", "b"] {
            for minute in 0..<120 {
                let (hour, rest) = (minute / 60, minute % 60)
                text += "\(id),2024-01-01T0\(hour):\(rest < 10 ? "0" : "")\(rest):00Z,\(minute % 7 + (id == "a" ? 0 : 20))\n"
            }
        }
        return text
    }()

    private static let requests = """
        app,func,end_timestamp,duration
        x,f,1.5,0.5
        x,f,4,1
        y,f,2.25,0.25
        y,f,100,10

        """

    @Test func requestsAreReplayedOneByOne() throws {
        let folder = TemporaryFolder()
        writeFile(folder.file("r.csv"), Array(Self.requests.utf8))
        let outcome = CommandLineTests.run(
            "trace replay --data '\(folder.file("r.csv"))' --models 2 --arrival-distribution vanilla --slo 2s "
                + "--output '\(folder.file("w.csv"))'"
        )
        #expect(outcome.code == 0, "\(outcome.error)")
        let workload = try Workload(csv: folder.file("w.csv"))
        #expect(workload.arrivals == [1, 2, 3, 90] && workload.slos == [2, 2, 2, 2])
        #expect((0..<4).map(workload.model) == ["model-0", "model-1", "model-0", "model-1"])
    }

    @Test func countsAreReplayedAndCountedAgain() throws {
        let folder = TemporaryFolder()
        writeFile(folder.file("c.csv"), Array(Self.counts.utf8))
        let call = "trace replay --data '\(folder.file("c.csv"))' --kind count --models 2 --interval-seconds 600"
        let vanilla = CommandLineTests.run("\(call) --arrival-distribution vanilla --counts 60s --output '\(folder.file("o.csv"))'")
        #expect(vanilla.code == 0 && vanilla.output.hasPrefix("vanilla replay of 0.0.0 … 0.2.0"), "\(vanilla)")
        let lines = String(decoding: readFile(folder.file("o.csv")), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 241 && lines[8] == "model-0,2024-01-01T00:07:00Z,0" && lines[127] == "model-1,2024-01-01T00:06:00Z,26")
        let first = CommandLineTests.run("\(call) --arrival-distribution gamma --cv-scale-factor 4 --format json --statistics")
        let second = CommandLineTests.run("\(call) --arrival-distribution gamma --cv-scale-factor 4 --format json --statistics --threads 1")
        #expect(first.code == 0 && first.output == second.output && first.output.contains("\"windows\""))
    }

    @Test func rangesAndSettingsThatCannotBeAreSentences() throws {
        let folder = TemporaryFolder()
        writeFile(folder.file("c.csv"), Array(Self.counts.utf8))
        let call = "trace replay --data '\(folder.file("c.csv"))' --kind count"
        for (arguments, code, words) in [
            ("--start-time 0.1.0 --end-time 0.0.30", 1, "start 0.1.0 and end 0.0.30"), ("--end-time 13.23.60", 1, "covers"),
            ("--interval-seconds 90", 1, "multiple"), ("--arrival-distribution pareto", 1, "gaps"), ("--models 3", 1, "3 models"),
            ("--cv-scale-factor 2", 1, "gamma"), ("--start-time 1.2", 2, "d.h.m"), ("--output x.txt", 2, ".csv.gz"),
            ("--counts 10s", 2, "--output"), ("--states 1:2", 2, "1:2"),
        ] as [(String, Int32, String)] {
            let outcome = CommandLineTests.run("\(call) \(arguments)")
            #expect(outcome.code == code && outcome.error.contains(words) && outcome.output.isEmpty, "\(arguments): \(outcome)")
        }
        writeFile(folder.file("gauge.csv"), Array("unique_id,ds,y\na,0,0.5\na,1,0.25\n".utf8))
        #expect(CommandLineTests.run("trace replay --data '\(folder.file("gauge.csv"))'").code == 65)
    }
}
