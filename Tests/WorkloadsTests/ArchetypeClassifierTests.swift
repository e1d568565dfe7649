import Forecasting
import Synthesis
import Tensors
import TestSupport
import Testing
import Workloads

@Suite struct ArchetypeClassifierTests {
    /// Trained once for all tests.
    static let classifier = try! trainer.fit(
        on: SyntheticFunctions.make(40, days: 4, ranges: .training, seed: 1),
        busy: SyntheticFunctions.make(40, days: 4, ranges: .busyTraining, seed: 1))
    static var trainer: ArchetypeTrainer {
        var trainer = ArchetypeTrainer()
        (trainer.rounds, trainer.windowsPerFunction) = (60, 60)
        return trainer
    }

    private func scores(of functions: [LabelledDemand], usesContext: Bool, from first: Int = 0) -> ArchetypeScores {
        var (windows, truths) = ([WindowClass](), [Archetype?]())
        for function in functions {
            let features = Self.classifier.features.windows(of: function.values, usesContext: usesContext)
            let found = Self.classifier.classify(features)
            windows += found[first...]
            truths += features.events[first...].map { $0 < Self.classifier.minimumEvents ? nil : function.archetype }
        }
        return ArchetypeScores(windows, truths: truths)
    }

    /// The shipped classifier learned from more functions and reaches more, see `docs/archetypes.md`.
    @Test(arguments: [ArchetypeRanges.slowerThanTraining, ArchetypeRanges.fasterThanTraining]) func classesOfUnseenRangesAreTold(
        ranges: ArchetypeRanges
    )
        throws
    {
        let functions = try SyntheticFunctions.make(8, days: 4, ranges: ranges, seed: 9)
        let known = scores(of: functions, usesContext: true, from: 138)
        #expect(known.balancedAccuracy > 0.8, "\(known.confusion)")
        let alone = scores(of: functions, usesContext: false, from: 138)
        #expect(alone.balancedAccuracy > 0.45 && alone.balancedAccuracy < known.balancedAccuracy, "\(alone.confusion)")
    }

    @Test func probabilitiesAreProbabilities() {
        let values = ArchetypeFeaturesTests.functions[3].values
        for window in Self.classifier.classify(values) where window.outcome != .idle {
            expectClose(window.probabilities.reduce(0, +), 1, .absolute(1e-12))
            #expect(window.probabilities.allSatisfy { $0 >= 0 } && window.confidence >= 0.25)
        }
    }

    @Test func fewEventsAreIdleAndMissingMinutesNothing() {
        var values = [Float](repeating: 0, count: 600)
        for minute in stride(from: 0, to: 600, by: 60) { values[minute] = 19 }
        #expect(
            Self.classifier.classify(values).allSatisfy { $0.outcome == .idle && $0.probabilities == [0, 0, 0, 0] && $0.confidence == 1 })
        values[300] = 20
        #expect(Self.classifier.classify(values).filter { $0.outcome != .idle }.map(\.start) == [250, 260, 270, 280, 290, 300])
        values[300] = .nan
        let starts = Self.classifier.classify(values).map(\.start)
        #expect(starts == Array(stride(from: 0, through: 240, by: 10)) + Array(stride(from: 310, through: 540, by: 10)))
    }

    @Test func streamsSayWhatBatchesSay() {
        let values = ArchetypeFeaturesTests.functions[0].values
        let batch = Self.classifier.classify(values)
        var stream = WindowStream(Self.classifier.features)
        var found: [WindowClass] = []
        for (minute, value) in values.enumerated() {
            guard let row = stream.append(value), (minute + 1) % 10 == 0, let window = Self.classifier.classify(row, of: stream) else {
                continue
            }
            found.append(window)
        }
        #expect(found == batch)
    }

    @Test func trainingIsReproducible() throws {
        let functions = try SyntheticFunctions.make(3, days: 2, ranges: .training, seed: 2)
        var trainer = Self.trainer
        trainer.rounds = 5
        let one = try trainer.fit(on: functions, compute: Compute(threads: 1))
        let two = try trainer.fit(on: functions, compute: Compute(threads: 2))
        #expect(one.quiet == two.quiet && one.busy == two.busy)
        trainer.seed = 2
        let other = try trainer.fit(on: functions)
        #expect(other.quiet.forest != one.quiet.forest && other.busy.forest != one.busy.forest)
    }

    /// The mean of the window decides which forest answers, in a batch of both as alone.
    @Test func quietAndBusyWindowsHaveForestsOfTheirOwn() throws {
        let classifier = Self.classifier
        let base = ArchetypeFeaturesTests.functions[0].values.prefix(600)
        let values = [Float](repeating: 2, count: 300) + base.map { 4 + ($0 / 4).rounded() } + [Float](repeating: 2, count: 300)
        func answers(busyRate: Double, quiet: CalibratedForest, busy: CalibratedForest) throws -> [WindowClass] {
            try ArchetypeClassifier(
                plan: classifier.plan, minimumEvents: classifier.minimumEvents, busyRate: busyRate, quiet: quiet, busy: busy
            ).classify(values)
        }
        let (quiet, busy) = (classifier.quiet, classifier.busy)
        let both = try answers(busyRate: 3, quiet: quiet, busy: busy)
        let (onlyQuiet, onlyBusy) = (
            try answers(busyRate: 3, quiet: quiet, busy: quiet), try answers(busyRate: 3, quiet: busy, busy: busy)
        )
        let rates = both.map { window in values[window.start..<window.start + 60].reduce(0, +) / 60 }
        #expect(rates.contains { $0 < 3 } && rates.contains { $0 >= 3 } && onlyQuiet != onlyBusy)
        for (index, rate) in rates.enumerated() { #expect(both[index] == (rate < 3 ? onlyQuiet : onlyBusy)[index]) }
    }

    @Test func everyClassIsNeeded() throws {
        let functions = try SyntheticFunctions.make(3, days: 2, ranges: .training, seed: 2)
        #expect(throws: WorkloadsError.missingClass("ramp", stage: "training")) {
            try Self.trainer.fit(on: functions.filter { $0.archetype != .ramp })
        }
    }

    @Test func archivesGiveTheSameClassifier() throws {
        let archive = try Self.classifier.archive()
        let restored = try ArchetypeClassifier(archive: archive)
        #expect(restored.quiet == Self.classifier.quiet && restored.busy == Self.classifier.busy)
        #expect(restored.plan == Self.classifier.plan && restored.minimumEvents == Self.classifier.minimumEvents)
        #expect(restored.busyRate == Self.classifier.busyRate)
        let values = ArchetypeFeaturesTests.functions[2].values
        #expect(restored.classify(values) == Self.classifier.classify(values))
        #expect(try restored.archive() == archive)
    }

    /// Fault W17 of the original: codes of classes that differ between training and use.
    @Test(arguments: [
        ("\"spike\",\"periodic\"", "\"periodic\",\"spike\"", "the classes are"),
        ("minutes.gini", "minutes.mean", "feature 12 is minutes.mean"),
        ("\"schema\":2", "\"schema\":1", "schema 1"), ("\"length\":60", "\"length\":61", "multiple of 12"),
        ("\"minimumEvents\":20", "\"minimumEvents\":-1", "fewest events"), ("\"stride\":10", "\"stride\":0", "at least a minute"),
        ("\"busyRate\":12,", "", "windows are busy"),
        ("\"busyRate\":12", "\"busyRate\":-3", "windows are busy"),
    ]) func foreignMeaningsAreRefused(_ text: String, _ other: String, _ message: String) throws {
        var archive = try Self.classifier.archive()
        let schema = try #require(archive.metadata["archetypes"])
        let parts = schema.split(separator: text, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(schema)")
        archive.metadata["archetypes"] = parts.joined(separator: other)
        let error = #expect(throws: ForecastError.self) { try ArchetypeClassifier(archive: archive) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test func damagedTensorsAreRefused() throws {
        let archive = try Self.classifier.archive()
        for name in archive.tensors.keys.sorted() {
            var damaged = archive
            damaged.tensors[name] = nil
            #expect(throws: ForecastError.self, "\(name)") { try ArchetypeClassifier(archive: damaged) }
        }
        for name in ["quiet.calibration", "busy.calibration"] {
            var falling = archive
            let shape = try #require(falling.tensors[name]).shape
            falling.tensors[name] = ModelArchive.Tensor(
                type: .float64, shape: shape, bytes: [Double](repeating: -1, count: shape.reduce(1, *)).withUnsafeBytes { Array($0) })
            let error = #expect(throws: ForecastError.self) { try ArchetypeClassifier(archive: falling) }
            #expect(error?.description.contains("do not fall") == true, "\(String(describing: error))")
        }
    }
}
