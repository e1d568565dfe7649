import Tensors

extension Booster {
    /// Bytes that training takes at most beside its data and a forest it goes on from: bins, order of rows, gradients, scores, histograms and
    /// the trees of all rounds.
    ///
    /// - Parameters:
    ///   - rows: rows to learn from.
    ///   - features: their columns.
    ///   - validationRows: rows to watch.
    ///   - isWeighted: whether rows have weights.
    public func memoryEstimate(rows: Int, features: Int, validationRows: Int = 0, isWeighted: Bool = false) -> Int {
        let size = Size(configuration, rows: rows, features: features, isWeighted: isWeighted)
        return BinnedTable.bytes(rows: rows, features: features) + rows * size.bytesOfRow
            + BinnedTable.bytes(rows: validationRows, features: features) + validationRows * size.bytesOfWatchedRow
            + size.bounds + size.histograms + size.forest + compute.threads * size.bytesOfThread
    }

    /// Checks the estimate against ``memoryLimit``.
    /// - Throws: ``BoostingError/tooLarge(neededMegabytes:allowedMegabytes:)``.
    func checkMemory(_ data: BoostingData, _ validation: BoostingData?) throws(BoostingError) {
        guard let memoryLimit else { return }
        let needed = memoryEstimate(
            rows: data.features.rows, features: data.features.columns, validationRows: validation?.features.rows ?? 0,
            isWeighted: data.weights != nil)
        guard needed <= memoryLimit else {
            throw .tooLarge(neededMegabytes: (needed + 999_999) / 1_000_000, allowedMegabytes: max(0, memoryLimit) / 1_000_000)
        }
    }
}

/// What the parts of a training take, in bytes.
private struct Size {
    private let configuration: BoostingConfiguration
    private let rows: Int
    private let features: Int
    private let isWeighted: Bool
    /// Whether several levels share trees that are grown on ranks.
    private let isRanked: Bool
    private let isMulticlass: Bool

    init(_ configuration: BoostingConfiguration, rows: Int, features: Int, isWeighted: Bool) {
        (self.configuration, self.rows, self.features, self.isWeighted) = (configuration, rows, features, isWeighted)
        isRanked = if case .quantiles = configuration.objective { !isWeighted } else { false }
        isMulticlass = if case .multiclass = configuration.objective { true } else { false }
    }

    private var outputs: Int { configuration.objective.outputs }
    /// Most leaves that a tree of these rows can have.
    private var leaves: Int { max(1, min(configuration.leaves, rows / max(1, configuration.minimumRows))) }
    /// Most bins of a feature, the one of missing values included.
    private var bins: Int { min(configuration.bins, rows) + 1 }

    /// Of a row: its place in the order and room to sort it, scores, gradients or rank, and the residual.
    var bytesOfRow: Int {
        RowOrder.bytes(rows: 1) + (isMulticlass ? 12 : 8) * outputs + (isRanked ? 1 : 8) + (configuration.gradientBins == nil ? 0 : 4) + 4
            + bytesOfChoice
            + bytesOfResiduals
    }

    /// Of a row: its gradient among those whose size decides, where rows are sampled by that.
    private var bytesOfChoice: Int { if case .goss = configuration.rowSampling { 4 } else { 0 } }

    /// Of a row: copies of residuals that leaves take their quantiles from, and with weights both, sorted.
    private var bytesOfResiduals: Int { configuration.objective.leafLevels.isEmpty ? 0 : isWeighted ? 16 : 4 }

    /// Of a row that is watched: its place in the order and room to sort it, and scores.
    var bytesOfWatchedRow: Int { RowOrder.bytes(rows: 1) + 8 * outputs }

    /// How every feature is cut into bins.
    var bounds: Int { features * (4 * bins + 64) }

    /// Histograms of leaves, and those that are made in parts.
    var histograms: Int {
        let numbers = features * bins * (isRanked ? Kernels.TreeLayout.ranks : 2)
        let slots =
            isRanked
            ? HistogramPool<Float>.slots(numbers: numbers, bytes: configuration.histogramBytes, leaves: leaves)
            : HistogramPool<Double>.slots(numbers: numbers, bytes: configuration.histogramBytes, leaves: leaves)
        // See ``TreeGrower``: rows of large nodes are shared out in four parts where histograms are not large.
        let parts = rows >= 32_768 && numbers <= 1 << 20 ? 4 : 1
        return (slots + parts - 1) * numbers * (isRanked ? 4 : 8)
    }

    /// Values of a column that bins are chosen from, narrow sums of histograms, and splits that are found.
    var bytesOfThread: Int {
        let layout = Kernels.TreeLayout.self
        let narrow =
            isRanked ? 2 * layout.featureRanks : 4 * (configuration.gradientBins == nil ? layout.featureFloats : layout.featureWords)
        let candidate =
            isRanked
            ? MemoryLayout<SplitCandidate<RankStatistics.Sums>?>.stride : MemoryLayout<SplitCandidate<GradientStatistics.Sums>?>.stride
        return min(rows, configuration.binningRows) * FeatureBins.bytesOfSample + min(features, 64) * narrow + 2 * features * candidate
    }

    /// The trees of all rounds, and one that grows.
    var forest: Int {
        let width = isMulticlass ? 1 : outputs
        let tree = MemoryLayout<Tree>.stride + 128 + leaves * (MemoryLayout<TreeNode>.stride + 16 + 8 * width)
        // More rounds than anybody waits for; their product must not overflow.
        return min(configuration.rounds, 1 << 24) * (isMulticlass ? outputs : 1) * tree + leaves * 512
    }
}
