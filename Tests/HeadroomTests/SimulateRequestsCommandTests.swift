import Headroom
import Testing

/// `headroom simulate --mode events|fluid` and `headroom study modes`, as users meet them.
@Suite struct SimulateRequestsCommandTests {
    private static let input: String = {
        var out = "unique_id,ds,y\n"
        for minute in 0..<240 {
            let time = "2026-01-01T0\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00Z"
            out += "busy,\(time),\(3000 + 40 * (minute % 60))\nquiet,\(time),\(minute % 7 == 0 ? 3 : 0)\n"
        }
        return out
    }()

    private static func run(_ arguments: String) -> CommandLineTests.Outcome {
        CommandLineTests.run("\(arguments) --data - --kind count", input: input)
    }

    @Test func bothModesAgreeOnReplicasAndSayWhatUsersFelt() {
        let arguments = "simulate --model seasonal-naive --policy hpa --last 120 --service-time exponential:100ms --format json --mode"
        let (events, fluid) = (Self.run("\(arguments) events"), Self.run("\(arguments) fluid"))
        #expect(events.code == 0 && fluid.code == 0, "\(events.error)\(fluid.error)")
        func numbers(_ name: String, _ text: String) -> [String] {
            text.split(separator: "\n").filter { $0.contains("\"\(name)\" :") }.map { String($0.drop { $0 != ":" }) }
        }
        // Of the fleet, the two series and the oracle.
        #expect(!numbers("replicaHours", events.output).isEmpty)
        #expect(numbers("replicaHours", events.output) == numbers("replicaHours", fluid.output))
        #expect(events.output.contains("\"p999Seconds\"") && !fluid.output.contains("\"p999Seconds\""))
        #expect(!numbers("arrived", events.output).isEmpty && numbers("arrived", events.output) == numbers("arrived", fluid.output))
    }

    @Test func studyOfModesPutsBothBesideEachOther() {
        let outcome = Self.run("study modes --format csv")
        #expect(outcome.code == 0, "\(outcome.error)")
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(rows.count == 3 && rows.allSatisfy { $0.count == 10 })
        #expect(Self.run("study modes").output.contains("mean concurrency of 5 and more: 1 series"))
    }

    @Test func wrongUseIsASentence() {
        for arguments in [
            "simulate --retries 2", "simulate --timeout 3s", "simulate --mode fluid --node-places 4",
            "simulate --mode events --capacity 3", "simulate --startup exponential:30s",
            "simulate --mode events --service-time lognormal:1s",
            "study modes --last 0",
        ] {
            let outcome = Self.run(arguments)
            #expect(outcome.code == 2 && !outcome.error.isEmpty, "\(arguments): \(outcome)")
        }
        let zero = Self.run("simulate --mode events --service-time 0s --policy hpa --model seasonal-naive")
        #expect(zero.code == 1 && zero.error.contains("mean service time"), "\(zero)")
    }
}
