import TestSupport
import Testing

/// `headroom trace synthesize` as users meet it.
@Suite struct SynthesizeCommandTests {
    static let recipe = """
        dataset: d
        start: 2026-03-02
        days: 1
        granularity: 1h
        dimensions:
          country: {de: 3, us: 5}
        metrics:
          views: 10
        incidents:
          - {kind: dip, at: 2026-03-02T10:00, for: 2h, size: 0.5}
        """

    @Test func recipeGivesDataLabelsTruthAndManifest() {
        let folder = TemporaryFolder()
        func file(_ name: String) -> String { folder.file(name) }
        func text(_ name: String) -> String { String(decoding: readFile(file(name)), as: UTF8.self) }
        writeFile(file("recipe.yaml"), Array(Self.recipe.utf8))
        let outcome = CommandLineTests.run(
            "trace synthesize dimensional --config \(file("recipe.yaml")) --output \(file("data.csv")) --labels \(file("labels.csv")) "
                + "--truth \(file("truth.csv")) --manifest \(file("manifest.json"))")
        #expect(outcome.code == 0 && outcome.output.hasPrefix("2 cells, 24 buckets, 1 incidents, 48 rows -> "), "\(outcome.error)")
        #expect(text("data.csv").split(separator: "\n").count == 49 && text("truth.csv").split(separator: "\n").count == 49)
        #expect(text("labels.csv").contains("0,dip,2026-03-02T10:00:00Z,2026-03-02T12:00:00Z,0.5,factor,*,*"))
        #expect(text("manifest.json").contains("\"kind\" : \"dimensional\"") && text("manifest.json").contains("days: 1"))
        let again = CommandLineTests.run(
            "trace synthesize dimensional --config \(file("recipe.yaml")) --threads 1 --output \(file("again.csv"))")
        #expect(again.code == 0 && text("again.csv") == text("data.csv"))
        let total = CommandLineTests.run(
            "trace synthesize dimensional --config \(file("recipe.yaml")) --by '' --output \(file("total.csv"))")
        #expect(total.code == 0 && text("total.csv").split(separator: "\n").count == 25)
    }

    @Test func otherKinds() {
        let folder = TemporaryFolder()
        let output = folder.file("out.csv")
        for (arguments, said) in [
            ("archetypes --functions 1 --days 1 --classes spike idle", "2 functions, 1440 minutes each"),
            ("ladder --rung heterogeneous --jobs 50", "50 jobs"), ("surgery --weeks 1", "10080 minutes"),
        ] {
            let outcome = CommandLineTests.run("trace synthesize \(arguments) --output \(output)")
            #expect(outcome.code == 0 && outcome.output.contains(said), "\(arguments): \(outcome.error)")
        }
    }

    @Test func mistakesAreBadInput() {
        let folder = TemporaryFolder()
        writeFile(folder.file("recipe.yaml"), Array(Self.recipe.replacing("views: 10", with: "views: {bass: 1}").utf8))
        let outcome = CommandLineTests.run(
            "trace synthesize dimensional --config \(folder.file("recipe.yaml")) --output \(folder.file("out.csv"))")
        #expect(outcome.code == 65 && outcome.error.contains("recipe.yaml:8:10: expected one of the keys `base`, `total`, found none"))
        #expect(folder.contents == ["recipe.yaml"])
    }
}
