import Headroom
import Testing

/// `headroom simulate aapa`, as users meet it.
@Suite struct SimulateAAPACommandTests {
    private static func run(_ arguments: String, input: String = "") -> CommandLineTests.Outcome {
        CommandLineTests.run("simulate aapa \(arguments)", input: input)
    }

    @Test func correctedTableHasARowForEveryClassAndPolicy() {
        let outcome = Self.run("--functions 1 --days 2 --format csv")
        #expect(outcome.code == 0, "\(outcome.error)")
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        // Four classes and all of them, with five policies and the oracle.
        #expect(rows.count == 1 + 5 * 6 && rows.allSatisfy { $0.count == rows[0].count })
        #expect(Set(rows.dropFirst().map { $0[0] }) == ["spike", "periodic", "ramp", "stationary", "all"])
        let json = Self.run("--functions 1 --days 2 --format json")
        #expect(json.output.contains(#""mode" : "corrected""#) && !json.output.contains("compatible"))
    }

    @Test func compatibilityModeNamesItself() {
        let outcome = Self.run("--compat --functions 1 --days 2 --format csv")
        #expect(outcome.code == 0, "\(outcome.error)")
        let rows = outcome.output.split(separator: "\n")
        // Four hours and four functions with three policies each.
        #expect(rows.count == 1 + 2 * 4 * 3)
        #expect(rows.filter { $0.hasPrefix("hours,") && $0.contains(",hpa,") }.count == 4)
        let text = Self.run("--compat --functions 1 --days 2").output
        #expect(text.hasPrefix("AAPA as published") && text.contains("462"))
    }

    @Test func wrongUseIsASentence() {
        for arguments in [
            "--seeds 2", "--frozen-classes", "--compat --model ets", "--compat --classifier x.safetensors", "--last 0",
            "--functions 1 --days 2 --minimum-total 1e9",
        ] {
            let outcome = Self.run(arguments)
            #expect(outcome.code == 2 && !outcome.error.isEmpty, "\(arguments): \(outcome)")
        }
        let daily = Self.run("--data -", input: "unique_id,ds,y\na,2026-01-01,1\na,2026-01-02,2\na,2026-01-03,2\n")
        #expect(daily.code == 65 && daily.error.contains("--bin 1m"), "\(daily)")
    }
}
