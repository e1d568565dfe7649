public import Tensors
import Trees

/// What AAPA's published accuracy measures: trees that learn the labels of its rules from the features the rules read.
///
/// The labels are a function of the features, so that trees learn it by heart; whether the labels are true has no part in it.
public struct CompatibleStudy: Sendable, Hashable {
    /// Windows that were not learned from.
    public private(set) var windows = 0
    /// Share of them for which the trees say what the rules say: the number that AAPA publishes.
    public private(set) var agreement = Double.nan
    /// Share of them for which the trees say what is true.
    public private(set) var accuracy = Double.nan
    /// Share of them for which the rules say what is true.
    public private(set) var ruleAccuracy = Double.nan

    /// Trains trees on four fifths of all windows, drawn at random, and asks them about the others.
    ///
    /// Split and settings are AAPA's: 31 leaves, learning rate 0.05, 0.8 of the rows drawn every 5 rounds, 0.9 of the features. Neighbours
    /// of a window share 50 of its 60 minutes, and stand on both sides of such a split.
    /// - Parameters:
    ///   - functions: demand of known class.
    ///   - plan: which windows.
    ///   - rounds: trees of each class.
    ///   - seed: of the draw.
    ///   - compute: where to compute.
    /// - Throws: ``WorkloadsError`` when a label does not occur or the trees cannot be trained.
    public init(
        _ functions: [LabelledDemand], plan: WindowPlan = .standard, rounds: Int = 300, seed: UInt64 = 1, compute: Compute = .best
    ) throws(WorkloadsError) {
        let features = CompatibleFeatures(plan, kernels: Kernels(compute.instructionSet))
        let (learned, asked) = Self.split(functions, features, seed: seed)
        let values = learned.values
        var configuration = BoostingConfiguration(objective: .multiclass(classes: Archetype.allCases.count))
        (configuration.rounds, configuration.learningRate, configuration.leaves) = (rounds, 0.05, 31)
        (configuration.rowSampling, configuration.featureFraction) = (.bagging(fraction: 0.8, every: 5), 0.9)
        let forest: CompiledForest
        do {
            let trained = try values.withUnsafeBufferPointer { values throws(BoostingError) in
                guard let base = values.baseAddress else { throw BoostingError.empty(rows: 0, columns: CompatibleFeatures.names.count) }
                let table = FeatureTable(rowMajor: base, rows: learned.labels.count, names: CompatibleFeatures.names)
                return try Booster(configuration, compute: compute).train(BoostingData(table, targets: learned.labels)).forest
            }
            forest = try CompiledForest(trained, kernels: Kernels(compute.instructionSet))
        } catch {
            throw .training("the trees could not learn the labels of the rules: \(error)")
        }
        var (agreed, right, ruled) = (0, 0, 0)
        let classes = Archetype.allCases.count
        windows = asked.labels.count
        var scores = [Double](repeating: 0, count: windows * classes)
        forest.rawScores(rows: asked.values, count: windows, into: &scores)
        for (window, (label, truth)) in zip(asked.labels, asked.truths).enumerated() {
            let row = scores[window * classes..<(window + 1) * classes]
            let said = row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
            agreed += said == Int(label) ? 1 : 0
            right += said == truth ? 1 : 0
            ruled += Int(label) == truth ? 1 : 0
        }
        agreement = Double(agreed) / Double(windows)
        accuracy = Double(right) / Double(windows)
        ruleAccuracy = Double(ruled) / Double(windows)
    }

    /// Features and labels of windows, and the classes of their functions.
    private struct Rows {
        var values: [Float] = []
        var labels: [Float] = []
        var truths: [Int] = []
    }

    private static func split(
        _ functions: [LabelledDemand], _ features: CompatibleFeatures, seed: UInt64
    ) -> (learned: Rows, asked: Rows) {
        var (learned, asked) = (Rows(), Rows())
        for (index, function) in functions.enumerated() {
            var random = RandomStream(seed: seed, purpose: "compatible study", index: UInt64(index))
            let (rows, width) = (features.features(of: function.values), CompatibleFeatures.names.count)
            for window in 0..<rows.count / width {
                let row = rows[window * width..<(window + 1) * width]
                let isLearned = random.uniform() < 0.8
                guard row.contains(where: { !$0.isNaN }) else { continue }
                func add(to side: inout Rows) {
                    side.values += row.map { Float($0) }
                    side.labels.append(Float(CompatibleRules().label(row).archetype.index))
                    side.truths.append(function.archetype.index)
                }
                if isLearned { add(to: &learned) } else { add(to: &asked) }
            }
        }
        return (learned, asked)
    }
}
