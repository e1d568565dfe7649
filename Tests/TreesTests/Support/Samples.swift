import Tensors
import Trees

#if canImport(Glibc)
    import Glibc
#endif

/// Rows to learn from, small enough for a test.
enum Samples {
    /// Every kind of objective.
    static let objectives: [BoostingObjective] = [
        .squared, .absolute, .huber(delta: 0.7), .quantile(level: 0.9), .quantiles(levels: [0.1, 0.5, 0.9]), .poisson, .tweedie(power: 1.4),
        .binary, .multiclass(classes: 3),
    ]

    /// Columns of uniform numbers, rounded to `steps` distinct values, some of them missing.
    static func table(_ rows: Int, columns: Int, steps: Int = 1_000, missing: Double = 0, seed: UInt64 = 1) -> Table {
        var random = RandomStream(seed: seed, purpose: "tree table")
        return Table(
            (0..<columns).map { _ in
                (0..<rows).map { _ in
                    let value = Float(random.int(below: steps)) / Float(steps)
                    return random.uniformDouble() < missing ? .nan : value
                }
            })
    }

    /// What the first columns tell about a row: about −2...2; missing values count as 1.5.
    static func signal(_ table: Table, _ row: Int) -> Double {
        let x = table.columns.prefix(4).map { $0[row].isNaN ? 1.5 : Double($0[row]) }
        return sin(5 * x[0]) + (x.count > 1 ? 2 * x[1] - 1 : 0) - (x.count > 2 && x[2] > 0.6 ? 0.8 : 0)
            + (x.count > 3 ? x[0] * x[3] - 0.25 : 0)
    }

    /// Targets that suit an objective: signal and noise.
    static func targets(_ objective: BoostingObjective, _ table: Table, noise: Double = 0.4, seed: UInt64 = 1) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "tree targets")
        return (0..<table.rows).map { row in
            let value = signal(table, row) + noise * random.normal()
            switch objective {
            case .poisson, .tweedie: return Float(exp(value).rounded(.down))
            case .binary: return value > 0 ? 1 : 0
            case .multiclass(let classes): return Float(min(max(Int(value + Double(classes) / 2), 0), classes - 1))
            default: return Float(value)
            }
        }
    }

    /// Settings of a short training.
    static func configuration(_ objective: BoostingObjective, rounds: Int = 12, leaves: Int = 15) -> BoostingConfiguration {
        var configuration = BoostingConfiguration(objective: objective)
        (configuration.rounds, configuration.leaves) = (rounds, leaves)
        return configuration
    }
}

extension BoostingConfiguration {
    /// A copy with changes.
    func with(_ change: (inout BoostingConfiguration) -> Void) -> BoostingConfiguration {
        var copy = self
        change(&copy)
        return copy
    }

    /// Trains on the rows of a table.
    func train(
        _ table: Table, _ targets: [Float], weights: [Float]? = nil, validation: BoostingData? = nil, continuing: Forest? = nil,
        threads: Int = 1, instructionSet: InstructionSet = .best
    ) throws -> BoostingResult {
        try Booster(self, compute: Compute(instructionSet: instructionSet, threads: threads)).train(
            BoostingData(table.features, targets: targets, weights: weights), validation: validation, continuing: continuing)
    }
}
