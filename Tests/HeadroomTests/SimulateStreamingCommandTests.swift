import Testing

/// `headroom simulate streaming`, as users and judges meet it.
@Suite struct SimulateStreamingCommandTests {
    /// Two weeks: seven rooms in use from 8 to 16 o'clock every day, two otherwise.
    private static let occupancy: String = {
        let day = (0..<1440).map { (480..<960).contains($0) ? "7\n" : "2\n" }.joined()
        return "# synthetic\n\n" + String(repeating: day, count: 14)
    }()

    private static func run(_ arguments: String, input: String = occupancy) -> CommandLineTests.Outcome {
        CommandLineTests.run("simulate streaming --occupancy - \(arguments)", input: input)
    }

    /// Seven streams need two instances (p95 of 26.7 ms on one), two streams one. A decision at the end of slot 480 counts from the next one
    /// on, so that one slot a day is served by too few; the plan of 960 finds the rooms empty.
    @Test func compatibleCountsAreThoseWorkedByHand() {
        let outcome = Self.run("--train-weeks 1 --compat --policies predictive:oracle:60,memory:5 --seeds 1 --format json")
        #expect(outcome.code == 0, "\(outcome.error)")
        let oracle = outcome.output.components(between: "{", and: "}").first { $0.contains("\"predictive:oracle:60\"") } ?? ""
        for expected in [
            "\"events\" : 14,", "\"seed\" : 1,", "\"slots_over_22\" : 7,", "\"slots_over_20\" : 7,", "\"slots_over_18\" : 7,",
            "\"instance_minutes\" : 13440,",
        ] {
            #expect(oracle.contains(expected), "\(expected) is not in \(oracle)")
        }
        #expect(outcome.output.first == "[" && outcome.output.contains("\"memory:5\""))
        #expect(outcome.error.contains("2 lines"), "lines that are no numbers are counted: \(outcome.error)")
    }

    @Test func wrongUseIsASentence() {
        #expect(Self.run("--policies predictive:oracle:60", input: "3\n4\n").code == 65)
        #expect(Self.run("--policies vanilla:0").code != 0)
        let unknown = Self.run("--policies magic")
        #expect(unknown.code != 0 && unknown.error.contains("magic"))
    }
}

extension String {
    /// What stands between two characters, every time they occur.
    fileprivate func components(between first: Character, and last: Character) -> [Substring] {
        split(separator: first).dropFirst().map { $0.prefix { $0 != last } }
    }
}
