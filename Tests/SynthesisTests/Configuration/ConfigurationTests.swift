import Synthesis
import Testing
import Traces

/// Recipes as people write them, and the sentences that answer their mistakes.
@Suite struct ConfigurationTests {
    static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")

    static let least = """
        dataset: d
        start: 2026-03-02
        days: 1
        granularity: 1h
        dimensions:
          country: {de: 3, us: 5}
        metrics:
          views: 10
        """

    /// The example of the documentation fits a screen, and everything in it has its effect.
    @Test func exampleIsReadAndMade() throws {
        guard case .dimensional(let recipe) = try SynthesisDocument(contentsOf: Self.folder + "/docs/examples/synthesis.yaml") else {
            Issue.record("not a dimensional recipe")
            return
        }
        #expect(recipe.possibleCells == 4 * 3 * 20 * 4 * 2 && recipe.density == 0.6 && recipe.seed == 42)
        #expect(recipe.events.count == 3 && recipe.incidents.count == 4 && recipe.factors.count == 2)
        #expect(recipe.metrics[0].overrides.count == 4)  // two zones, one profile, one page
        let generator = try DimensionalGenerator(recipe)
        // Mobile and tablet have no edge; 0.6 of the rest, within five standard deviations.
        #expect(abs(Double(generator.cellCount) - 0.6 * 1_600) < 100)
        // Clocks are set forward on 29 March.
        #expect(generator.grid.count == 28 * 24 - 1)
        let table = try generator.table(CubeQuery(by: []), threads: 2)
        let mean = table.buckets.reduce(0) { $0 + table.value($1, group: 0) } / Double(table.buckets.count)
        #expect(mean > 50_000 && mean < 90_000, "\(mean)")
        #expect(table.metrics == ["views", "buys", "conversion", "latency_p95"])
    }

    @Test func leastIsEnough() throws {
        let generator = try DimensionalGenerator(DimensionalConfiguration(yaml: Self.least))
        #expect(generator.cellCount == 2 && generator.grid.count == 24)
        let table = try generator.table()
        #expect(table.groups == [["de"], ["us"]])
        let sums = (0...1).map { group in table.buckets.reduce(0) { $0 + table.value($1, group: group) } }
        #expect(abs(sums[0] - 720) < 135 && abs(sums[1] - 1_200) < 174)
    }

    /// What is wrong, where, and what was expected instead.
    @Test(arguments: [
        ("days: 1", "dayz: 1", "c:3:1: unknown key `dayz`; did you mean `days`?"),
        ("days: 1\n", "", "c:1:1: expected the key `days`, which is missing"),
        ("days: 1", "days: 1\ngranularty: 2h", "c:4:1: unknown key `granularty`; did you mean `granularity`?"),
        ("days: 1", "days: many", "c:3:7: `days` expects a whole number from 1 to 36600, found `many`"),
        ("days: 1", "days: [1]", "c:3:7: `days` expects a whole number from 1 to 36600, found a list of 1"),
        ("2026-03-02", "2026-02-30", "c:2:8: `start` expects a date like 2026-03-02, found `2026-02-30`"),
        ("1h", "1 fortnight", "c:4:14: `granularity` expects a length like 1m, 5m, 1h, 1d, 1w or 1mo, found `1 fortnight`"),
        ("de: 3", "de: -3", "c:6:17: `de` expects a weight from 0 on, found `-3`"),
        ("views: 10", "views: {base: 1, total: 2}", "c:8:10: expected one of the keys `base`, `total`, found 2 of them"),
        ("views: 10", "views: {base: 1, nois: poisson}", "c:8:20: unknown key `nois`; did you mean `noise`?"),
        (
            "views: 10", "views: {base: 1, noise: {gausian: 1}}",
            "c:8:27: expected one of the keys `negative-binomial`, `gaussian`, `log-normal`, found none"
        ),
        ("views: 10", "views: {base: 1, daily: morning}", "one of business-hours, evening, flat, overnight-batch, found `morning`"),
        ("days: 1", "days: 1\ntimezone: Europe/Berlyn", "c:4:11: `timezone` expects a time zone, found no time zone \"Europe/Berlyn\""),
        ("days: 1", "days: 1\ndays: 2", "`days` stands twice"),
        ("days: 1", "days: &n 1", "c:3:7: expected YAML, anchors and aliases are not read"),
        ("days: 1", "days: *n", "c:3:7: expected YAML, anchors and aliases are not read"),
        ("days: 1", "days: \(String(repeating: "[", count: 70))\(String(repeating: "]", count: 70))", "nested at most 64 deep"),
        ("days: 1", "days: \u{1}", "expected YAML, control characters are not allowed"),
        ("dataset: d", "dataset: [d", "c:2:6: expected YAML, did not find expected"),
        ("days: 1", "days: 1\nexclude: [{country: dk}]", "no value of country is called `dk`; known: de, us"),
        ("days: 1", "days: 1\nincidents: [{kind: spyke, at: 2026-03-02T01:00, for: 1h, size: 2}]", "`kind` expects one of spike, dip,"),
        ("days: 1", "days: 1\nincidents: [{kind: spike, at: 2026-03-02T01:00, size: 2}]", "expected the key `for`, which is missing"),
    ])
    func mistakesAreAnswered(old: String, new: String, expected: String) {
        let range = Self.least.firstRange(of: old)!
        let text = Self.least.replacingCharacters(in: range, with: new)
        do {
            _ = try DimensionalGenerator(DimensionalConfiguration(yaml: text, source: "c"))
            Issue.record("\(new) was accepted")
        } catch {
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n..."]) func nothingIsNoRecipe(text: String) {
        #expect(throws: SynthesisError.self) { try DimensionalConfiguration(yaml: text) }
    }

    @Test func seasonsAndNoisesInAllForms() throws {
        let metrics = [
            "{base: 4, daily: 0.5, weekly: weekend, yearly: {shape: wave, amplitude: 0.2, phase: 30}, trend: {linear: 0.1}}",
            "{base: 4, daily: {points: [1, 2, 3, 2], amplitude: 0.4, phase: 2}, trend: {points: {2026-03-01: 1, 2026-03-03: 2}}}",
            "{base: 4, daily: {fourier: {cosines: [0.3], sines: [0, 0.1]}}, noise: {gaussian: 0.1, exponent: 1}}",
            "{base: 4, daily: {hours: [\((0..<168).map { String($0 % 3) }.joined(separator: ", "))]}, noise: {log-normal: 0.2}}",
            "{total: 40, per: 1m, cells: split, noise: {negative-binomial: 0.5, variance: linear}, composition: additive}",
            "{base: 4, residual: {scale: 0.1, correlation: 0.5}, noise: none, timezone: Asia/Tokyo, factor: 2}",
        ]
        for metric in metrics {
            let text = Self.least.replacingCharacters(in: Self.least.firstRange(of: "10")!, with: metric)
            let table = try DimensionalGenerator(DimensionalConfiguration(yaml: text)).table()
            #expect(table.values.allSatisfy { $0.isFinite } && table.values.contains { $0 > 0 }, "\(metric)")
        }
    }
}

extension String {
    func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }

    func firstRange(of part: String) -> Range<String.Index>? { ranges(of: part).first }
}
