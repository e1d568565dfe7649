#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Chooses the factors of ``ConformalMethod/sharp``: the sharpest that the data let pass.
///
/// Of all factors on a grid those are *honest* for which the nominal share lies, within a standard error of so many independent targets,
/// between the shares of targets strictly inside and inside or on the edge: for counts a quantile holds a mass of its own, and no number
/// need hit the level. The share inside must reach the level that a sample of so few windows asks for (``FiniteSample``). Among the honest ones the quantile loss decides, with a charge for leaving 1 that fades with the size of the sample;
/// and of all that lose hardly more than the best one the narrowest is taken ("sharpness subject to calibration": Gneiting,
/// Balabdaoui & Raftery, Journal of the Royal Statistical Society B 69, 2007).
struct SharpFactors {
    /// Factors that are tried: evenly spaced in their logarithm.
    private static let grid: [Float] = (0...46).map { Float(exp(log(0.5) + Double($0) * log(5) / 46)) }
    /// Charge on the squared logarithm of a factor, times one over the number of independent targets.
    private static let charge = 20.0
    /// Losses within this share of the best one are equal.
    private static let tolerance = 1e-2
    /// Standard errors within which a share is believed.
    private static let errors = 1.0
    /// Most targets that are looked at; more would not change the factors.
    private static let mostTargets = 60_000

    let sample: ValidationForecasts
    let bound: Float
    /// Independent targets.
    let effective: Double

    /// Factors below and above the median for some of the targets.
    func factors(for targets: [CalibrationTargets.Target]) -> (below: Float, above: Float) {
        guard let levels = sample.forecasts.first?.levels, !targets.isEmpty else { return (1, 1) }
        let thinned: [CalibrationTargets.Target]
        if targets.count > Self.mostTargets {
            thinned = (0..<Self.mostTargets).map { targets[$0 * targets.count / Self.mostTargets] }
        } else {
            thinned = targets
        }
        let rows = Rows(thinned, of: sample, levels: levels)
        let sides = levels.values.indices
        return (
            factor(of: sides.filter { $0 < levels.middle }, levels: levels, rows: rows),
            factor(of: sides.filter { $0 > levels.middle }, levels: levels, rows: rows)
        )
    }

    /// Targets with their quantiles side by side: they are passed over some hundred times.
    private struct Rows {
        let targets: [CalibrationTargets.Target]
        /// Quantiles `[targets, Q]`.
        let values: [Float]

        init(_ targets: [CalibrationTargets.Target], of sample: ValidationForecasts, levels: QuantileLevels) {
            self.targets = targets
            values = targets.flatMap { target in
                sample.forecasts[target.forecast].values[target.step * levels.count..<(target.step + 1) * levels.count]
            }
        }
    }

    /// What one factor does to one side.
    private struct Outcome {
        var loss = 0.0
        /// Targets inside or on the edge, strictly inside, and all that a factor can move, by key level.
        var inside: [Int], strictlyInside: [Int]

        init(keys: Int) { (inside, strictlyInside) = ([Int](repeating: 0, count: keys), [Int](repeating: 0, count: keys)) }
    }

    private func factor(of side: [Int], levels: QuantileLevels, rows: Rows) -> Float {
        guard let outermost = side.first else { return 1 }
        let isUpper = outermost > levels.middle
        let tails = side.map { isUpper ? 1 - levels.values[$0] : levels.values[$0] }
        // The levels of the usual intervals are what coverage is judged by; the far tails are too rare to tell.
        var keys = side.indices.filter { (0.08...0.25).contains(tails[$0]) }
        if keys.isEmpty { keys = Array(side.indices) }
        let nominal = keys.map { 1 - tails[$0] }
        let windows = sample.windowsWithoutOverlap
        let asked = nominal.map { FiniteSample.corrected($0, count: windows) }
        let allowance = nominal.map { Self.errors * ($0 * (1 - $0) / max(1, effective)).squareRoot() }

        let movable = movableCounts(rows, keys: keys.map { side[$0] }, levels: levels)
        let outcomes = Self.grid.map { outcome(of: $0, side: side, keys: keys, levels: levels, rows: rows) }
        func mean(_ shares: (Int) -> Double) -> Double { keys.indices.reduce(0) { $0 + shares($1) } / Double(keys.count) }
        func isHonest(_ outcome: Outcome) -> Bool {
            let slack = mean { key in
                movable[key] > 0 ? Double(outcome.inside[key]) / Double(movable[key]) - asked[key] + allowance[key] : 0
            }
            let excess = mean { key in
                movable[key] > 0 ? Double(outcome.strictlyInside[key]) / Double(movable[key]) - nominal[key] - allowance[key] : 0
            }
            return slack >= 0 && excess <= 0
        }
        func distance(_ outcome: Outcome) -> Double {
            abs(
                mean { key in
                    guard movable[key] > 0 else { return 0 }
                    return 0.5 * Double(outcome.inside[key] + outcome.strictlyInside[key]) / Double(movable[key]) - nominal[key]
                })
        }
        var candidates = Self.grid.indices.filter { isHonest(outcomes[$0]) }
        if candidates.isEmpty { candidates = [Self.grid.indices.min { distance(outcomes[$0]) < distance(outcomes[$1]) }!] }
        func loss(_ index: Int) -> Double {
            let logarithm = log(Double(Self.grid[index]))
            return outcomes[index].loss * (1 + Self.charge / max(1, effective) * logarithm * logarithm)
        }
        let best = candidates.map(loss).min()!
        return Self.grid[candidates.first { loss($0) <= best * (1 + Self.tolerance) }!]
    }

    private func movableCounts(_ rows: Rows, keys: [Int], levels: QuantileLevels) -> [Int] {
        keys.map { q in
            rows.targets.indices.count { isMovable(rows.values[$0 * levels.count + q], rows.values[$0 * levels.count + levels.middle]) }
        }
    }

    // A quantile on the median is certain, one on the lower bound stays there.
    @inline(__always)
    private func isMovable(_ value: Float, _ median: Float) -> Bool {
        value > bound && abs(value - median) > 1e-9 * abs(median) + .leastNormalMagnitude
    }

    private func outcome(of factor: Float, side: [Int], keys: [Int], levels: QuantileLevels, rows: Rows) -> Outcome {
        var outcome = Outcome(keys: keys.count)
        let (count, middle) = (levels.count, levels.middle)
        let isUpper = side[0] > middle
        rows.values.withUnsafeBufferPointer { values in
            for (place, q) in side.enumerated() {
                let level = levels.values[q]
                let key = keys.firstIndex(of: place)
                var (sum, inside, strictlyInside) = (0.0, 0, 0)
                for (row, target) in rows.targets.enumerated() {
                    let (value, median) = (values[row * count + q], values[row * count + middle])
                    var z = value > bound ? max(median + factor * (value - median), bound) : value
                    if target.isWhole { z = z.rounded() }
                    let y = target.actual
                    let error = Double(y) - Double(z)
                    sum += Double(target.weight) * max(level * error, (level - 1) * error)
                    guard key != nil, isMovable(value, median) else { continue }
                    inside += (isUpper ? y <= z : y >= z) ? 1 : 0
                    strictlyInside += (isUpper ? y < z : y > z) ? 1 : 0
                }
                outcome.loss += sum
                if let key { (outcome.inside[key], outcome.strictlyInside[key]) = (inside, strictlyInside) }
            }
        }
        return outcome
    }
}
