public import Tensors
import Trees

/// What AAPA's published accuracy measures: trees that learn the labels of its rules from the features the rules read.
///
/// The labels are a function of the features, so that trees learn it by heart; whether the labels are true has no part in it.
public struct CompatibleStudy: Sendable, Hashable {
    /// Windows of functions that were not learned from.
    public private(set) var windows = 0
    /// Share of them for which the trees say what the rules say: the number that AAPA publishes.
    public private(set) var agreement = Double.nan
    /// Share of them for which the trees say what is true.
    public private(set) var accuracy = Double.nan
    /// Share of them for which the rules say what is true.
    public private(set) var ruleAccuracy = Double.nan

    /// Trains trees on half of the functions of every class and asks them about the others.
    ///
    /// The settings are AAPA's, but for the sampling of rows: 31 leaves, learning rate 0.05, all features.
    /// - Parameters:
    ///   - functions: demand of known class.
    ///   - plan: which windows; every third is learned from, all are asked about.
    ///   - rounds: trees of each class.
    ///   - compute: where to compute.
    /// - Throws: ``WorkloadsError`` when a label does not occur or the trees cannot be trained.
    public init(
        _ functions: [LabelledDemand], plan: WindowPlan = .standard, rounds: Int = 100, compute: Compute = .best
    ) throws(WorkloadsError) {
        let split = FunctionSplit(functions.map { ($0.id, $0.archetype) }, share: 0.5, seed: 1)
        let features = CompatibleFeatures(plan, kernels: Kernels(compute.instructionSet))
        var (values, labels) = ([Float](), [Float]())
        for index in split.rest { Self.add(functions[index], features, every: 3, &values, &labels) }
        var configuration = BoostingConfiguration(objective: .multiclass(classes: Archetype.allCases.count))
        (configuration.rounds, configuration.learningRate, configuration.leaves) = (rounds, 0.05, 31)
        let forest: CompiledForest
        do {
            let trained = try values.withUnsafeBufferPointer { values throws(BoostingError) in
                guard let base = values.baseAddress else { throw BoostingError.empty(rows: 0, columns: CompatibleFeatures.names.count) }
                let table = FeatureTable(rowMajor: base, rows: labels.count, names: CompatibleFeatures.names)
                return try Booster(configuration, compute: compute).train(BoostingData(table, targets: labels)).forest
            }
            forest = try CompiledForest(trained, kernels: Kernels(compute.instructionSet))
        } catch {
            throw .training("the trees could not learn the labels of the rules: \(error)")
        }
        var (agreed, right, ruled) = (0, 0, 0)
        for index in split.chosen {
            (values, labels) = ([], [])
            Self.add(functions[index], features, every: 1, &values, &labels)
            let classes = Archetype.allCases.count
            var scores = [Double](repeating: 0, count: labels.count * classes)
            forest.rawScores(rows: values, count: labels.count, into: &scores)
            for (window, label) in labels.enumerated() {
                let row = scores[window * classes..<(window + 1) * classes]
                let said = row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
                windows += 1
                agreed += said == Int(label) ? 1 : 0
                right += said == functions[index].archetype.index ? 1 : 0
                ruled += Int(label) == functions[index].archetype.index ? 1 : 0
            }
        }
        agreement = Double(agreed) / Double(windows)
        accuracy = Double(right) / Double(windows)
        ruleAccuracy = Double(ruled) / Double(windows)
    }

    private static func add(
        _ function: LabelledDemand, _ features: CompatibleFeatures, every step: Int, _ values: inout [Float], _ labels: inout [Float]
    ) {
        let (rows, width) = (features.features(of: function.values), CompatibleFeatures.names.count)
        for window in stride(from: 0, to: rows.count / width, by: step) {
            let row = rows[window * width..<(window + 1) * width]
            guard row.contains(where: { !$0.isNaN }) else { continue }
            values += row.map { Float($0) }
            labels.append(Float(CompatibleRules().label(row).archetype.index))
        }
    }
}
