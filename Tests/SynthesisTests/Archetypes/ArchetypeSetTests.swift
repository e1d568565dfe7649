import Synthesis
import TestSupport
import Testing
import Traces

@Suite struct ArchetypeSetTests {
    static let all = DemandBehaviour.allCases

    @Test func threadsLengthAndCompanyChangeNothing() throws {
        var generator = ArchetypeSetGenerator(classes: Self.all, functionsPerClass: 3, days: 3)
        let one = try generator.generate(threads: 1)
        #expect(try generator.generate(threads: 4) == one)
        // Another size of the set, and fewer classes: the same functions.
        let alone = try ArchetypeSetGenerator(classes: [.ramp], functionsPerClass: 5, days: 3).generate(threads: 2)
        #expect(alone.set[id: "ramp-0002"] == one.set[id: "ramp-0002"])
        // A longer set begins like the shorter one.
        generator.days = 5
        let longer = try generator.generate()
        for (short, long) in zip(one.set.series, longer.set.series) {
            #expect(short.id == long.id && short.values[...] == long.values[..<short.count], "\(short.id)")
        }
        generator.seed = 2
        #expect(try generator.generate().set.series[0].values != longer.set.series[0].values)
    }

    /// The default is the size of the check set: 40 functions of four classes over 14 days, balanced from the start.
    @Test func defaultIsTheCheckSet() throws {
        let made = try ArchetypeSetGenerator().generate(threads: 2)
        #expect(made.set.series.count == 40 && made.set.series.allSatisfy { $0.count == 20_160 })
        #expect(made.functions.prefix(4).map(\.behaviour) == [.spike, .periodic, .ramp, .stationary])
        #expect(Set(made.functions.map(\.behaviour)).count == 4)
        #expect(made.set.quantity.kind == .count && made.set.series[0].axis.stepSeconds == 60)
        #expect(made.set.series.allSatisfy { $0.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() } })
    }

    @Test func levelsAreWhatTheTruthSays() throws {
        let made = try ArchetypeSetGenerator(classes: [.stationary, .idle, .periodic], functionsPerClass: 20, days: 14).generate(threads: 2)
        for (function, series) in zip(made.functions, made.set.series) {
            let n = Double(series.count)
            let mean = series.values.reduce(0.0) { $0 + Double($1) } / n
            // Five standard errors; a cycle that does not end with the set may shift the mean by a share of one cycle.
            let error = 5 * ((function.level + 4 * function.dispersion * function.level * function.level) / n).squareRoot()
            let cycle = (function.periodMinutes ?? 0) / n
            expectClose(mean, function.level, .absolute(error + cycle * function.level), function.id)
        }
    }

    /// A ramp in the truth is about tenfold over 1.5 to 3 hours in the counts.
    @Test func rampsRiseAndFall() throws {
        let made = try ArchetypeSetGenerator(classes: [.ramp], functionsPerClass: 10, days: 7).generate()
        for (function, series) in zip(made.functions, made.set.series) {
            #expect(function.shownShare(of: 0..<function.minutes) > 0.75)
            for episode in function.episodes where episode.lowerBound > 0 && episode.upperBound < function.minutes {
                #expect((90...180).contains(episode.count))
                let ends = [episode.prefix(10), episode.suffix(10)].map { part in
                    part.reduce(0.0) { $0 + Double(series.values[$1]) } / 10
                }
                let ratio = max(ends[0], ends[1]) / max(0.1, min(ends[0], ends[1]))
                #expect(ratio > 2.5 && ratio < 30, "\(function.id) \(episode): \(ends)")
            }
        }
    }

    @Test func burstsAreWhereTheLabelsAre() throws {
        let made = try ArchetypeSetGenerator(classes: [.spike], functionsPerClass: 10, days: 7).generate()
        for (function, series) in zip(made.functions, made.set.series) {
            #expect(function.episodes.count > 40)
            for episode in function.episodes { #expect(Double(series.values[episode.lowerBound]) > 5 * function.level) }
            let inside = Set(function.episodes.joined())
            let outside = series.values.indices.filter { !inside.contains($0) }.map { Double(series.values[$0]) }
            expectClose(outside.reduce(0, +) / Double(outside.count), function.level, .relative(0.1), function.id)
        }
    }

    @Test func whatAWindowShows() {
        func function(_ behaviour: DemandBehaviour, level: Double, _ episodes: [Range<Int>], period: Double? = nil) -> ArchetypeFunction {
            .init(
                id: "f", behaviour: behaviour, level: level, dispersion: 0, periodMinutes: period, episodes: episodes, minutes: 1_440)
        }
        let spike = function(.spike, level: 1, [100..<110, 200..<205])
        #expect(spike.visibleBehaviour(in: 0..<60) == .stationary && spike.visibleBehaviour(in: 60..<120) == .spike)
        #expect(spike.shownShare(of: 105..<205) == 0.1 && spike.shownShare(of: 110..<200) == 0)
        #expect(function(.spike, level: 0.01, []).visibleBehaviour(in: 0..<60) == .idle)
        let ramp = function(.ramp, level: 5, [0..<100])
        #expect(ramp.visibleBehaviour(in: 40..<100) == .ramp && ramp.visibleBehaviour(in: 90..<150) == .stationary)
        let daily = function(.periodic, level: 5, [], period: 1_440)
        #expect(daily.visibleBehaviour(in: 0..<60) == .stationary && daily.visibleBehaviour(in: 0..<2_880) == .periodic)
        #expect(function(.stationary, level: 0.01, []).visibleBehaviour(in: 0..<60) == .idle)
    }

    /// Ranges are a value: a test set can lie wholly outside what was trained on.
    @Test func rangesAreKept() throws {
        var ranges = ArchetypeRanges()
        ranges.stationary.level = 2_000...3_000
        ranges.overdispersedShare = 1
        ranges.dispersion = 0.3...0.4
        let made = try ArchetypeSetGenerator(classes: [.stationary], functionsPerClass: 8, days: 1, ranges: ranges).generate()
        for function in made.functions {
            #expect((2_000.0...3_000).contains(function.level) && (0.3...0.4).contains(function.dispersion))
        }
    }

    @Test func wrongRangesAreNamed() {
        var ranges = ArchetypeRanges()
        ranges.ramp.factor = 0...4
        #expect(
            throws: SynthesisError.outOfRange(parameter: "ramp.factor", expected: "positive and at most 1e9", found: "0.0...4.0")
        ) { try ArchetypeSetGenerator(ranges: ranges).generate() }
        #expect(throws: SynthesisError.self) { try ArchetypeSetGenerator(days: 0).generate() }
        #expect(throws: SynthesisError.self) { try ArchetypeSetGenerator(classes: []).generate() }
    }

    @Test func tablesNameWhatTheyHold() throws {
        let made = try ArchetypeSetGenerator(classes: [.spike, .idle], functionsPerClass: 1, days: 1).generate()
        let truth = String(decoding: made.truthTable(), as: UTF8.self).split(separator: "\n")
        #expect(truth.count == 3 && truth[1].hasPrefix("spike-0000,spike,") && truth[2].hasPrefix("idle-0000,idle,"))
        let labels = String(decoding: made.labelTable(), as: UTF8.self).split(separator: "\n")
        let first = made.functions[0].episodes[0]
        let time = made.set.series[0].axis.format(made.set.series[0].axis.time(at: first.lowerBound))
        #expect(labels.count == made.functions[0].episodes.count + 1 && labels[1].hasPrefix("spike-0000,\(time),"))
    }
}
