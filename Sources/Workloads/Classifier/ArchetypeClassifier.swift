public import Tensors

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

/// Two forests of boosted trees on ``ArchetypeFeatures`` with calibrated probabilities. Immutable; threads may share it.
///
/// Below a few events a minute noise hides what shows in an hour of busier demand, and only longer scales tell; trees that learned of both
/// distrust the hour where it shows. So one forest answers for quiet windows and one for busy ones.
public struct ArchetypeClassifier: Sendable {
    /// Which windows it was trained for.
    public let plan: WindowPlan
    /// Windows with fewer events are idle.
    public let minimumEvents: Double
    /// Mean events a minute of a window from which on it is busy.
    public let busyRate: Double
    /// What answers for windows below ``busyRate``.
    public let quiet: CalibratedForest
    /// What answers for windows from ``busyRate`` on.
    public let busy: CalibratedForest
    /// What computes the features.
    public let features: ArchetypeFeatures

    /// Puts a classifier together.
    /// - Throws: ``WorkloadsError`` when windows are not suitable.
    public init(
        plan: WindowPlan, minimumEvents: Double, busyRate: Double, quiet: CalibratedForest, busy: CalibratedForest, kernels: Kernels = .best
    ) throws(WorkloadsError) {
        (self.plan, self.minimumEvents, self.busyRate, self.quiet, self.busy) = (plan, minimumEvents, busyRate, quiet, busy)
        features = try ArchetypeFeatures(plan, kernels: kernels)
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
            plan: plan, minimumEvents: minimumEvents, busyRate: busyRate, quiet: quiet, busy: busy, kernels: features.kernels)
    }

    /// Classifies windows whose features are known.
    public func classify(_ windows: WindowFeatures) -> [WindowClass] {
        precondition(windows.plan == plan, "features of other windows than the classifier's")
        let known = (0..<windows.count).filter { !windows.events[$0].isNaN }
        var found = known.map { WindowClass(idleAt: plan.start(of: $0)) }
        let told = known.indices.filter { windows.events[known[$0]] >= minimumEvents }
        for isBusy in [false, true] {
            let places = told.filter { self.isBusy(events: windows.events[known[$0]]) == isBusy }
            guard !places.isEmpty else { continue }
            // Side by side, because trees are fastest on many rows.
            let rows = places.count == windows.count ? windows.rows : places.flatMap { windows.row(known[$0]) }
            let probabilities = (isBusy ? busy : quiet).probabilities(of: rows, count: places.count)
            let outputs = Archetype.allCases.count
            for (index, place) in places.enumerated() {
                found[place] = WindowClass(
                    start: found[place].start, probabilities: Array(probabilities[index * outputs..<(index + 1) * outputs]))
            }
        }
        return found
    }

    /// Classifies the latest window of a stream.
    /// - Returns: `nil` when a minute of it is missing.
    public func classify(_ row: [Float], of stream: WindowStream) -> WindowClass? {
        let (start, events) = (stream.minutes - plan.length, stream.events)
        guard !events.isNaN else { return nil }
        guard events >= minimumEvents else { return WindowClass(idleAt: start) }
        return WindowClass(start: start, probabilities: (isBusy(events: events) ? busy : quiet).probabilities(of: row, count: 1))
    }

    private func isBusy(events: Double) -> Bool { events >= busyRate * Double(plan.length) }
}
