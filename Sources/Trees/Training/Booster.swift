import Tensors

/// Gradient boosting of decision trees on binned features.
///
/// Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29(5), 2001, with second derivatives
/// (Chen & Guestrin, "XGBoost", KDD 2016) and histograms of binned features, leaf by leaf (Ke et al., "LightGBM", NeurIPS 2017).
/// The same data, settings and seed give the same forest whatever the number of threads.
public struct Booster: Sendable {
    /// Settings.
    public var configuration: BoostingConfiguration
    /// Kernels and threads.
    public var compute: Compute
    /// Most bytes that training may take beside its data, as ``memoryEstimate(rows:features:validationRows:isWeighted:)`` counts them, such as
    /// what the machine has free; `nil` for no limit.
    public var memoryLimit: Int?

    /// Makes a booster.
    public init(_ configuration: BoostingConfiguration, compute: Compute = .best, memoryLimit: Int? = nil) {
        (self.configuration, self.compute, self.memoryLimit) = (configuration, compute, memoryLimit)
    }

    /// Learns a forest.
    ///
    /// - Parameters:
    ///   - data: rows to learn from.
    ///   - validation: rows to watch for early stopping, with the same columns.
    ///   - continuing: a forest to go on from, of the same outputs; its trees come first in the result.
    ///   - progress: called after binning and after every round.
    /// - Throws: ``BoostingError``.
    public func train(
        _ data: BoostingData, validation: BoostingData? = nil, continuing: Forest? = nil, progress: ((BoostingProgress) -> Void)? = nil
    ) throws(BoostingError) -> BoostingResult {
        guard data.features.rows > 0, data.features.columns > 0 else {
            throw .empty(rows: data.features.rows, columns: data.features.columns)
        }
        guard data.features.rows < Int(Int32.max) else {
            throw .invalidSetting("boosting takes fewer than 2³¹ rows, found \(data.features.rows)")
        }
        try configuration.check(data.features)
        if configuration.earlyStopping != nil, validation == nil {
            throw .invalidSetting("early stopping needs rows to watch; give a validation set")
        }
        try check(continuing, columns: data.features.columns)
        try checkMemory(data, validation)
        let rows = try TargetRows(data.targets, weights: data.weights, rows: data.features.rows, objective: configuration.objective)
        try checkClasses(rows)
        let bins = try FeatureBins.choose(
            for: data.features, limit: configuration.bins, sampleRows: configuration.binningRows, seed: configuration.seed,
            compute: compute)
        let table = try BinnedTable(data.features, features: bins, compute: compute)
        let team = ThreadTeam(threads: compute.threads)
        let watched = try validation.map { validation throws(BoostingError) in
            try WatchedRows(
                validation, columns: data.features.columns, bins: bins, configuration: configuration, compute: compute, team: team)
        }
        let kernels = Kernels(compute.instructionSet)
        switch configuration.objective {
        case .quantiles(let levels) where rows.weights == nil:
            let statistics = RankStatistics(targets: rows.targets, levels: levels, configuration: configuration, kernels: kernels)
            let run = try BoostingRun(
                data, rows, table, watched, statistics, continuing, configuration: configuration, compute: compute, team: team)
            return try run.boost(progress)
        default:
            let statistics = GradientStatistics(rows, configuration: configuration, kernels: kernels)
            let run = try BoostingRun(
                data, rows, table, watched, statistics, continuing, configuration: configuration, compute: compute, team: team)
            return try run.boost(progress)
        }
    }

    private func check(_ continuing: Forest?, columns: Int) throws(BoostingError) {
        guard let continuing else { return }
        guard continuing.outputs == configuration.objective.outputs, continuing.featureCount == columns, !continuing.averages else {
            throw .invalidSetting(
                "training goes on from a forest of \(configuration.objective.outputs) outputs and \(columns) columns that is a sum of trees, "
                    + "found \(continuing.outputs) outputs and \(continuing.featureCount) columns\(continuing.averages ? ", averaged" : "")"
            )
        }
    }

    private func checkClasses(_ rows: TargetRows) throws(BoostingError) {
        guard case .multiclass(let classes) = configuration.objective else { return }
        var isThere = [Bool](repeating: false, count: classes)
        for target in rows.targets { isThere[Int(target)] = true }
        if let missing = isThere.firstIndex(of: false) { throw .missingClass(missing, classes: classes) }
    }
}
