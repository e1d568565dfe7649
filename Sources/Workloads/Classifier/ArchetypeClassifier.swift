public import Tensors
public import Trees

/// What is said of one window.
public struct WindowClass: Sendable, Hashable {
    /// First minute of the window, from that of the series.
    public var start: Int
    /// The most probable archetype, or idle.
    public var outcome: WindowOutcome
    /// Calibrated probabilities in the order of ``Archetype``; all 0 for an idle window.
    public var probabilities: [Double]

    /// The probability of the outcome, 1 for idle.
    public var confidence: Double { outcome == .idle ? 1 : probabilities.max() ?? 0 }

    /// What calibrated probabilities say.
    init(start: Int, probabilities: [Double]) {
        let best = probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
        (self.start, self.probabilities, outcome) = (start, probabilities, .archetype(Archetype.allCases[best]))
    }

    /// An idle window.
    init(idleAt start: Int) {
        (self.start, outcome) = (start, .idle)
        probabilities = [Double](repeating: 0, count: Archetype.allCases.count)
    }
}

/// Boosted trees on ``ArchetypeFeatures`` with calibrated probabilities. Immutable; threads may share it.
public struct ArchetypeClassifier: Sendable {
    /// Which windows it was trained for.
    public let plan: WindowPlan
    /// Windows with fewer events are idle.
    public let minimumEvents: Double
    /// The trees: one raw score an archetype.
    public let forest: Forest
    /// Maps of the scores of every archetype, for windows of which no more is known than each ``DemandScale``: `[scales][archetypes]`.
    public let calibrations: [[BetaCalibration]]
    /// What computes the features.
    public let features: ArchetypeFeatures
    private let compiled: CompiledForest

    /// Puts a classifier together.
    /// - Throws: ``WorkloadsError`` when windows or trees are not suitable.
    public init(
        plan: WindowPlan, minimumEvents: Double, forest: Forest, calibrations: [[BetaCalibration]], kernels: Kernels = .best
    ) throws(WorkloadsError) {
        precondition(
            forest.outputs == Archetype.allCases.count && forest.featureNames == ArchetypeFeatures.names,
            "trees of other features or classes")
        precondition(calibrations.count == DemandScale.allCases.count && calibrations.allSatisfy { $0.count == forest.outputs })
        (self.plan, self.minimumEvents, self.forest, self.calibrations) = (plan, minimumEvents, forest, calibrations)
        features = try ArchetypeFeatures(plan, kernels: kernels)
        do { compiled = try CompiledForest(forest, kernels: kernels) } catch { throw .training("\(error)") }
    }

    /// Classifies every window of a series.
    ///
    /// - Parameters:
    ///   - values: counts of every minute `[T]`; NaN is missing.
    ///   - usesContext: whether what came before a window is looked at.
    /// - Returns: one class a window, but for windows with a missing minute, of which nothing is said.
    public func classify(_ values: [Float], usesContext: Bool = true) -> [WindowClass] {
        classify(features.windows(of: values, usesContext: usesContext))
    }

    /// Classifies every window of many series, as if each were alone.
    /// - Parameters:
    ///   - series: counts of every minute of each.
    ///   - usesContext: whether what came before a window is looked at.
    ///   - threads: threads to use; the result does not depend on it.
    public func classify(_ series: [[Float]], usesContext: Bool = true, threads: Int) -> [[WindowClass]] {
        [[WindowClass]](unsafeUninitializedCapacity: series.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(series.count, threads: threads) { index in
                (out.baseAddress! + index).initialize(to: classify(series[index], usesContext: usesContext))
            }
            count = series.count
        }
    }

    /// The same classifier for windows at other distances.
    /// - Throws: ``WorkloadsError/otherWindow(length:trained:)`` for windows of another length: what trees learned of an hour does not hold
    ///   of two.
    public func with(_ plan: WindowPlan) throws(WorkloadsError) -> ArchetypeClassifier {
        guard plan.length == self.plan.length else { throw .otherWindow(length: plan.length, trained: self.plan.length) }
        return try ArchetypeClassifier(
            plan: plan, minimumEvents: minimumEvents, forest: forest, calibrations: calibrations, kernels: features.kernels)
    }

    /// Classifies windows whose features are known.
    public func classify(_ windows: WindowFeatures) -> [WindowClass] {
        precondition(windows.plan == plan, "features of other windows than the classifier's")
        let outputs = Archetype.allCases.count
        let scores = [Double](unsafeUninitializedCapacity: windows.count * outputs) { out, count in
            if let out = out.baseAddress { compiled.rawScores(rows: windows.rows, count: windows.count, into: out) }
            count = windows.count * outputs
        }
        return (0..<windows.count).compactMap { window in
            classify(
                start: plan.start(of: window), events: windows.events[window], row: windows.row(window),
                scores: scores[window * outputs..<(window + 1) * outputs])
        }
    }

    /// Classifies the latest window of a stream.
    /// - Returns: `nil` when a minute of it is missing.
    public func classify(_ row: [Float], of stream: WindowStream) -> WindowClass? {
        var scores = [Double](repeating: 0, count: Archetype.allCases.count)
        scores.withUnsafeMutableBufferPointer { scores in
            if let out = scores.baseAddress { compiled.rawScores(of: row, into: out) }
        }
        return classify(start: stream.minutes - plan.length, events: stream.events, row: row[...], scores: scores[...])
    }

    /// Probabilities of rows before calibration, `[count, archetypes]`.
    func rawProbabilities(of rows: [Float], count: Int) -> [Double] {
        let outputs = Archetype.allCases.count
        return [Double](unsafeUninitializedCapacity: count * outputs) { out, written in
            if let out = out.baseAddress {
                compiled.rawScores(rows: rows, count: count, into: out)
                for row in 0..<count { forest.finishPrediction(out + row * outputs) }
            }
            written = count * outputs
        }
    }

    private func classify(start: Int, events: Double, row: ArraySlice<Float>, scores: ArraySlice<Double>) -> WindowClass? {
        guard !events.isNaN else { return nil }
        guard events >= minimumEvents else { return WindowClass(idleAt: start) }
        var probabilities = Array(scores)
        probabilities.withUnsafeMutableBufferPointer { probabilities in
            if let first = probabilities.baseAddress { forest.finishPrediction(first) }
            calibrate(probabilities, reach: ArchetypeFeatures.reach(of: row))
        }
        return WindowClass(start: start, probabilities: probabilities)
    }

    /// One against the rest, then made to add up to 1.
    private func calibrate(_ probabilities: UnsafeMutableBufferPointer<Double>, reach: DemandScale) {
        var sum = 0.0
        for index in probabilities.indices {
            probabilities[index] = calibrations[reach.rawValue][index](probabilities[index])
            sum += probabilities[index]
        }
        // Calibrated scores are above 0: the map is logistic.
        for index in probabilities.indices { probabilities[index] /= sum }
    }
}
