/// Targets and weights of rows.
struct TargetRows: Sendable {
    let targets: [Float]
    /// Weights, or none when all rows count the same.
    let weights: [Float]?

    /// Checks targets and weights against the objective.
    init(_ targets: [Float], weights: [Float]?, rows: Int, objective: BoostingObjective) throws(BoostingError) {
        guard targets.count == rows else { throw .countMismatch(of: "targets, one for each row", expected: rows, found: targets.count) }
        if let weights {
            guard weights.count == rows else { throw .countMismatch(of: "weights, one for each row", expected: rows, found: weights.count) }
            if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) { throw .invalidWeight(row: row, value: weights[row]) }
            guard weights.contains(where: { $0 > 0 }) else { throw .invalidSetting("all weights are 0: there is nothing to learn from") }
        }
        let expected: String
        let isFine: (Float) -> Bool
        switch objective {
        case .poisson, .tweedie: (expected, isFine) = ("a finite number from 0 on", { $0 >= 0 && $0.isFinite })
        case .binary: (expected, isFine) = ("0 or 1", { $0 == 0 || $0 == 1 })
        case .multiclass(let classes):
            expected = "a class, a whole number from 0 to \(classes - 1)"
            isFine = { $0 >= 0 && $0 < Float(classes) && $0 == $0.rounded() }
        default: (expected, isFine) = ("a finite number", { $0.isFinite })
        }
        if let row = targets.firstIndex(where: { !isFine($0) }) {
            throw .invalidTarget(row: row, value: targets[row], expected: expected)
        }
        (self.targets, self.weights) = (targets, weights)
    }

    /// The weight of a row.
    func weight(_ row: Int) -> Double { weights.map { Double($0[row]) } ?? 1 }

    /// Weighted mean of a function of the targets.
    func mean(_ value: (Double) -> Double) -> Double {
        var (sum, total) = (0.0, 0.0)
        for row in targets.indices {
            let weight = weight(row)
            sum += weight * value(Double(targets[row]))
            total += weight
        }
        return sum / total
    }
}
