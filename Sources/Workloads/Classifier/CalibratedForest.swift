public import Tensors
public import Trees

/// Boosted trees on ``ArchetypeFeatures`` and the maps that make probabilities of their scores. Immutable; threads may share it.
public struct CalibratedForest: Sendable, Equatable {
    /// The trees: one raw score an archetype.
    public let forest: Forest
    /// Maps of the scores of every archetype, for windows of which no more is known than each ``DemandScale``: `[scales][archetypes]`.
    public let calibrations: [[BetaCalibration]]
    private let compiled: CompiledForest

    /// Puts trees and maps together.
    /// - Parameters:
    ///   - forest: trees on ``ArchetypeFeatures/names`` with one output an archetype.
    ///   - calibrations: `[scales][archetypes]`; `nil` for maps that change nothing.
    ///   - kernels: instructions to use.
    /// - Throws: ``WorkloadsError/training(_:)`` when the trees are too large to be compiled.
    public init(_ forest: Forest, calibrations: [[BetaCalibration]]? = nil, kernels: Kernels = .best) throws(WorkloadsError) {
        let classes = Archetype.allCases.count
        precondition(
            forest.outputs == classes && forest.featureNames == ArchetypeFeatures.names, "trees of other features or classes")
        let calibrations =
            calibrations
            ?? [[BetaCalibration]](
                repeating: [BetaCalibration](repeating: .identity, count: classes), count: DemandScale.allCases.count)
        precondition(calibrations.count == DemandScale.allCases.count && calibrations.allSatisfy { $0.count == classes })
        (self.forest, self.calibrations) = (forest, calibrations)
        do { compiled = try CompiledForest(forest, kernels: kernels) } catch { throw .training("\(error)") }
    }

    /// Whether trees and maps are the same.
    public static func == (one: CalibratedForest, other: CalibratedForest) -> Bool {
        one.forest == other.forest && one.calibrations == other.calibrations
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

    /// Calibrated probabilities of rows, `[count, archetypes]`: one against the rest, then made to add up to 1.
    func probabilities(of rows: [Float], count: Int) -> [Double] {
        let (outputs, width) = (Archetype.allCases.count, ArchetypeFeatures.names.count)
        var probabilities = rawProbabilities(of: rows, count: count)
        for row in 0..<count {
            let maps = calibrations[ArchetypeFeatures.reach(of: rows[row * width..<(row + 1) * width]).rawValue]
            var sum = 0.0
            for index in 0..<outputs {
                let value = maps[index](probabilities[row * outputs + index])
                probabilities[row * outputs + index] = value
                sum += value
            }
            // Calibrated scores are above 0: the map is logistic.
            for index in 0..<outputs { probabilities[row * outputs + index] /= sum }
        }
        return probabilities
    }
}
