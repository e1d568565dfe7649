public import Tensors
import Trees

/// Trains classifiers of archetypes on functions whose class is known.
public struct ArchetypeTrainer: Sendable, Hashable, Codable {
    /// Which windows.
    public var plan = WindowPlan.standard
    /// Windows with fewer events are idle and not learned from: the counts of Poisson's distribution hide any pattern then.
    public var minimumEvents = 20.0
    /// Windows that are drawn from every function.
    public var windowsPerFunction = 150
    /// Mean events a minute of a window from which on the forest of busy functions answers.
    public var busyRate = 12.0
    /// Share of the functions of each class that is kept from the trees, to calibrate on.
    public var calibrationShare = 0.3
    /// Trees of each class.
    public var rounds = 120
    /// Leaves of a tree.
    public var leaves = 12
    /// Factor on the values of every tree.
    public var learningRate = 0.08
    /// Fewest rows of a leaf.
    public var minimumRows = 60
    /// Fraction of the features that a tree may split on.
    public var featureFraction = 0.2
    /// Seed of all random choices.
    public var seed: UInt64 = 1

    /// The default settings.
    public init() {}

    /// Trains a classifier both of whose forests learn from the same functions.
    /// - Throws: ``WorkloadsError``.
    public func fit(on functions: [LabelledDemand], compute: Compute = .best) throws(WorkloadsError) -> ArchetypeClassifier {
        try check()
        let forest = try calibratedForest(functions, compute: compute)
        return try classifier(quiet: forest, busy: forest, compute: compute)
    }

    /// Trains a classifier.
    ///
    /// Every window is learned from four times: with all that is known before it, without the weeks, without the day, and alone, so that
    /// one forest answers whatever a file holds. Classes weigh the same. Calibration is on functions that the trees did not see, for each
    /// of the four.
    /// - Parameters:
    ///   - functions: what the forest for windows below ``busyRate`` learns from: functions of all levels, because busy functions have
    ///     quiet hours.
    ///   - busy: what the forest for windows from ``busyRate`` on learns from.
    ///   - compute: instructions and threads; the result does not depend on the threads.
    /// - Throws: ``WorkloadsError``.
    public func fit(
        on functions: [LabelledDemand], busy: [LabelledDemand], compute: Compute = .best
    ) throws(WorkloadsError) -> ArchetypeClassifier {
        try check()
        return try classifier(
            quiet: calibratedForest(functions, compute: compute), busy: calibratedForest(busy, compute: compute), compute: compute)
    }

    private func classifier(
        quiet: CalibratedForest, busy: CalibratedForest, compute: Compute
    ) throws(WorkloadsError) -> ArchetypeClassifier {
        try ArchetypeClassifier(
            plan: plan, minimumEvents: minimumEvents, busyRate: busyRate, quiet: quiet, busy: busy, kernels: Kernels(compute.instructionSet)
        )
    }

    private func calibratedForest(_ functions: [LabelledDemand], compute: Compute) throws(WorkloadsError) -> CalibratedForest {
        let kernels = Kernels(compute.instructionSet)
        let features = try ArchetypeFeatures(plan, kernels: kernels)
        let split = FunctionSplit(functions.map { ($0.id, $0.archetype) }, share: calibrationShare, seed: seed)
        let learned = try rows(split.rest.map { functions[$0] }, features, compute: compute, stage: "training")
        let kept = try rows(split.chosen.map { functions[$0] }, features, compute: compute, stage: "calibration")
        let forest = try train(learned, compute: compute)
        let raw = try CalibratedForest(forest, kernels: kernels)
        return try CalibratedForest(forest, calibrations: calibrations(of: raw, on: kept), kernels: kernels)
    }

    private func check() throws(WorkloadsError) {
        guard windowsPerFunction >= 1, minimumEvents >= 1, calibrationShare > 0, calibrationShare < 1 else {
            throw .invalidSetting(
                "training takes at least 1 window a function, at least 1 event a window and a share of functions between 0 and 1 to "
                    + "calibrate on, found \(windowsPerFunction), \(minimumEvents) and \(calibrationShare)")
        }
    }

    private func train(_ rows: TrainingRows, compute: Compute) throws(WorkloadsError) -> Forest {
        var configuration = BoostingConfiguration(objective: .multiclass(classes: Archetype.allCases.count))
        (configuration.rounds, configuration.leaves, configuration.learningRate) = (rounds, leaves, learningRate)
        (configuration.minimumRows, configuration.featureFraction, configuration.seed) = (minimumRows, featureFraction, seed)
        do {
            return try rows.values.withUnsafeBufferPointer { values throws(BoostingError) in
                let table = FeatureTable(rowMajor: values.baseAddress!, rows: rows.count, names: ArchetypeFeatures.names)
                let data = BoostingData(table, targets: rows.classes.map(Float.init), weights: rows.weights)
                return try Booster(configuration, compute: compute).train(data).forest
            }
        } catch {
            throw .training("the trees of the classifier could not be trained: \(error)")
        }
    }

    /// Rows that a function counts for in the calibration: its windows overlap, and all have one truth.
    private static let rowsOfFunction = 4.0

    /// Beta calibration of each class against the rest, for each reach, drawn to the identity.
    private func calibrations(of forest: CalibratedForest, on rows: TrainingRows) -> [[BetaCalibration]] {
        let scores = forest.rawProbabilities(of: rows.values, count: rows.count)
        let classes = Archetype.allCases.count
        let share = Self.rowsOfFunction / Double(windowsPerFunction)
        return DemandScale.allCases.map { reach in
            let chosen = (0..<rows.count).filter { rows.reaches[$0] == reach }
            return (0..<classes).map { index in
                BetaCalibration(
                    scores: chosen.map { scores[$0 * classes + index] }, outcomes: chosen.map { rows.classes[$0] == index },
                    weights: chosen.map { Double(rows.weights[$0]) * share }, prior: 1)
            }
        }
    }

    private func rows(
        _ functions: [LabelledDemand], _ features: ArchetypeFeatures, compute: Compute, stage: String
    ) throws(WorkloadsError) -> TrainingRows {
        let drawn = [[Float]](unsafeUninitializedCapacity: functions.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(functions.count, threads: compute.threads) { index in
                (out.baseAddress! + index).initialize(to: draw(functions[index], features, index: UInt64(index), stage: stage))
            }
            count = functions.count
        }
        var rows = TrainingRows()
        for (function, values) in zip(functions, drawn) { rows.append(values, of: function.archetype) }
        if let missing = rows.balance() { throw .missingClass(missing.rawValue, stage: stage) }
        return rows
    }

    private func draw(_ function: LabelledDemand, _ features: ArchetypeFeatures, index: UInt64, stage: String) -> [Float] {
        let windows = features.windows(of: function.values)
        var usable = (0..<windows.count).filter { windows.events[$0] >= minimumEvents }
        var random = RandomStream(seed: seed, purpose: "archetype windows for \(stage)", index: index)
        random.shuffle(&usable)
        let own = ScaleFeature.allCases.count
        var values: [Float] = []
        for window in usable.prefix(windowsPerFunction) {
            for scales in 1...DemandScale.allCases.count {
                var row = Array(windows.row(window))
                for column in scales * own..<row.count { row[column] = .nan }
                values += row
            }
        }
        return values
    }
}

/// Rows to learn from or to calibrate on.
private struct TrainingRows {
    var values: [Float] = []
    var classes: [Int] = []
    var weights: [Float] = []
    var reaches: [DemandScale] = []
    var count: Int { classes.count }

    mutating func append(_ values: [Float], of archetype: Archetype) {
        self.values += values
        let width = ArchetypeFeatures.names.count
        for start in stride(from: 0, to: values.count, by: width) {
            classes.append(archetype.index)
            reaches.append(ArchetypeFeatures.reach(of: values[start..<start + width]))
        }
    }

    /// Makes all classes weigh the same; returns one that has no row, if there is any.
    mutating func balance() -> Archetype? {
        var counts = [Int](repeating: 0, count: Archetype.allCases.count)
        for index in classes { counts[index] += 1 }
        if let missing = Archetype.allCases.first(where: { counts[$0.index] == 0 }) { return missing }
        weights = classes.map { Float(count) / Float(counts.count * counts[$0]) }
        return nil
    }
}
