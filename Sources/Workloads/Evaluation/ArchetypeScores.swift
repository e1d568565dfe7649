import Tensors

/// How well classes and their probabilities agree with the truth.
public struct ArchetypeScores: Sendable, Equatable {
    /// Windows by truth and outcome: rows are the archetypes of the functions and then idle, columns the outcomes, in the same order.
    ///
    /// A window with fewer events than the set number is idle in truth, whatever its function.
    public private(set) var confusion: [[Int]]
    /// Confidence against accuracy of all windows that are said to be of an archetype.
    public private(set) var reliability: ReliabilityDiagram
    /// Mean over these windows of the squared distance between probabilities and truth, 0...2.
    public private(set) var brier: Double
    /// Mean over these windows of minus the logarithm of the probability of the truth, at least 1e-6.
    public private(set) var logLoss: Double

    /// Scores windows.
    /// - Parameters:
    ///   - windows: what is said.
    ///   - truths: what is true, `nil` for an idle window; as many.
    public init(_ windows: [WindowClass], truths: [Archetype?]) {
        precondition(windows.count == truths.count, "\(truths.count) truths of \(windows.count) windows")
        let classes = Archetype.allCases.count
        confusion = [[Int]](repeating: [Int](repeating: 0, count: classes + 1), count: classes + 1)
        var (squares, logs, told) = (0.0, 0.0, 0)
        reliability = ReliabilityDiagram()
        for (window, truth) in zip(windows, truths) {
            let row = truth?.index ?? classes
            guard case .archetype(let archetype) = window.outcome else {
                confusion[row][classes] += 1
                continue
            }
            confusion[row][archetype.index] += 1
            reliability.add(confidence: window.confidence, isRight: truth == archetype)
            guard let truth else { continue }
            told += 1
            for (index, p) in window.probabilities.enumerated() {
                let target = index == truth.index ? 1.0 : 0
                squares += (p - target) * (p - target)
            }
            logs -= PortableMath.log(max(window.probabilities[truth.index], 1e-6))
        }
        (brier, logLoss) = told > 0 ? (squares / Double(told), logs / Double(told)) : (.nan, .nan)
    }

    /// Share of the windows of an archetype that are said to be of it; NaN without any.
    public func recall(of archetype: Archetype) -> Double {
        let row = confusion[archetype.index]
        return Double(row[archetype.index]) / Double(row.reduce(0, +))
    }

    /// Share of the windows said to be of an archetype that are of it; NaN without any.
    public func precision(of archetype: Archetype) -> Double {
        let column = confusion.map { $0[archetype.index] }
        return Double(column[archetype.index]) / Double(column.reduce(0, +))
    }

    /// Mean recall of the archetypes that have windows. Idle windows count in no recall: to count events is no achievement.
    public var balancedAccuracy: Double {
        let recalls = Archetype.allCases.map(recall).filter { !$0.isNaN }
        return recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Share of all windows, idle ones included, of which the truth is said.
    public var accuracy: Double {
        let right = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
        return Double(right) / Double(confusion.reduce(0) { $0 + $1.reduce(0, +) })
    }

    /// Mean distance of confidence and accuracy in 15 bins.
    public var calibrationError: Double { reliability.expectedError }
}
