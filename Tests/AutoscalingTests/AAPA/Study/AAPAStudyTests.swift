import Autoscaling
import Synthesis
import Testing
import Traces
import Workloads

@Suite struct AAPAStudyTests {
    /// Two functions of each class over two days, of which the last eight hours are simulated; classes by AAPA's rules.
    static let subjects: [ScalingSubject] = {
        let made = try! ArchetypeSetGenerator(functionsPerClass: 2, days: 2, seed: 6).generate(threads: 2)
        return zip(made.set.series, made.functions).map { series, function in
            ScalingSubject(
                try! DemandTrace(series, quantity: made.set.quantity, range: 2_400..<2_880),
                windows: CompatibleRules().classify(series.values, CompatibleFeatures()), windowLength: 60,
                truth: Archetype(rawValue: function.behaviour.rawValue))
        }
    }()

    @Test func groupsAddUpTheirFunctions() throws {
        let report = try AAPAStudy().run(Self.subjects)
        #expect(report.mode == "corrected")
        #expect(report.groups.map(\.archetype) == ["spike", "periodic", "ramp", "stationary", "all"])
        #expect(report.groups.map(\.functions) == [2, 2, 2, 2, 8])
        for group in report.groups {
            #expect(group.policies.map(\.policy) == ["hpa", "hpa by class", "generic", "aapa", "aapa hedged", "oracle"])
            #expect(group.policies.allSatisfy { $0.totals.seconds == Double(group.functions) * 8 * 3600 })
            let oracle = try #require(group.policies.last)
            #expect(group.policies.allSatisfy { $0.totals.violatedSeconds >= oracle.totals.violatedSeconds })
            #expect(group.policies.allSatisfy { (0...1).contains($0.index.value) })
            let reference = group.policies[0]
            #expect(reference.unservedDifference.mean == 0 && reference.unservedDifference.high == 0)
        }
        // The HPA of the first group, run alone.
        let alone = try Self.subjects.filter { $0.archetype == .spike }.map { subject in
            let capacity = try CapacityRule.automatic.capacity(for: subject.trace)
            return try Simulation(subject.trace, on: Deployment(capacityPerReplica: capacity)).run(HPAPolicy()).totals
        }
        #expect(report.groups[0].policies[0].totals == alone[0] + alone[1])
    }

    @Test func threadsChangeNothing() throws {
        #expect(try AAPAStudy().run(Self.subjects, threads: 1) == AAPAStudy().run(Self.subjects, threads: 3))
        #expect(CompatibleScalingStudy().run(Self.subjects, threads: 1) == CompatibleScalingStudy().run(Self.subjects, threads: 3))
    }

    @Test func forecastsAddAPolicy() throws {
        let report = try AAPAStudy().run(Array(Self.subjects.prefix(2))) { subject in PerfectSource(values: subject.trace.series.values) }
        let rows = try #require(report.groups.last).policies
        #expect(rows.map(\.policy) == ["hpa", "hpa by class", "generic", "aapa", "aapa hedged", "aapa forecast", "oracle"])
        // It knows what comes, at 90 % of the capacity; nothing is short but for the first minutes, when no replica can be ready.
        #expect(rows[5].totals.violatedSeconds <= rows[6].totals.violatedSeconds)
    }

    @Test func hoursAreThePublishedPattern() {
        let report = CompatibleScalingStudy(seeds: 10).runHours(threads: 2)
        #expect(report.mode == "compatible" && report.groups.map(\.archetype) == Archetype.allCases.map(\.rawValue))
        for (group, published) in zip(report.groups, PublishedAAPAResults.all) {
            let (hpa, aapa) = (group.policies[0], group.policies[2])
            #expect(abs(hpa.podMinutesPerHour - published.hpaPodMinutes) < 1e-9)
            #expect(abs(aapa.podMinutesPerHour / published.aapaPodMinutes - 1) < 0.04, "\(group.archetype)")
            #expect(hpa.violationRate == aapa.violationRate && hpa.meanResponse == aapa.meanResponse)
        }
    }

    @Test func functionsWithoutATruthHaveTheirMostFrequentClass() throws {
        let subject = Self.subjects[0]
        let told = ScalingSubject(subject.trace, windows: subject.windows, windowLength: 60)
        let inside = subject.windows.filter { $0.start >= 2_400 }
        let counts = Archetype.allCases.map { archetype in inside.filter { $0.outcome == .archetype(archetype) }.count }
        let most = try #require(counts.max())
        #expect(told.archetype == Archetype.allCases[try #require(counts.firstIndex(of: most))])
        #expect(ScalingSubject(subject.trace, windows: [], windowLength: 60).archetype == nil)
    }

    @Test func differencesArePaired() {
        let one = PairedDifference([1, 2, 3, 6], minus: [0, 2, 2, 5])
        #expect(one.pairs == 4 && one.mean == 0.75)
        #expect(one.low >= 0 && one.low < 0.75 && one.high <= 1 && one.high > 0.75)
        // The same difference everywhere leaves no doubt, whatever the values.
        let same = PairedDifference([5, 100, -3], minus: [4, 99, -4])
        #expect(same.low == 1 && same.high == 1)
        let single = PairedDifference([3], minus: [1])
        #expect(single.low == 2 && single.high == 2)
        let none = PairedDifference([], minus: [])
        #expect(none.pairs == 0 && none.mean == 0 && none.high == 0)
        // Bootstrap of n = 400 standard uniform differences: 0.5 ± 1.96 · 0.289 / 20 = ± 0.028.
        var random = TestRandom(3)
        let noise = PairedDifference((0..<400).map { _ in Double(random.uniform()) }, minus: [Double](repeating: 0, count: 400))
        #expect(abs((noise.high - noise.low) / 2 - 0.0283) < 0.004)
    }
}
