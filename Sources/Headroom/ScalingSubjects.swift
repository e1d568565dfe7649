/// Functions of a trace for a study of archetypes and scaling: which ones, what their windows are said to be, and which part is simulated.
public struct ScalingSubjects: Sendable {
    /// The functions.
    public let subjects: [ScalingSubject]
    /// Their series.
    public private(set) var set: SeriesSet
    /// Functions that were left out, because they have too few events or too few minutes with any.
    public let skipped: Int

    /// Who tells the classes of windows.
    public enum Labels: Sendable {
        /// The ten rules of AAPA's published code.
        case compatibleRules
        /// A classifier with what came before each window.
        case classifier(ArchetypeClassifier)
    }

    /// Classifies the windows of every function, an hour long and ten minutes apart.
    ///
    /// - Parameters:
    ///   - set: counts of every minute.
    ///   - labels: who tells the classes.
    ///   - last: minutes at the end of every series that are simulated; `nil` for two days of a fortnight (as AAPA splits it), and the last
    ///     seventh of anything else.
    ///   - minimumTotal: fewest events of a function; AAPA takes 1,000.
    ///   - minimumActivity: least share of minutes with an event; AAPA takes 0.1.
    ///   - truths: classes by identifier, where they are known.
    ///   - compute: where to compute.
    /// - Throws: `WorkloadsError` when steps are no minutes, `SimulationError` when a range cannot be simulated.
    public init(
        _ set: SeriesSet, labels: Labels, last: Int? = nil, minimumTotal: Double = 1_000, minimumActivity: Double = 0.1,
        truths: [String: Archetype] = [:], compute: Compute = .best
    ) throws {
        for series in set.series { try series.checkMinutes() }
        let chosen = set.series.filter { series in
            let total = series.values.reduce(0.0) { $1.isNaN ? $0 : $0 + Double($1) }
            let active = series.values.filter { $0 > 0 }.count
            return total >= minimumTotal && Double(active) >= minimumActivity * Double(series.count)
        }
        skipped = set.series.count - chosen.count
        self.set = set
        self.set.series = chosen
        let plan = WindowPlan.standard
        let windows: [[WindowClass]]
        switch labels {
        case .compatibleRules:
            let features = CompatibleFeatures(plan, kernels: Kernels(compute.instructionSet))
            windows = chosen.map { CompatibleRules().classify($0.values, features) }
        case .classifier(let classifier):
            windows = try classifier.with(plan).classify(chosen.map(\.values), threads: compute.threads)
        }
        subjects = try zip(chosen, windows).map { series, windows in
            let first = max(0, series.count - (last ?? max(1, series.count / 7)))
            let trace = try DemandTrace(series, quantity: set.quantity, range: first..<series.count, indexStep: .seconds(60))
            return ScalingSubject(trace, windows: windows, windowLength: plan.length, truth: truths[series.id])
        }
    }
}
