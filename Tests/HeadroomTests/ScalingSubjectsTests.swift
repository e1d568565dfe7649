import Headroom
import Testing

@Suite struct ScalingSubjectsTests {
    private func set(_ functions: [(id: String, values: [Float])], stepSeconds: Int64 = 60) throws -> SeriesSet {
        try SeriesSet(
            functions.map { Series(id: $0.id, axis: .clock(startSeconds: 0, stepSeconds: stepSeconds), values: $0.values) },
            quantity: .count("invocations"))
    }

    @Test func quietFunctionsAreLeftOut() throws {
        let minutes = 700
        let functions = try set([
            ("busy", [Float](repeating: 2, count: minutes)),
            // 999 events; and 1,400 in 69 of 700 minutes.
            ("few", [Float](repeating: 1, count: minutes - 1) + [300]),
            ("seldom", (0..<minutes).map { $0 < 69 ? 25 : 0 }),
            ("enough", (0..<minutes).map { $0 < 70 ? 25 : .nan }),
        ])
        let chosen = try ScalingSubjects(functions, labels: .compatibleRules)
        #expect(chosen.subjects.map(\.trace.series.id) == ["busy", "enough"])
        #expect(chosen.set.series.map(\.id) == ["busy", "enough"] && chosen.skipped == 2)
        // The last seventh is simulated.
        #expect(chosen.subjects.allSatisfy { $0.trace.range == 600..<700 })
        let all = try ScalingSubjects(functions, labels: .compatibleRules, last: 60, minimumTotal: 0, minimumActivity: 0)
        #expect(all.subjects.count == 4 && all.skipped == 0 && all.subjects[0].trace.range == 640..<700)
    }

    @Test func classesAreThoseOfTheChosenLabels() throws {
        let made = try ArchetypeSetGenerator(functionsPerClass: 1, days: 2, seed: 3).generate()
        let classifier = try ArchetypeClassifier.shipped()
        let told = try ScalingSubjects(made.set, labels: .classifier(classifier), minimumTotal: 0, minimumActivity: 0)
        let ruled = try ScalingSubjects(
            made.set, labels: .compatibleRules, minimumTotal: 0, minimumActivity: 0, truths: [made.set.series[2].id: .ramp])
        for (index, series) in made.set.series.enumerated() {
            #expect(told.subjects[index].windows == classifier.classify(series.values))
            #expect(ruled.subjects[index].windows == CompatibleRules().classify(series.values, CompatibleFeatures()))
        }
        #expect(ruled.subjects[2].archetype == .ramp)
    }

    @Test func stepsAreMinutes() throws {
        let hours = try set([("h", [Float](repeating: 100, count: 100))], stepSeconds: 3_600)
        #expect(throws: WorkloadsError.self) { try ScalingSubjects(hours, labels: .compatibleRules) }
    }
}
