import Headroom
import TestSupport
import Testing

/// `headroom classify`, as users meet it, and the classifier that comes with the program.
@Suite struct ClassifyCommandTests {
    /// A quiet hour and a half, then a burst.
    private static let table =
        "unique_id,ds,y\n" + (0..<90).map { "quiet,\($0),0\n" }.joined()
        + (0..<90).map { "burst,\($0),\($0 < 70 ? 3 + $0 % 3 : 200)\n" }.joined()

    private static func run(_ arguments: String) -> CommandLineTests.Outcome {
        let folder = TemporaryFolder()
        writeFile(folder.file("x.csv"), Array(table.utf8))
        return CommandLineTests.run("classify --data '\(folder.file("x.csv"))' \(arguments)")
    }

    @Test func everyWindowHasARow() {
        let outcome = Self.run("--window 60 --stride 10")
        #expect(outcome.code == 0, "\(outcome.error)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "unique_id,start,archetype,p_spike,p_periodic,p_ramp,p_stationary,p_idle")
        #expect(lines.count == 1 + 2 * 4)
        #expect(lines.filter { $0.hasPrefix("quiet,") } == [0, 10, 20, 30].map { "quiet,\($0),idle,0.0,0.0,0.0,0.0,1.0" })
        let json = Self.run("--format ndjson").output.split(separator: "\n")
        #expect(json.count == 8 && json[0].hasPrefix(#"{"unique_id":"quiet","start":0,"archetype":"idle","p_spike":0.0"#))
    }

    @Test func rulesOfAAPACanBeAskedFor() {
        let outcome = Self.run("--compat --format csv")
        #expect(outcome.code == 0 && outcome.output.split(separator: "\n").count == 9, "\(outcome)")
        // Nothing is periodic to them, with all votes: fault W3, kept.
        #expect(outcome.output.contains("quiet,0,periodic,0.0,1.0,0.0,0.0,0.0"))
    }

    @Test func wrongUseIsASentence() {
        #expect(Self.run("--window 0").code == 2)
        #expect(Self.run("--compat --model x.safetensors").code == 2)
        let other = Self.run("--window 120")
        #expect(other.code == 1 && other.error.contains("trained for windows of 60 minutes"), "\(other)")
        let daily = CommandLineTests.run("classify --data -", input: "unique_id,ds,y\na,2026-01-01,1\na,2026-01-02,2\na,2026-01-03,2\n")
        #expect(daily.code == 65 && daily.error.contains("--bin 1m"), "\(daily)")
    }

    @Test func classifiersCanBeTrained() {
        let folder = TemporaryFolder()
        let model = folder.file("small.safetensors")
        let trained = CommandLineTests.run("classify train --functions 4 --days 2 --rounds 3 --output '\(model)'")
        #expect(trained.code == 0 && trained.output.contains("12 trees, 16 functions"), "\(trained)")
        #expect(Self.run("--model '\(model)'").output.split(separator: "\n").count == 9)
        writeFile(folder.file("x.csv"), Array(Self.table.utf8))
        writeFile(folder.file("truth.csv"), Array("unique_id,class\nquiet,idle\n".utf8))
        let unlabelled = CommandLineTests.run(
            "classify train --data '\(folder.file("x.csv"))' --truth '\(folder.file("truth.csv"))' --output '\(model)'")
        #expect(unlabelled.code == 65 && unlabelled.error.contains("series burst has no class"), "\(unlabelled)")
    }

    /// The bars of the shipped classifier on functions from outside its training ranges; the figures are in `docs/archetypes.md`.
    @Test func theShippedClassifierKeepsItsPromises() throws {
        let classifier = try ArchetypeClassifier.shipped()
        #expect(classifier.plan == .standard && classifier.minimumEvents == 20)
        for ranges in [ArchetypeRanges.slowerThanTraining, .fasterThanTraining] {
            let made = try ArchetypeSetGenerator(functionsPerClass: 4, days: 14, ranges: ranges, seed: 99).generate(threads: 2)
            let rows = ArchetypeStudy(LabelledDemand.functions(of: made), classifier: classifier).rows
            let known = try #require(rows.first { $0.name == "classifier" && $0.usesContext }).scores
            #expect(known.balancedAccuracy > 0.9 && known.calibrationError < 0.05, "\(known.confusion)")
            let rules = try #require(rows.first { $0.name == "rules" && $0.usesContext }).scores
            #expect(known.balancedAccuracy > rules.balancedAccuracy)
        }
    }
}
